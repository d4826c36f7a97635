"""The desk's calendar at a private address: what it holds, and when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from evaluations.dashboard.calendar.domain.feed import (
    close_feed,
    feed_text,
    open_feed,
    owner_of,
    token_of,
)
from evaluations.meetings.domain.calendar_feed import open_feed as open_own
from evaluations.meetings.domain.calendar_feed import read_feed, revoke_feed
from evaluations.models import Meeting
from profiles.models import Membership
from profiles.people.staff_roles.models import StaffRole
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, PeerGroupFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    found: Membership = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    return found


def owner(token: str) -> Membership | None:
    found = owner_of(token)
    return found[1] if found else None


def text(member: Membership) -> str:
    return feed_text(member, name="Programs", address=lambda entry: f"https://x/{entry.key}")


def test_who_has_an_address_keeps_it_until_they_close_it(director: Membership) -> None:
    assert token_of(director) is None

    token = open_feed(director)
    assert (open_feed(director), token_of(director)) == (token, token)
    assert owner(token) == director

    close_feed(director)
    assert (owner(token), token_of(director)) == (None, None)
    assert open_feed(director) != token


def test_it_stops_when_the_staff_role_ends(director: Membership) -> None:
    token = open_feed(director)

    StaffRole.objects.filter(membership=director).delete()

    assert owner(token) is None


def test_it_stops_when_the_person_leaves(director: Membership) -> None:
    token = open_feed(director)

    Membership.objects.filter(pk=director.pk).update(end_date="2026-01-31")

    assert owner(token) is None


@pytest.mark.parametrize("token", ["", "forged", "a:b"])
def test_a_forged_address_is_no_ones(token: str) -> None:
    assert owner(token) is None


def test_neither_address_opens_the_other(director: Membership) -> None:
    desk = open_feed(director)
    open_own(director)
    assert read_feed(desk) is None

    revoke_feed(director)

    assert owner(desk) == director


def test_it_holds_days_times_and_names_and_nothing_that_anyone_wrote(director: Membership) -> None:
    here = director.institution
    today = here.local_date()
    program = ProgramFactory(
        institution=here,
        name="K teams",
        summary="Very confidential",
        starts_on=today + timedelta(days=40),
        enroll_until=None,
    )
    group = PeerGroupFactory(institution=here, name="Writers", aim="Very confidential")
    at = program.institution.local_date()
    Meeting.objects.create(
        institution=here,
        group=group,
        state="planned",
        starts_at=f"{at + timedelta(days=3)}T15:00Z",
        agenda="Very confidential",
        notes="Very confidential",
        place="Very confidential",
    )

    written = text(director)

    events = list(Calendar.from_ical(written).walk("VEVENT"))
    summaries = {str(one["summary"]) for one in events}
    assert {"Program starts: K teams", "Session: Writers"} <= summaries
    starts = next(one for one in events if "starts" in one["summary"])
    assert starts.decoded("dtstart") == today + timedelta(days=40)
    assert starts["dtstart"].params["VALUE"] == "DATE"
    assert "Very confidential" not in written
    assert len({str(one["uid"]) for one in events}) == len(events)
    assert text(director) == written
