"""The people and units of a made-up school: pure, from a seeded source of chance.

Rank shares follow the department described in [P]: 11% full, 21% associate, 58% assistant
professors; the rest are instructors, trainees and a few emeriti.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from networks.demo.catalogue import FIELDS, SKILLS, Field
from networks.demo.names import CAMPUSES, EITHER, FAMILY, MEN, WOMEN
from profiles.people.orcid import orcid_check_character
from profiles.vocabulary import Rank, Track

RANK_SHARES = (
    (Rank.FULL, 0.11),
    (Rank.ASSOCIATE, 0.21),
    (Rank.ASSISTANT, 0.58),
    (Rank.INSTRUCTOR, 0.05),
    (Rank.TRAINEE, 0.04),
    (Rank.EMERITUS, 0.01),
)
YEARS_HERE = {
    Rank.TRAINEE: (0, 2),
    Rank.INSTRUCTOR: (0, 4),
    Rank.ASSISTANT: (0, 8),
    Rank.ASSOCIATE: (4, 16),
    Rank.FULL: (8, 32),
    Rank.EMERITUS: (25, 45),
}
TRACK_WEIGHTS = {
    Track.CLINICIAN_EDUCATOR: 45,
    Track.INVESTIGATOR: 25,
    Track.CLINICIAN: 22,
    Track.EDUCATOR: 6,
    Track.OTHER: 2,
}
PEOPLE_PER_SCHOOL = 5000
PEOPLE_PER_TEAM = 18
SHARE_LEFT = 0.02


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A school, department or division."""

    id: UUID
    name: str
    parent: UnitNode | None

    @property
    def path(self) -> str:
        """The names from the root down, as a roster writes them."""
        return f"{self.parent.path} / {self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster. `gender` is what they would say themselves, if they said it."""

    id: UUID
    user_id: UUID
    external_id: str
    email: str
    given_name: str
    family_name: str
    gender: str
    rank: Rank
    track: str
    unit: UnitNode
    supervisor: UUID | None
    start_date: date
    end_date: date | None
    specialty: str
    topics: tuple[str, ...]
    skills: tuple[str, ...]
    orcid: str

    @property
    def expertise(self) -> tuple[str, ...]:
        return self.topics + self.skills

    @property
    def is_senior(self) -> bool:
        return self.rank in (Rank.ASSOCIATE, Rank.FULL, Rank.EMERITUS)


@dataclass(frozen=True, slots=True)
class School:
    units: list[UnitNode]
    people: list[Person]


@dataclass(slots=True)
class _Post:
    """A place in a team, before somebody is put in it."""

    unit: UnitNode
    field: Field
    supervisor: UUID | None
    leads: bool
    id: UUID


def random_uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def make_school(
    chance: Random,
    *,
    people: int,
    as_of: date,
    domain: str,
    name: str,
    prefix: str = "L",
    taken: Iterable[str] = (),
) -> School:
    """Return *people* persons with their units and supervisors; the same for the same seed.

    The first team (General Internal Medicine) comes first, its department's chair and the dean
    before it, so that a supervisor always precedes those who report to them. Nobody gets an
    address whose part before the @ is *taken*.
    """
    units: list[UnitNode] = []
    posts: list[_Post] = []
    schools = -(-people // PEOPLE_PER_SCHOOL)
    for number in range(schools):
        share = people * (number + 1) // schools - people * number // schools
        label = name if number == 0 else f"{name}, {_campus(number)}"
        _add_school(chance, units, posts, label=label, people=share)
    ranks = _ranks(chance, posts)
    addresses = dict.fromkeys(taken, 1)
    rows = [
        _person(
            chance,
            post,
            rank=rank,
            external_id=f"{prefix}{number:06}",
            addresses=addresses,
            domain=domain,
            as_of=as_of,
        )
        for number, (post, rank) in enumerate(zip(posts, ranks, strict=True), start=1)
    ]
    return School(units, rows)


def _campus(number: int) -> str:
    name = CAMPUSES[(number - 1) % len(CAMPUSES)]
    turn = (number - 1) // len(CAMPUSES)
    return f"{name} Campus {turn + 1}" if turn else f"{name} Campus"


def _add_school(
    chance: Random, units: list[UnitNode], posts: list[_Post], *, label: str, people: int
) -> None:
    fields = FIELDS[: max(1, min(len(FIELDS), people // PEOPLE_PER_TEAM))]
    school = UnitNode(random_uuid(chance), label, None)
    units.append(school)
    dean = _Post(school, fields[0], None, leads=True, id=random_uuid(chance))
    posts.append(dean)
    left = people - 1
    departments: dict[str, _Post] = {}
    for field in fields:
        if field.department not in departments and left:
            department = UnitNode(random_uuid(chance), field.department, school)
            units.append(department)
            chair = _Post(department, field, dean.id, leads=True, id=random_uuid(chance))
            departments[field.department] = chair
            posts.append(chair)
            left -= 1
    for number, field in enumerate(fields):
        size = left * (number + 1) // len(fields) - left * number // len(fields)
        _add_team(chance, units, posts, field=field, chair=departments[field.department], size=size)


def _add_team(
    chance: Random,
    units: list[UnitNode],
    posts: list[_Post],
    *,
    field: Field,
    chair: _Post,
    size: int,
) -> None:
    if not field.division:
        for _ in range(size):
            posts.append(_Post(chair.unit, field, chair.id, leads=False, id=random_uuid(chance)))
        return
    division = UnitNode(random_uuid(chance), field.division, chair.unit)
    units.append(division)
    chief = _Post(division, field, chair.id, leads=True, id=random_uuid(chance))
    for number in range(size):
        if number == 0:
            posts.append(chief)
        else:
            posts.append(_Post(division, field, chief.id, leads=False, id=random_uuid(chance)))


def _ranks(chance: Random, posts: Sequence[_Post]) -> list[Rank]:
    """One rank a post: exact shares, and those who lead are the most senior."""
    ranks: list[Rank] = []
    for rank, share in RANK_SHARES:
        ranks += [rank] * round(len(posts) * share)
    ranks = (ranks + [Rank.ASSISTANT] * len(posts))[: len(posts)]
    leaders = sum(post.leads for post in posts)
    leading, rest = ranks[:leaders], ranks[leaders:]
    chance.shuffle(rest)
    of_leaders, of_others = iter(leading), iter(rest)
    return [next(of_leaders if post.leads else of_others) for post in posts]


def _person(
    chance: Random,
    post: _Post,
    *,
    rank: Rank,
    external_id: str,
    addresses: dict[str, int],
    domain: str,
    as_of: date,
) -> Person:
    gender, given = _given_name(chance)
    family = chance.choice(FAMILY)
    if chance.random() < 0.04:
        family = f"{family}-{chance.choice(FAMILY)}"
    low, high = YEARS_HERE[rank]
    start = as_of - timedelta(days=chance.randint(low * 365 + 30, high * 365 + 330))
    end = None
    if not post.leads and chance.random() < SHARE_LEFT:
        end = start + (as_of - start) * 0.9
    return Person(
        id=post.id,
        user_id=random_uuid(chance),
        external_id=external_id,
        email=_address(given, family, addresses=addresses, domain=domain),
        given_name=given,
        family_name=family,
        gender=gender,
        rank=rank,
        track=chance.choices(list(TRACK_WEIGHTS), list(TRACK_WEIGHTS.values()))[0].value,
        unit=post.unit,
        supervisor=post.supervisor,
        start_date=start,
        end_date=end,
        specialty=post.field.specialty,
        topics=tuple(chance.sample(post.field.topics, chance.randint(1, 3))),
        skills=tuple(chance.sample(SKILLS, chance.randint(0, 3))),
        orcid=make_orcid(chance) if chance.random() < 0.6 else "",
    )


def _given_name(chance: Random) -> tuple[str, str]:
    """A name, and what the person would say of their gender: most often one of two words."""
    draw = chance.random()
    if draw < 0.46:
        return "woman", chance.choice(WOMEN)
    if draw < 0.92:
        return "man", chance.choice(MEN)
    return chance.choice(("woman", "man", "non_binary")), chance.choice(EITHER)


def plain(text: str) -> str:
    """The ASCII letters of a name, for an address."""
    bare = unicodedata.normalize("NFKD", text.replace("ı", "i")).encode("ascii", "ignore").decode()
    return "".join(letter for letter in bare.lower() if letter.isalnum() or letter == "-")


def address_part(given: str, family: str) -> str:
    return f"{plain(given)}.{plain(family)}"


def _address(given: str, family: str, *, addresses: dict[str, int], domain: str) -> str:
    local = address_part(given, family)
    addresses[local] = times = addresses.get(local, 0) + 1
    return f"{local}{times if times > 1 else ''}@{domain}"


def make_orcid(chance: Random) -> str:
    """A well-formed iD from a block that is never given out (0000-0000-…)."""
    digits = f"{chance.randrange(10**7):015}"
    bare = digits + orcid_check_character(digits)
    return "-".join(bare[i : i + 4] for i in range(0, 16, 4))
