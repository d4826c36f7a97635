"""The whole demonstration, as one transaction: a load that is killed leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from networks.demo.asking import make_exclusions, make_invitations
from networks.demo.assessments import assess, chosen_depth
from networks.demo.copy import CopyBuffer
from networks.demo.network import make_participants, make_ties
from networks.demo.offers import make_offer, offers_help
from networks.demo.people import Person, School, address_part, make_school
from networks.demo.setting import Setting
from networks.demo.story import NAMES, Cast, cast, make_story, special_offers
from profiles.models import (
    Institution,
    Membership,
    MentorOffer,
    SelfDescription,
    StaffRole,
    Unit,
    User,
)
from profiles.people.names.domain import index_stale
from profiles.vocabulary import StaffRoleKind

FEWEST_PEOPLE = 60
PASSWORD = "mentornet-demo"  # noqa: S105  (for the demonstration, where it is printed)
SLUG, DOMAIN = "larkspur", "larkspur.example"
SECOND_SLUG, SECOND_DOMAIN, SECOND_PEOPLE = "foxglove", "foxglove.example", 12
OPERATOR = "operator@mentornet.example"
DESCRIBED_SHARE = 0.12
LOCK = 0x4D4E4554  # so that two loads at once wait for each other

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Login:
    """A line of the table that a visitor reads."""

    who: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Loaded:
    logins: list[Login]
    people: list[Person]
    counts: dict[str, int]


class AlreadyLoaded(Exception):
    """There is an institution in the database."""


@transaction.atomic
def load_demo(
    *, seed: int, people: int, as_of: date, progress: Progress = lambda done, total: None
) -> Loaded:
    """Fill an empty database with the made-up school; the same rows for the same seed and day.

    Raises AlreadyLoaded where any institution exists.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if Institution.objects.exists():
        raise AlreadyLoaded
    buffer = CopyBuffer()
    setting = _institution(
        Random(seed),  # noqa: S311  (no secret hangs on it)
        as_of=as_of,
        name="Larkspur University School of Medicine",
        slug=SLUG,
    )
    school = make_school(
        setting.chance,
        people=people,
        as_of=as_of,
        domain=DOMAIN,
        name="School of Medicine",
        taken=[address_part(*name) for name in NAMES.values()],
    )
    players = cast(setting, school)
    director = _second_institution(setting, buffer)
    _add_people(setting, school, players, buffer, progress=progress)
    operator = _operator(setting)
    buffer.add(operator, _verified(operator))
    buffer.flush()
    # COPY passes by what a saved row is indexed by: lists are sorted and searched from the first minute on.
    for institution in Institution.objects.all():
        index_stale(institution)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counts = {str(model._meta.verbose_name_plural): count for model, count in buffer.counts.items()}
    return Loaded(_logins(players, director), school.people, dict(sorted(counts.items())))


def _institution(chance: Random, *, as_of: date, name: str, slug: str, **fields: str) -> Setting:
    setting = Setting(UUID(int=chance.getrandbits(128), version=4), chance, as_of)
    Institution.objects.create(
        id=setting.institution, name=name, slug=slug, time_zone="America/New_York", **fields
    )
    return setting


def _second_institution(first: Setting, buffer: CopyBuffer) -> Person:
    """A tiny second school, so that one can see that neither sees the other; its director."""
    setting = _institution(
        first.chance,
        as_of=first.as_of,
        name="Foxglove College of Health Sciences",
        slug=SECOND_SLUG,
        protege_label=Institution.ProtegeLabel.MENTEE,
    )
    school = make_school(
        setting.chance,
        people=SECOND_PEOPLE,
        as_of=setting.as_of,
        domain=SECOND_DOMAIN,
        name="College of Health Sciences",
        prefix="F",
    )
    director = next(person for person in school.people if person.end_date is None)
    _add_units(setting, school, buffer)
    for person in school.people:
        offices = [StaffRoleKind.DIRECTOR.value] if person is director else []
        _add_person(setting, person, buffer, password=person is director, offices=offices)
    return director


def _add_units(setting: Setting, school: School, buffer: CopyBuffer) -> None:
    for unit in school.units:
        buffer.add(
            Unit(
                id=unit.id,
                institution_id=setting.institution,
                parent_id=unit.parent.id if unit.parent else None,
                name=unit.name,
            )
        )


def _add_people(
    setting: Setting, school: School, players: Cast, buffer: CopyBuffer, *, progress: Progress
) -> None:
    _add_units(setting, school, buffer)
    offers: dict[UUID, MentorOffer] = {
        offer.member_id: offer for offer in special_offers(setting, players)
    }
    with_login = {person.id for person in _players(players).values()}
    for done, person in enumerate(school.people, start=1):
        _add_person(
            setting,
            person,
            buffer,
            password=person.id in with_login,
            offices=players.offices.get(person.id, []),
        )
        chosen = person.id in offers or person.id == players.newcomer.id
        if not chosen and offers_help(setting, person):
            offers[person.id] = make_offer(setting, person)
        if person.id not in players.apart:
            _add_words(setting, person, buffer)
        if done % 1000 == 0 or done == len(school.people):
            progress(done, len(school.people))
    buffer.add(*offers.values())
    participants = make_participants(setting, school.people, offers, apart=players.apart)
    for rows in (
        make_story(setting, players, offers, participants),
        make_ties(setting, participants),
        make_invitations(setting, participants),
        make_exclusions(setting, participants),
    ):
        for row in rows:
            buffer.add(row)


def _add_words(setting: Setting, person: Person, buffer: CopyBuffer) -> None:
    """What a person may have written of themselves."""
    if person.end_date is None and (depth := chosen_depth(setting)):
        buffer.add(*assess(setting, person, depth=depth).rows())
    if setting.chance.random() < DESCRIBED_SHARE:
        buffer.add(
            SelfDescription(
                id=setting.key(),
                institution_id=setting.institution,
                member_id=person.id,
                gender=person.gender,
                shown=setting.chance.random() < 0.6,
                wishes_woman=setting.chance.random() < 0.2,
            )
        )


def _add_person(
    setting: Setting, person: Person, buffer: CopyBuffer, *, password: bool, offices: list[str]
) -> None:
    start = datetime.combine(person.start_date, time(13), UTC)
    user = User(
        id=person.user_id,
        email=person.email,
        # Nobody's password: only the printed logins have one.
        password=_demo_password() if password else f"!{person.user_id.hex}{person.id.hex[:8]}",
        activated_at=start if password or setting.chance.random() < 0.8 else None,
        date_joined=start,
    )
    buffer.add(user)
    if user.activated_at:
        buffer.add(_verified(user))
    buffer.add(
        Membership(
            # Known for long: no newcomers. COPY asks the database for no default.
            added_at=None,
            id=person.id,
            institution_id=setting.institution,
            user_id=person.user_id,
            external_id=person.external_id,
            given_name=person.given_name,
            family_name=person.family_name,
            rank=person.rank,
            track=person.track,
            unit_id=person.unit.id,
            supervisor_id=person.supervisor,
            start_date=person.start_date,
            end_date=person.end_date,
            specialty=person.specialty,
            expertise=list(person.expertise),
            orcid=person.orcid,
        )
    )
    buffer.add(
        *(
            StaffRole(
                id=setting.key(),
                institution_id=setting.institution,
                membership_id=person.id,
                role=role,
                **_part_of(person, role),
                starts_on=person.start_date,
                granted_at=start,
            )
            for role in offices
        )
    )


def _part_of(person: Person, role: str) -> dict[str, Any]:
    """Return for what part of the institution the role is: a coordinator's is their own unit."""
    if role != StaffRoleKind.COORDINATOR:
        return {}
    return {"scope_kind": StaffRole.Scope.UNIT, "scope_id": person.unit.id}


def _demo_password() -> str:
    return make_password(PASSWORD)


def _verified(user: User) -> EmailAddress:
    return EmailAddress(user_id=user.id, email=user.email, verified=True, primary=True)


def _operator(setting: Setting) -> User:
    return User(
        id=setting.key(),
        email=OPERATOR,
        password=_demo_password(),
        activated_at=setting.now,
        date_joined=setting.now,
        is_staff=True,
        is_superuser=True,
    )


def _players(players: Cast) -> dict[str, Person]:
    return {
        "Assistant professor with a lively network and two gaps": players.hero,
        "Newcomer with nothing yet": players.newcomer,
        "Senior mentor, nearly full, with requests to answer": players.senior,
        "Program director": players.director,
        "Facilitator": players.facilitator,
        "Second facilitator, of a group in the middle of its eight months": players.second_facilitator,
        "Member of that group": players.member,
        "Ombuds": players.ombuds,
        "Division chief, supervisor of the first": players.chief,
        "Coordinator of one unit": players.coordinator,
        "Analyst, who reads published figures": players.analyst,
    }


def _logins(players: Cast, second_director: Person) -> list[Login]:
    people = {**_players(players), "Director of another institution": second_director}
    logins = [
        Login(who, f"{one.given_name} {one.family_name}", one.email) for who, one in people.items()
    ]
    return [*logins, Login("Operator of the service", "—", OPERATOR)]
