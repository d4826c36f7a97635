"""When two people met is the same on every page, and nothing that the system writes lies ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.check_ins.domain.answering import add_details, answer_check_in
from evaluations.check_ins.early_warning.domain.pairs import facts_of
from evaluations.models import CheckIn, Meeting
from evaluations.relationship_page.domain.history import read_relationship
from evaluations.relationship_page.domain.state import own_state
from evaluations.sessions.attendance.domain.taking import take_attendance
from mentornet.models import WebhookEndpoint, WebhookEvent
from networks.models import Tie
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def tie() -> Tie:
    here = InstitutionFactory(time_zone="America/New_York")
    return TieFactory(
        institution=here,
        protege=MembershipFactory(institution=here),
        mentor=MembershipFactory(institution=here),
        started_on=timezone.localdate() - timedelta(days=300),
    )


def asked(tie: Tie, **more) -> CheckIn:
    return CheckIn.objects.create(
        institution=tie.institution,
        tie=tie,
        member=tie.protege,
        due_on=timezone.localdate(),
        due_at=timezone.now(),
        state=CheckIn.State.ASKED,
        **more,
    )


def meeting(tie: Tie, days: int, state: str = "held") -> None:
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=state,
        starts_at=timezone.now() - timedelta(days=days),
    )


def test_both_pages_count_the_meetings_that_took_place(tie) -> None:
    meeting(tie, 90)
    meeting(tie, 40, "missed")
    meeting(tie, 20, "cancelled")
    today = timezone.localdate()
    there = read_relationship(tie, reader=tie.protege)
    [(_tie, facts)] = facts_of([tie.pk], today=today)
    own = own_state(tie, reader=tie.protege, there=there, terms=None, today=today)
    assert (facts.met, there.met_count, there.past_count) == (1, 1, 3)
    assert facts.last_met == own.last_met


def test_what_a_check_in_said_holds_on_all_of_the_page(tie) -> None:
    """The page said *You last met today*, and below that they had not met for forty weeks."""
    answer_check_in(asked(tie), answer="met")
    page = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    said = page.content.decode()
    assert ("You last met on" in said, "You have not met" in said) == (True, False)


# Nine in the morning of a Tuesday in New York.
NINE = datetime(2026, 11, 24, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "day", "minutes", "starts"),
    [
        (NINE, date(2026, 11, 24), 30, datetime(2026, 11, 24, 8, 30, tzinfo=NEW_YORK)),
        (NINE, date(2026, 11, 23), 30, datetime(2026, 11, 23, 12, tzinfo=NEW_YORK)),
        # Half an hour after midnight: on that day, and not ahead.
        (
            datetime(2026, 11, 24, 5, 30, tzinfo=UTC),
            date(2026, 11, 24),
            60,
            datetime(2026, 11, 24, tzinfo=NEW_YORK),
        ),
    ],
)
def test_a_check_in_writes_no_meeting_that_lies_ahead(tie, now, day, minutes, starts) -> None:
    row = answer_check_in(asked(tie), answer="met", now=now)
    add_details(row, met_on=day, minutes=minutes, now=now)
    assert Meeting.objects.get().starts_at == starts
    add_details(row, met_on=day, minutes=minutes, now=now)
    assert Meeting.objects.count() == 1


def test_the_day_of_an_answer_is_that_of_the_person(tie) -> None:
    """Eight in the evening in Honolulu is the next morning in New York."""
    tie.protege.user.time_zone = "Pacific/Honolulu"
    tie.protege.user.save()
    row = answer_check_in(asked(tie), answer="met", now=datetime(2026, 11, 25, 6, tzinfo=UTC))
    assert row.met_on == date(2026, 11, 24)


def test_attendance_that_is_as_it_was_is_told_to_nobody() -> None:
    group = PeerGroupFactory()
    lead = GroupMemberFactory(group=group, part="facilitator").member
    ann = GroupMemberFactory(group=group).member
    WebhookEndpoint.objects.create(
        institution=group.institution,
        url="https://hooks.example.org/",
        events=["*"],
        sealed_secret="",
    )
    session = Meeting.objects.create(
        institution=group.institution,
        group=group,
        state="planned",
        starts_at=timezone.now() - timedelta(hours=1),
    )
    for state in ("present", "present", "excused"):
        take_attendance(session, by=lead, states={ann.pk: state})
    assert WebhookEvent.objects.filter(name="session.attended").count() == 2
