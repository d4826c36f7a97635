"""The people with whom a visitor signs in, and what has happened to them so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Model

from networks.demo.asking import accepted_tie, make_exclusion, make_invitation
from networks.demo.assessments import assess
from networks.demo.network import Participants, make_contact, make_tie
from networks.demo.people import Person, School, address_part
from networks.demo.setting import Setting
from networks.invitations.models import Invitation
from networks.relationships.models import Tie
from profiles.models import MentorOffer, SelfDescription
from profiles.vocabulary import (
    Area,
    Audience,
    MentorRole,
    Mode,
    Priority,
    Rank,
    StaffRoleKind,
    TieKind,
)

NAMES = {
    "hero": ("Mina", "Okafor-Reyes"),
    "newcomer": ("Jonas", "Lindqvist"),
    "senior": ("Helena", "Achterberg"),
    "director": ("Priya", "Raman"),
    "facilitator": ("Samuel", "Boateng"),
    "second_facilitator": ("Luis", "Ortega-Hale"),
    "member": ("Dana", "Whitfield"),
    "ombuds": ("Ruth", "Feldman-Sato"),
    "chief": ("Gabriel", "Moreau"),
    "coordinator": ("Noor", "Castellanos"),
    "analyst": ("Tobias", "Whitcombe"),
}
ROLE, AREA, STATE = MentorRole, Area, Invitation.State
HERO_NEEDS = (
    (AREA.RESEARCH, ROLE.ADVISOR, Priority.HIGH),
    (AREA.NETWORKING, ROLE.SPONSOR, Priority.HIGH),
    (AREA.LEADERSHIP, ROLE.AGENT, Priority.HIGH),
    (AREA.TEACHING, ROLE.COACH, Priority.MEDIUM),
    (AREA.CAREER, "", Priority.MEDIUM),
    (AREA.BALANCE, ROLE.CONFIDANT, Priority.MEDIUM),
    (AREA.CLINICAL, ROLE.TEACHER, Priority.LOW),
)
ASKED_OF_HERO = (
    "I start as an instructor in your division next month and have never run a clinic of my own. "
    "Could I sit in on yours twice, and ask you afterwards why you did what you did?"
)
ASKED_BY_HERO = (
    "I have a story to tell about health literacy in our clinics and nobody outside this building "
    "to tell it to. You chair the regional programme committee. Would you look at my abstract, and "
    "tell me whom I should meet there?"
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays whom, and the colleagues around the hero."""

    hero: Person
    newcomer: Person
    senior: Person
    director: Person
    facilitator: Person
    second_facilitator: Person
    member: Person
    ombuds: Person
    chief: Person
    coordinator: Person
    analyst: Person
    seniors: tuple[Person, ...]
    peers: tuple[Person, ...]
    juniors: tuple[Person, ...]

    @property
    def apart(self) -> frozenset[UUID]:
        """Those whose networks chance leaves alone."""
        return frozenset(person.id for person in (self.hero, self.newcomer, self.senior))

    @property
    def offices(self) -> dict[UUID, list[str]]:
        return {
            self.director.id: [StaffRoleKind.DIRECTOR.value],
            self.facilitator.id: [StaffRoleKind.FACILITATOR.value],
            self.second_facilitator.id: [StaffRoleKind.FACILITATOR.value],
            self.ombuds.id: [StaffRoleKind.OMBUDS.value],
            self.coordinator.id: [StaffRoleKind.COORDINATOR.value],
            self.analyst.id: [StaffRoleKind.ANALYST.value],
        }


def cast(setting: Setting, school: School) -> Cast:
    """Choose the players, name them, and put them on the roster in place of those they were."""
    here = [person for person in school.people if person.end_date is None]
    leaders = {person.supervisor for person in here}
    hero = _first(here, lambda one: one.rank == Rank.ASSISTANT and one.unit.name.startswith("Gen"))
    chief = _first(here, lambda one: one.id == hero.supervisor)
    free = [one for one in here if one.id not in leaders and one.id != hero.id]
    full = [one for one in here if one.rank == Rank.FULL and one.supervisor and one.id != chief.id]
    associates = [one for one in free if one.rank == Rank.ASSOCIATE]
    assistants = [one for one in free if one.rank == Rank.ASSISTANT]
    juniors = [one for one in free if one.rank in (Rank.INSTRUCTOR, Rank.TRAINEE)]
    full.reverse()
    name = _Renaming(setting, school)
    return Cast(
        hero=name(
            hero,
            "hero",
            topics=("health literacy", "ambulatory teaching"),
            skills=("curriculum design", "qualitative methods"),
            start_date=setting.as_of - timedelta(days=1190),
            track="clinician_educator",
        ),
        newcomer=name(assistants[-1], "newcomer", start_date=setting.as_of - timedelta(days=12)),
        senior=name(full[0], "senior"),
        director=name(associates[0], "director"),
        facilitator=name(associates[1], "facilitator"),
        second_facilitator=name(associates[6], "second_facilitator"),
        member=name(assistants[-2], "member"),
        ombuds=name(full[1], "ombuds"),
        chief=name(chief, "chief"),
        coordinator=name(associates[7], "coordinator"),
        analyst=name(associates[8], "analyst"),
        seniors=(*associates[2:6], *full[2:4]),
        peers=tuple(assistants[:4]),
        juniors=tuple((*juniors, *assistants[4:])[:6]),
    )


def _first(people: Sequence[Person], test: Callable[[Person], bool]) -> Person:
    return next(person for person in people if test(person))


class _Renaming:
    """Gives a person on the roster a chosen name, with the address that goes with it."""

    def __init__(self, setting: Setting, school: School) -> None:
        self.school = school
        self.places = {person.id: place for place, person in enumerate(school.people)}

    def __call__(self, person: Person, player: str, **changes: object) -> Person:
        given, family = NAMES[player]
        domain = person.email.partition("@")[2]
        email = f"{address_part(given, family)}@{domain}"
        place = self.places[person.id]
        renamed = replace(
            person,
            given_name=given,
            family_name=family,
            email=email,
            gender="",
            **changes,  # type: ignore[arg-type]
        )
        self.school.people[place] = renamed
        return renamed


def make_story(
    setting: Setting, players: Cast, offers: dict[UUID, MentorOffer], participants: Participants
) -> Iterator[Model]:
    """The rows of the story: the hero's network, the senior mentor's, and what waits for answers."""
    yield from _hero_says(setting, players)
    yield from _hero_ties(setting, players, participants)
    yield from _hero_asks(setting, players, offers)
    yield from _senior_mentors(setting, players, offers)
    yield SelfDescription(
        id=setting.key(),
        institution_id=setting.institution,
        member_id=players.hero.id,
        gender=SelfDescription.Gender.WOMAN,
        pronouns="she/her",
        shown=True,
        wishes_woman=True,
    )


def special_offers(setting: Setting, players: Cast) -> Iterator[MentorOffer]:
    """Offers that the story needs, whatever chance would have said."""
    yield _offer(
        setting, players.senior, (ROLE.SPONSOR, ROLE.ADVISOR), (AREA.RESEARCH, AREA.CAREER), 5
    )
    yield _offer(
        setting, players.hero, (ROLE.TEACHER, ROLE.COACH), (AREA.TEACHING, AREA.CLINICAL), 2
    )
    first, second, third, fourth, fifth, sixth = players.seniors
    yield _offer(setting, first, (ROLE.COACH,), (AREA.TEACHING, AREA.GROWTH), 1)
    yield _offer(setting, second, (ROLE.ADVISOR, ROLE.COACH), (AREA.CAREER,), 3)
    yield _offer(setting, third, (ROLE.ADVISOR,), (AREA.RESEARCH,), 4)
    yield _offer(setting, fourth, (ROLE.AGENT, ROLE.SPONSOR), (AREA.LEADERSHIP,), 3)
    yield _offer(setting, fifth, (ROLE.SPONSOR,), (AREA.NETWORKING, AREA.CAREER), 4)
    yield _offer(setting, sixth, (ROLE.SPONSOR, ROLE.AGENT), (AREA.NETWORKING, AREA.LEADERSHIP), 4)


def _offer(
    setting: Setting, person: Person, roles: Sequence[str], areas: Sequence[str], capacity: int
) -> MentorOffer:
    return MentorOffer(
        id=setting.key(),
        institution_id=setting.institution,
        member_id=person.id,
        roles=[role for role in MentorRole.values if role in roles],
        areas=[area for area in Area.values if area in areas],
        expertise=list(person.expertise),
        modes=[Mode.IN_PERSON.value, Mode.VIDEO.value],
        capacity=capacity,
        hours_a_month=capacity,
        rank_wish=MentorOffer.RankWish.ANY,
        updated_at=setting.moment(10, 90),
    )


def _hero_says(setting: Setting, players: Cast) -> Iterator[Model]:
    assessed = assess(setting, players.hero, depth=4, needs=HERO_NEEDS)
    for sharing in assessed.sharings:
        sharing.audience = Audience.CHOSEN
        yield type(sharing).chosen.through(
            partsharing_id=sharing.id, membership_id=players.seniors[0].id
        )
    yield from assessed.rows()


def _tie(
    setting: Setting,
    protege: Person,
    mentor: Person | None,
    kind: TieKind,
    roles: Sequence[str],
    areas: Sequence[str],
    *,
    closeness: int = 2,
    **changes: object,
) -> Tie:
    tie = make_tie(setting, protege, kind=kind, mentor=mentor)
    started = setting.days_ago(60, 900)
    tie.state, tie.stage = Tie.State.ACTIVE, Tie.Stage.PROTEGE
    tie.started_on, tie.ended_on = started, None
    tie.confirmed_at = setting.moment(5, 50) if mentor else None
    tie.roles, tie.areas, tie.closeness = list(roles), list(areas), closeness
    tie.frequency = Tie.Frequency.MONTHLY if closeness < 3 else Tie.Frequency.QUARTERLY
    for name, value in changes.items():
        setattr(tie, name, value)
    return tie


def _hero_ties(setting: Setting, players: Cast, participants: Participants) -> Iterator[Model]:
    hero = players.hero
    coach, _advisor, former, *_ = players.seniors
    friend, colleague, informant, partner = players.peers
    mentor_abroad, old_teacher = make_contact(setting, hero), make_contact(setting, hero)
    yield mentor_abroad
    yield old_teacher
    kind = TieKind
    yield _tie(
        setting, hero, players.senior, kind.DYAD, [ROLE.ADVISOR], [AREA.RESEARCH], closeness=1
    )
    # Her chief mentors her as well: shown as a conflict of interest [P, L].
    yield _tie(
        setting, hero, players.chief, kind.DYAD, [ROLE.TEACHER, ROLE.ADVISOR], [AREA.CLINICAL]
    )
    # Her coach has promised one place and carries more than that [D].
    yield _tie(setting, hero, coach, kind.DYAD, [ROLE.COACH], [AREA.TEACHING])
    yield _tie(setting, players.juniors[0], coach, kind.DYAD, [ROLE.COACH], [AREA.GROWTH])
    yield _tie(
        setting, hero, friend, kind.SPECIAL_PEER, [ROLE.CONFIDANT], [AREA.BALANCE], closeness=1
    )
    yield _tie(setting, hero, colleague, kind.COLLEGIAL_PEER, [ROLE.COACH], [AREA.TEACHING])
    yield _tie(
        setting,
        hero,
        informant,
        kind.INFORMATION_PEER,
        [ROLE.TEACHER],
        [AREA.CLINICAL],
        closeness=3,
    )
    yield _tie(
        setting,
        hero,
        players.facilitator,
        kind.FACILITATED_GROUP,
        [ROLE.COACH],
        [AREA.RESEARCH, AREA.GROWTH],
        origin=Tie.Origin.FORMAL,
    )
    outside = {"external_id": mentor_abroad.id}
    yield _tie(
        setting, hero, None, kind.MOSAIC, [ROLE.ROLE_MODEL], [AREA.CAREER], closeness=3, **outside
    )
    yield _tie(
        setting,
        hero,
        None,
        kind.DYAD,
        [ROLE.ADVISOR, ROLE.CONFIDANT],
        [AREA.CAREER],
        closeness=3,
        stage=Tie.Stage.FRIENDSHIP,
        external_id=old_teacher.id,
    )
    yield _tie(
        setting,
        hero,
        partner,
        kind.COLLABORATIVE_GROUP,
        [ROLE.COACH],
        [AREA.RESEARCH],
        state=Tie.State.UNCONFIRMED,
        stage=Tie.Stage.INITIATION,
        confirmed_at=None,
        started_on=setting.days_ago(5, 40),
    )
    yield _tie(
        setting,
        hero,
        former,
        kind.DYAD,
        [ROLE.ADVISOR],
        [AREA.CAREER],
        state=Tie.State.ENDED,
        stage=Tie.Stage.SEPARATION,
        started_on=setting.days_ago(900, 1000),
        ended_on=setting.days_ago(200, 400),
    )
    yield _tie(setting, players.juniors[1], hero, kind.DYAD, [ROLE.TEACHER], [AREA.TEACHING])
    for junior in players.juniors[:2]:
        participants.pairs.add((junior.id, hero.id))
    participants.pairs.add((players.juniors[0].id, coach.id))


def _hero_asks(setting: Setting, players: Cast, offers: dict[UUID, MentorOffer]) -> Iterator[Model]:
    """One open invitation each way, and one in every other state."""
    hero, seniors = players.hero, players.seniors
    _coach, advisor, former, agent, sponsor, other = seniors
    states = (
        (other, STATE.OPEN),
        (advisor, STATE.ACCEPTED),
        (former, STATE.DECLINED),
        (agent, STATE.LAPSED),
        (sponsor, STATE.REFERRED),
        (sponsor, STATE.WITHDRAWN),
    )
    for mentor, state in states:
        invitation = make_invitation(
            setting,
            hero,
            mentor,
            state=state,
            offer=offers[mentor.id],
            referred_to=other,
            help_asked=ASKED_BY_HERO if state == STATE.OPEN else "",
        )
        if state == STATE.ACCEPTED:
            yield accepted_tie(setting, invitation)
        yield invitation
    yield make_invitation(
        setting,
        players.juniors[2],
        hero,
        state=STATE.OPEN,
        offer=offers[hero.id],
        help_asked=ASKED_OF_HERO,
    )
    yield make_exclusion(setting, hero, former)


def _senior_mentors(
    setting: Setting, players: Cast, offers: dict[UUID, MentorOffer]
) -> Iterator[Model]:
    """Five places, four of them taken (one by the hero), and three people who ask."""
    senior = players.senior
    for protege in (*players.peers[:2], players.juniors[3]):
        yield _tie(setting, protege, senior, TieKind.DYAD, [ROLE.SPONSOR], [AREA.RESEARCH])
    for protege in (players.peers[2], players.juniors[4], players.juniors[5]):
        yield make_invitation(setting, protege, senior, state=STATE.OPEN, offer=offers[senior.id])
