"""The ties of the made-up school: who helps whom with what, by chance but within the rules.

About half of the juniors have any mentor [C, P]. A tenth of the mentors are full, a few carry
more people than they said they could.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from networks.demo.names import EITHER, FAMILY, MEN, OUTSIDE_PLACES, WOMEN
from networks.demo.offers import ROLES, in_order
from networks.demo.people import Person, UnitNode, plain
from networks.demo.setting import Setting
from networks.relationships.models import ExternalContact, Tie
from profiles.models import MentorOffer
from profiles.vocabulary import Area, MentorRole, Rank, TieKind

NETWORKED_SHARES = {
    Rank.TRAINEE: 0.5,
    Rank.INSTRUCTOR: 0.45,
    Rank.ASSISTANT: 0.5,
    Rank.ASSOCIATE: 0.35,
    Rank.FULL: 0.12,
    Rank.EMERITUS: 0.02,
}
KIND_WEIGHTS = {
    TieKind.DYAD: 50,
    TieKind.MOSAIC: 6,
    TieKind.SPECIAL_PEER: 14,
    TieKind.INFORMATION_PEER: 8,
    TieKind.COLLEGIAL_PEER: 8,
    TieKind.COLLABORATIVE_GROUP: 5,
    TieKind.FACILITATED_GROUP: 3,
}
SENIOR_KINDS = (TieKind.DYAD, TieKind.MOSAIC, TieKind.FACILITATED_GROUP)
PEER_ROLES = ("confidant", "teacher", "coach", "role_model")
STATE_WEIGHTS = {
    Tie.State.ACTIVE: 82,
    Tie.State.UNCONFIRMED: 8,
    Tie.State.ENDED: 8,
    Tie.State.REFUSED: 2,
}
EXTERNAL_SHARE = 0.12
SUPERVISOR_SHARE = 0.08
LARGE_NETWORK_SHARE = 0.004


@dataclass(slots=True)
class Participants:
    """Everybody who can be tied, by department; who has room; which pairs exist already."""

    people: dict[UUID, Person] = field(default_factory=dict)
    offers: dict[UUID, MentorOffer] = field(default_factory=dict)
    seniors: defaultdict[UUID, list[Person]] = field(default_factory=lambda: defaultdict(list))
    peers: defaultdict[UUID, list[Person]] = field(default_factory=lambda: defaultdict(list))
    mentors: list[Person] = field(default_factory=list)
    room: Counter[UUID] = field(default_factory=Counter)
    pairs: set[tuple[UUID, UUID]] = field(default_factory=set)


def make_participants(
    setting: Setting,
    people: Iterable[Person],
    offers: dict[UUID, MentorOffer],
    *,
    apart: frozenset[UUID],
) -> Participants:
    """Sort the current people for pairing; those *apart* have a story of their own."""
    participants = Participants(offers=offers)
    for person in people:
        if person.end_date is not None or person.id in apart:
            continue
        participants.people[person.id] = person
        home = department(person.unit).id
        participants.peers[home].append(person)
        if person.is_senior:
            participants.seniors[home].append(person)
        if offer := offers.get(person.id):
            participants.mentors.append(person)
            participants.room[person.id] = _room(setting, offer)
    return participants


def _room(setting: Setting, offer: MentorOffer) -> int:
    """How many people this mentor will be given: most have places left, some none, a few too many."""
    draw = setting.chance.random()
    if draw < 0.04:
        return offer.capacity + setting.chance.randint(1, 2)
    if draw < 0.16:
        return offer.capacity
    return setting.chance.randint(0, offer.capacity - 1)


def department(unit: UnitNode) -> UnitNode:
    """The unit right below the school; the school itself for its dean."""
    while unit.parent is not None and unit.parent.parent is not None:
        unit = unit.parent
    return unit


def make_ties(setting: Setting, participants: Participants) -> Iterator[Tie | ExternalContact]:
    """The ties of everybody who has a network, with the contacts outside that they need."""
    for person in participants.people.values():
        if setting.chance.random() < NETWORKED_SHARES[person.rank]:
            yield from _network_of(setting, participants, person)


def _network_of(
    setting: Setting, participants: Participants, protege: Person
) -> Iterator[Tie | ExternalContact]:
    chance = setting.chance
    size = chance.choices((1, 2, 3, 4, 6), (30, 30, 20, 12, 8))[0]
    if chance.random() < LARGE_NETWORK_SHARE:
        size = chance.randint(14, 24)
    kinds = chance.choices(list(KIND_WEIGHTS), list(KIND_WEIGHTS.values()), k=size)
    for kind in kinds:
        if kind in SENIOR_KINDS and chance.random() < EXTERNAL_SHARE:
            contact = make_contact(setting, protege)
            yield contact
            yield make_tie(setting, protege, external=contact, kind=kind)
        elif mentor := _mentor_for(setting, participants, protege, kind):
            participants.pairs.add((protege.id, mentor.id))
            participants.room[mentor.id] -= 1
            yield make_tie(
                setting, protege, mentor=mentor, kind=kind, offer=participants.offers.get(mentor.id)
            )


def _mentor_for(
    setting: Setting, participants: Participants, protege: Person, kind: TieKind
) -> Person | None:
    """Somebody for this kind of tie, after a few tries; None where chance finds nobody fitting."""
    chance = setting.chance
    home = department(protege.unit).id
    senior = kind in SENIOR_KINDS
    if senior and protege.supervisor in participants.people and chance.random() < SUPERVISOR_SHARE:
        mentor = participants.people[protege.supervisor]
        return None if (protege.id, mentor.id) in participants.pairs else mentor
    for _ in range(12):
        if senior and chance.random() < 0.6:
            pool = participants.mentors
        else:
            pool = (participants.seniors if senior else participants.peers)[home]
        if not pool:
            continue
        mentor = chance.choice(pool)
        if _fits(participants, protege, mentor, senior=senior):
            return mentor
    return None


def _fits(participants: Participants, protege: Person, mentor: Person, *, senior: bool) -> bool:
    if (
        mentor.id in (protege.id, protege.supervisor)
        or (protege.id, mentor.id) in participants.pairs
    ):
        return False
    if not senior:
        return mentor.rank == protege.rank
    if mentor.id in participants.offers and participants.room[mentor.id] <= 0:
        return False
    return list(Rank).index(mentor.rank) > list(Rank).index(protege.rank)


def make_contact(setting: Setting, owner: Person) -> ExternalContact:
    """A mentor at another place, without an account here [C, D]."""
    chance = setting.chance
    given, family = chance.choice(WOMEN + MEN + EITHER), chance.choice(FAMILY)
    place = chance.choice(OUTSIDE_PLACES)
    host = plain(place.split(" of ")[-1].replace("the ", "").split()[0])
    known = chance.random() < 0.7
    return ExternalContact(
        id=setting.key(),
        institution_id=setting.institution,
        owner_id=owner.id,
        name=f"{given} {family}",
        affiliation=place,
        email=f"{plain(given)}.{plain(family)}@{host}.example" if known else "",
        rank=chance.choice((Rank.ASSOCIATE.value, Rank.FULL.value, "")),
        expertise=list(owner.topics[:1]),
    )


def make_tie(
    setting: Setting,
    protege: Person,
    *,
    kind: TieKind,
    mentor: Person | None = None,
    external: ExternalContact | None = None,
    offer: MentorOffer | None = None,
) -> Tie:
    """A tie in some state of its life, with functions that fit the kind and the offer."""
    chance = setting.chance
    state = chance.choices(list(STATE_WEIGHTS), list(STATE_WEIGHTS.values()))[0]
    if external is not None and state in (Tie.State.UNCONFIRMED, Tie.State.REFUSED):
        state = Tie.State.ACTIVE
    roles, areas = _functions(setting, kind=kind, mentor=mentor, offer=offer)
    oldest = max(40, (setting.as_of - protege.start_date).days)
    age = chance.randint(20, oldest)
    if state in (Tie.State.UNCONFIRMED, Tie.State.REFUSED):
        age = min(age, 400)
    started = setting.as_of - timedelta(days=age)
    ended = state == Tie.State.ENDED
    settled = state == Tie.State.ACTIVE and mentor is not None
    return Tie(
        id=setting.key(),
        institution_id=setting.institution,
        protege_id=protege.id,
        mentor_id=mentor.id if mentor else None,
        external_id=external.id if external else None,
        kind=kind,
        origin=Tie.Origin.FORMAL if chance.random() < 0.25 else Tie.Origin.INFORMAL,
        state=state,
        stage=stage_after(age, ended=ended),
        roles=roles,
        areas=areas,
        closeness=chance.choices((1, 2, 3), (30, 45, 25))[0],
        frequency=chance.choices(Tie.Frequency.values, (15, 45, 30, 10))[0],
        started_on=started,
        ended_on=setting.as_of - timedelta(days=chance.randint(0, age - 10)) if ended else None,
        confirmed_at=setting.moment(1, min(age, 300)) if settled else None,
        created_at=setting.moment(1, min(age, 300)),
    )


def _functions(
    setting: Setting, *, kind: TieKind, mentor: Person | None, offer: MentorOffer | None
) -> tuple[list[str], list[str]]:
    """One to three roles and one or two areas: of what is offered, where something is."""
    chance = setting.chance
    peers = kind not in SENIOR_KINDS
    rank = mentor.rank if mentor else Rank.FULL
    roles = list(PEER_ROLES if peers else offer.roles if offer else ROLES[rank])
    areas = list(offer.areas) if offer and not peers else Area.values
    return (
        in_order(MentorRole.values, chance.sample(roles, min(len(roles), chance.randint(1, 3)))),
        in_order(Area.values, chance.sample(areas, min(len(areas), chance.randint(1, 2)))),
    )


def stage_after(days: int, *, ended: bool) -> Tie.Stage:
    """Where a relationship of this age usually stands [C, after Hitchcock]."""
    if ended:
        return Tie.Stage.SEPARATION
    if days < 270:
        return Tie.Stage.INITIATION
    return Tie.Stage.PROTEGE if days < 4 * 365 else Tie.Stage.FRIENDSHIP
