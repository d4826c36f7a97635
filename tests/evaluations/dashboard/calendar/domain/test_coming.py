"""What is coming: of programs, their days, groups and surveys that one directs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from evaluations.dashboard.calendar.domain.coming import TITLES, Kind, coming_to
from evaluations.models import Instrument, Meeting, Survey
from matching.models import Program, ProgramDate
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, PeerGroupFactory, ProgramFactory, TieFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAYS = {
    "enroll_from": date(2026, 3, 1),
    "enroll_until": date(2026, 3, 10),
    "starts_on": date(2026, 3, 20),
}


@pytest.fixture
def director() -> Membership:
    found: Membership = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    return found


def titles(member: Membership) -> list[str]:
    found = coming_to(member.user, member.institution, FIRST, LAST)
    return [f"{one.day:%m-%d} {one.title}" for one in found]


def program(member: Membership, **fields: Any) -> Program:
    empty = {"enroll_from": None, "enroll_until": None, "starts_on": None, "name": "K teams"}
    found: Program = ProgramFactory(institution=member.institution, **empty | fields)
    return found


def session(group: Any, at: datetime, **fields: Any) -> Meeting:
    made: Meeting = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=at, state="planned", **fields
    )
    return made


def test_every_kind_has_a_title() -> None:
    assert set(TITLES) == set(Kind)


def test_the_days_of_a_program(director: Membership) -> None:
    program(director, **DAYS)
    program(director, name="Old", state="running", starts_on=date(2025, 3, 31), months=12)

    assert titles(director) == [
        "03-01 Enrollment opens: K teams",
        "03-10 Last day to enroll: K teams",
        "03-11 Ready to match: K teams",
        "03-20 Program starts: K teams",
        "03-30 Program ends: Old",
    ]


@pytest.mark.parametrize("state", ["matching", "running"])
def test_once_enrollment_is_closed_no_day_of_it_is_coming(director: Membership, state: str) -> None:
    program(director, state=state, **DAYS)

    assert titles(director) == ["03-20 Program starts: K teams"]


@pytest.mark.parametrize(("state", "found"), [("running", 1), ("draft", 0), ("closed", 0)])
def test_days_of_drafts_and_closed_programs_are_not_listed(
    director: Membership, state: str, found: int
) -> None:
    row = program(director, state=state)
    ProgramDate.objects.create(
        institution=director.institution, program=row, day=date(2026, 3, 31), starts=time(9)
    )

    assert len(titles(director)) == found


def test_drafts_and_closed_programs_are_not_listed(director: Membership) -> None:
    program(director, state="draft", starts_on=FIRST)
    program(director, state="closed", starts_on=FIRST)

    assert titles(director) == []


def test_program_days_and_sessions_have_their_time_where_the_institution_is(
    director: Membership,
) -> None:
    here = director.institution
    here.time_zone = "America/New_York"
    here.save()
    row = ProgramDate.objects.create(
        institution=here,
        program=program(director),
        day=date(2026, 3, 31),
        starts=time(9),
        title="Writing",
    )
    group = PeerGroupFactory(institution=here, name="Writers")
    # Two o'clock in UTC on April 1 is March 31 in New York.
    session(group, datetime(2026, 4, 1, 2, tzinfo=UTC))
    session(group, datetime(2026, 3, 5, 15, tzinfo=UTC), notes="Very confidential")

    found = coming_to(director.user, here, FIRST, LAST)

    assert [one.title for one in found] == [
        "Session: Writers",
        "Program day: Writing (K teams)",
        "Session: Writers",
    ]
    assert found[1].at == row.starts_at(here)
    assert [one.day for one in found] == [date(2026, 3, 5), date(2026, 3, 31), date(2026, 3, 31)]


def test_canceled_sessions_and_meetings_of_two_people_are_not_listed(director: Membership) -> None:
    group = PeerGroupFactory(institution=director.institution)
    meeting = session(group, datetime(2026, 3, 5, 15, tzinfo=UTC))
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    Meeting.objects.create(
        institution=director.institution,
        tie=TieFactory(protege=director),
        starts_at=datetime(2026, 3, 6, 15, tzinfo=UTC),
        state="planned",
    )

    assert titles(director) == []


def test_surveys_open_and_close(director: Membership) -> None:
    here = director.institution
    instrument = Instrument.objects.create(institution=here, name="Confidence")
    dates = {"opens_on": date(2026, 2, 20), "closes_on": date(2026, 3, 8)}
    Survey.objects.create(institution=here, instrument=instrument, **dates)
    Survey.objects.create(
        institution=here, instrument=instrument, program=program(director), **dates
    )

    assert titles(director) == [
        "03-08 Survey closes: Confidence",
        "03-08 Survey closes: Confidence (K teams)",
    ]


@pytest.mark.parametrize("offices", [[], [StaffRoleKind.DIRECTOR]])
def test_others_and_directors_of_another_institution_see_nothing(
    director: Membership, offices: list[str]
) -> None:
    program(director, starts_on=FIRST)
    session(PeerGroupFactory(institution=director.institution), datetime(2026, 3, 5, tzinfo=UTC))
    other = MembershipFactory(offices=offices)

    assert coming_to(other.user, director.institution, FIRST, LAST) == []


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_for_any_number(
    count: int, director: Membership, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        program(director, starts_on=FIRST, name=f"K {number}")
        group = PeerGroupFactory(institution=director.institution)
        session(group, datetime(2026, 3, 5, tzinfo=UTC))

    with django_assert_num_queries(4):
        assert len(coming_to(director.user, director.institution, FIRST, LAST)) == 2 * count
