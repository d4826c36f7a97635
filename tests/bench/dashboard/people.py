"""An institution of any size as its director finds it after some years of programs, written in bulk.

Programs are the same 400 for any number of people: 340 are over, 30 run, 30 enroll. Nine in ten people
have activated their account, one in five mentors, and each was sent an activation email.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from evaluations.models import CheckIn, Meeting
from matching.models import Enrollment, MatchRun, Program, Proposal
from mentornet.audit_verbs import Verb
from mentornet.models import OutboxMessage
from networks.models import Agreement, PeerGroup, Tie
from profiles.models import (
    AuditEvent,
    Institution,
    Membership,
    MentorOffer,
    Preferences,
    RosterImport,
    StaffRole,
    Unit,
    User,
)
from profiles.people.names.domain import index_names
from profiles.vocabulary import Area, MentorRole, Rank, StaffRoleKind, Track

PROGRAMS, CLOSED, RUNNING = 400, 340, 30
A_SIDE = 20
"""Mentees of one program, and as many mentors."""
BATCH = 5_000
GIVEN = (
    "Ada Bo Chidi Dana Eva Femi Grace Hana Ivo José Kofi Lena Mei Noor Olu Pia Quinn Rosa Sam Tess"
)
FAMILY = (
    "Abe Brandt Cruz Diaz Evans Frei Gómez Hahn Ito Jones Kim Lund Müller Ngo O’Brien Park Roy Sato"
)


def make_institution(size: int) -> Membership:
    """Return a director of a new institution of *size* people."""
    here = Institution.objects.create(
        name=f"Bench {size}",
        slug=f"bench-{size}",
        time_zone="America/New_York",
        second_factor=Institution.SecondFactor.NO_ONE,
    )
    members = _people(here, size, _units(here))
    StaffRole.objects.create(
        institution=here,
        membership=members[1],
        role=StaffRoleKind.DIRECTOR,
        starts_on=here.local_date() - timedelta(days=300),
    )
    _what_is_known(here, members)
    programs = _programs(here)
    sides = list(_enrollments(programs, members))
    _save(sides)
    _pairs(here, programs, sides)
    _what_waits(here)
    _history(here, members, sides)
    return Membership.objects.select_related("user").get(pk=members[1].pk)


def _save(rows: Iterable[Any]) -> list[Any]:
    made = list(rows)
    type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)
    return made


def _units(here: Institution) -> list[Unit]:
    school = Unit.objects.create(institution=here, name="School")
    departments = _save(
        Unit(institution=here, parent=school, name=f"Department {number}") for number in range(20)
    )
    return _save(
        Unit(institution=here, parent=departments[number % 20], name=f"Division {number}")
        for number in range(180)
    )


def _people(here: Institution, size: int, units: list[Unit]) -> list[Membership]:
    chance, given, family = Random(5), GIVEN.split(), FAMILY.split()
    joined = timezone.now() - timedelta(days=300)
    users = _save(
        User(
            email=f"p{number}@bench.example",
            password="!",
            activated_at=joined if number % 10 else None,
        )
        for number in range(size)
    )
    members = _save(
        Membership(
            institution=here,
            user=user,
            external_id=f"E{number:06}",
            given_name=chance.choice(given),
            family_name=f"{chance.choice(family)}-{chance.choice(family)}",
            rank=chance.choice(list(Rank)),
            track=chance.choice(list(Track)),
            unit=chance.choice(units),
            start_date=date(2020, 7, 1),
        )
        for number, user in enumerate(users)
    )
    index_names([one.pk for one in members])
    return members


def _what_is_known(here: Institution, members: list[Membership]) -> None:
    chance = Random(6)
    _save(
        MentorOffer(
            institution=here,
            member=one,
            roles=chance.sample(list(MentorRole), 2),
            areas=chance.sample(list(Area), 2),
            modes=[],
            capacity=chance.randrange(1, 4),
        )
        for one in members[::5]
    )
    _save(
        Preferences(institution=here, member=one, trouble="" if number % 50 else "bounced")
        for number, one in enumerate(members[::5])
    )


def _programs(here: Institution) -> list[Program]:
    today = here.local_date()
    states = {CLOSED: Program.State.CLOSED, CLOSED + RUNNING: Program.State.RUNNING}

    def state(number: int) -> Program.State:
        return next((s for most, s in states.items() if number < most), Program.State.ENROLLING)

    return _save(
        Program(
            institution=here,
            name=f"Program {number}",
            summary="Two years, an hour a month.",
            state=state(number),
            closed_at=timezone.now() - timedelta(days=200) if number < CLOSED else None,
            starts_on=today + timedelta(days=number - CLOSED - RUNNING),
            enroll_until=today + timedelta(days=number - CLOSED - RUNNING),
        )
        for number in range(PROGRAMS)
    )


def _enrollments(programs: list[Program], members: list[Membership]) -> Iterator[Enrollment]:
    """Mentees and mentors by turns; no two people are a pair twice among programs that run."""
    for number, program in enumerate(programs):
        first = number * 2 * A_SIDE
        for place in range(A_SIDE):
            mentor = first + A_SIDE + (place + number) % A_SIDE
            for side, at in (("protege", first + place), ("mentor", mentor)):
                yield Enrollment(
                    institution_id=program.institution_id,
                    program=program,
                    member=members[at % len(members)],
                    side=side,
                    areas={Area.CAREER.value: 1},
                    roles=[MentorRole.SPONSOR.value],
                )


def _pairs(here: Institution, programs: list[Program], sides: list[Enrollment]) -> None:
    begun = [one for one in programs if one.state != Program.State.ENROLLING]
    runs = _save(
        MatchRun(
            institution=here,
            program=one,
            number=1,
            state="published",
            method="stable",
            engine_version="1",
            digest="",
            inputs=b"",
            finished_at=timezone.now() - timedelta(days=210),
            published_at=timezone.now() - timedelta(days=205),
        )
        for one in begun
    )
    run_of = {one.program_id: one for one in runs}
    both = [
        (mentee, mentor)
        for mentee, mentor in zip(sides[::2], sides[1::2], strict=True)
        if mentee.program_id in run_of
    ]
    ties = _save(_tie(here, mentee, mentor) for mentee, mentor in both)
    _save(
        Proposal(
            institution=here, run=run_of[mentee.program_id], protege=mentee, mentor=mentor, tie=tie
        )
        for (mentee, mentor), tie in zip(both, ties, strict=True)
    )
    _meetings(here, ties)


def _tie(here: Institution, mentee: Enrollment, mentor: Enrollment) -> Tie:
    over = mentee.program.state == Program.State.CLOSED
    today = here.local_date()
    return Tie(
        institution=here,
        protege=mentee.member,
        mentor=mentor.member,
        origin=Tie.Origin.FORMAL,
        state=Tie.State.ENDED if over else Tie.State.ACTIVE,
        started_on=today - timedelta(days=900 if over else 200),
        ended_on=today - timedelta(days=200) if over else None,
        roles=[MentorRole.SPONSOR.value],
        areas=[Area.CAREER.value],
    )


def _meetings(here: Institution, ties: list[Tie]) -> None:
    """Six meetings a pair; of those that go on, one in ten has not met for four months."""
    now = timezone.now()
    active = [one for one in ties if one.state == Tie.State.ACTIVE]

    def last(number: int, tie: Tie) -> datetime:
        ago = 300 if tie.state == Tie.State.ENDED else 10 if number % 10 else 130
        return now - timedelta(days=ago)

    _save(
        Meeting(institution=here, tie=tie, state="held", starts_at=at - timedelta(days=10 * back))
        for number, tie in enumerate(ties)
        for at in [last(number, tie)]
        for back in range(6)
    )
    _save(
        Agreement(
            institution=here,
            tie=tie,
            number=1,
            state="in_force",
            review_on=here.local_date() + timedelta(days=100),
            protege_confirmed_at=now,
            mentor_confirmed_at=now,
        )
        for tie in active
    )
    _save(
        CheckIn(
            institution=here,
            tie=tie,
            member=member,
            due_on=day,
            due_at=now - timedelta(days=days),
            state="asked",
            asked_at=now - timedelta(days=days),
            answer="met",
            answered_at=now - timedelta(days=days),
        )
        for tie in active
        for member in (tie.protege, tie.mentor)
        for days in (160, 130)
        for day in [here.local_date() - timedelta(days=days)]
    )


def _what_waits(here: Institution) -> None:
    """Imports to decide, and groups without anyone who leads them."""
    _save(
        RosterImport(
            institution=here, file_name=f"{number}.csv", digest=f"{number}", state="checked"
        )
        for number in range(3)
    )
    _save(
        PeerGroup(
            institution=here,
            name=f"Group {number}",
            started_on=here.local_date() - timedelta(days=90),
        )
        for number in range(20)
    )


def _history(here: Institution, members: list[Membership], sides: list[Enrollment]) -> None:
    now = timezone.now()
    _save(
        OutboxMessage(
            institution=here,
            key=f"activation:{one.user_id}:1",
            kind="activation",
            state="sent",
            due_at=now,
            sent_at=now,
        )
        for one in members
    )
    _save(
        OutboxMessage(
            institution=here,
            key=f"enrolled-{one.pk}-20260101",
            kind="enrolled",
            state="sent",
            due_at=now,
            sent_at=now,
        )
        for one in sides
    )
    _save(
        AuditEvent(
            institution=here,
            verb=str(Verb.ENROLLMENT_CREATED),
            actor_id=one.member.user_id,
            subject_kind="matching.enrollment",
            subject_id=one.pk,
        )
        for one in sides
    )
    _save(
        AuditEvent(
            institution=here,
            verb=str(Verb.ACCOUNT_ACTIVATED),
            actor_id=one.user_id,
            subject_kind="profiles.membership",
            subject_id=one.pk,
        )
        for one in members
    )
