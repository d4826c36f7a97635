"""How sessions go around holidays: never back, never out of order, always on the same weekday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from evaluations.models import Attendance, Meeting
from evaluations.sessions.schedule.domain.reschedule import rescheduled
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.curriculum.domain.test_curricula import (
    NEW_YORK,
    hidden,
    in_days,
    lead,
    typed,
)
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
)
from tests.support.calendars import occurrences

__all__ = ["group", "lead"]

WEEK = timedelta(weeks=1)
DAY = date(2026, 11, 30)
days = st.lists(st.integers(0, 300), min_size=1, max_size=20, unique=True).map(
    lambda found: [DAY + timedelta(days=one) for one in sorted(found)]
)
skips = st.frozensets(st.integers(0, 330).map(lambda one: DAY + timedelta(days=one)), max_size=60)


@given(days=days, skip=skips, weeks=st.integers(0, 10), carry=st.booleans())
def test_nothing_goes_back_changes_its_weekday_its_order_or_falls_on_a_skipped_day(
    days: list[date], skip: frozenset[date], weeks: int, carry: bool
) -> None:
    found = rescheduled(days, weeks=weeks, skip=skip, carry=carry)

    assert [one.weekday() for one in found] == [one.weekday() for one in days]
    assert all(new - old >= weeks * WEEK for old, new in zip(days, found, strict=True))
    assert sorted(set(found)) == found
    assert skip.isdisjoint(found)


@given(days=days, skip=skips, weeks=st.integers(0, 10))
def test_with_carry_no_two_come_nearer_to_each_other(
    days: list[date], skip: frozenset[date], weeks: int
) -> None:
    found = rescheduled(days, weeks=weeks, skip=skip, carry=True)

    for at in range(1, len(days)):
        assert found[at] - found[at - 1] >= days[at] - days[at - 1]


@given(days=days)
def test_without_a_reason_nothing_moves(days: list[date]) -> None:
    assert rescheduled(days) == days


def test_only_what_falls_on_a_holiday_moves() -> None:
    weekly = [DAY + one * WEEK for one in range(5)]

    assert rescheduled(weekly, skip={weekly[1]}) == [
        weekly[0], weekly[2], weekly[3], weekly[4], weekly[4] + WEEK
    ]  # fmt: skip
    monthly = [DAY + 4 * one * WEEK for one in range(3)]
    assert rescheduled(monthly, skip={monthly[1]}) == [monthly[0], monthly[1] + WEEK, monthly[2]]
    assert rescheduled(monthly, skip={monthly[1]}, carry=True) == [
        monthly[0], monthly[1] + WEEK, monthly[2] + WEEK
    ]  # fmt: skip


def test_two_sessions_of_one_day_stay_together() -> None:
    assert rescheduled([DAY, DAY, DAY + WEEK], skip={DAY}) == [
        DAY + WEEK,
        DAY + WEEK,
        DAY + 2 * WEEK,
    ]


def four(group: PeerGroup, lead: Membership) -> list[Meeting]:
    first = in_days(14)
    act(
        lead, "plan_sessions", group.pk,
        first=typed(first), count=4, every_weeks=1, minutes=60,
    )  # fmt: skip
    OutboxMessage.objects.all().delete()
    return list(Meeting.objects.filter(group=group, starts_at__gte=first).order_by("starts_at"))


def shift(group: PeerGroup, by: Membership, first: Meeting, **given: str):
    """Look at what would move, and say yes."""
    given = {"first": str(first.pk), "weeks": "0"} | given
    page = act(by, "shift_sessions", group.pk, **given).content.decode()
    return act(by, "shift_sessions", group.pk, **given, seen=hidden(page, "seen"), sure="1")


@pytest.mark.django_db
def test_all_from_one_session_on_move_with_one_mail_a_person(
    group: PeerGroup, lead: Membership
) -> None:
    rows = four(group, lead)
    act(lead, "shift_sessions", group.pk, first=rows[1].pk, weeks="2")
    assert list(Meeting.objects.filter(group=group).order_by("starts_at")) == rows

    shift(group, lead, rows[1], weeks="2")

    new = {row.pk: row for row in Meeting.objects.filter(group=group)}
    for number, row in enumerate(rows):
        before = row.starts_at.astimezone(NEW_YORK)
        after = new[row.pk].starts_at.astimezone(NEW_YORK)
        assert (after.date() - before.date()).days == (14 if number else 0)
        assert (after.hour, after.minute) == (9, 0)
        assert new[row.pk].sequence == (1 if number else 0)
    sent = OutboxMessage.objects.filter(kind="meeting_moved")
    assert sent.count() == 3
    [event] = Calendar.from_ical(sent[0].calendar).walk("VEVENT")
    assert (str(event["uid"]), event["sequence"]) == (rows[0].uid, 1)
    assert occurrences(sent[0].calendar) == sorted(row.starts_at for row in new.values())


@pytest.mark.django_db
def test_a_holiday_moves_what_falls_on_it(group: PeerGroup, lead: Membership) -> None:
    rows = four(group, lead)
    day = rows[3].starts_at.astimezone(NEW_YORK).date()

    shift(group, lead, rows[0], skip=f"{day - timedelta(days=1)} to {day + timedelta(days=1)}")

    after = list(Meeting.objects.filter(group=group).order_by("starts_at"))
    assert [one.starts_at for one in after[:3]] == [one.starts_at for one in rows[:3]]
    assert after[3].starts_at.astimezone(NEW_YORK).date() == day + timedelta(weeks=1)
    (event,) = Calendar.from_ical(
        OutboxMessage.objects.filter(kind="meeting_moved")[0].calendar
    ).walk("VEVENT")
    assert event["sequence"] == 1


@pytest.mark.django_db
def test_the_hour_on_the_wall_stays_over_a_change_of_the_clocks(
    group: PeerGroup, lead: Membership
) -> None:
    for number in range(30):
        Meeting.objects.create(
            institution=group.institution, group=group, starts_at=in_days(14 + 7 * number)
        )
    first = Meeting.objects.filter(group=group).earliest("starts_at")

    shift(group, lead, first, weeks="1")

    local = [row.starts_at.astimezone(NEW_YORK) for row in Meeting.objects.filter(group=group)]
    assert {one.hour for one in local} == {9}
    assert len({one.utcoffset() for one in local}) == 2


@pytest.mark.django_db
def test_a_session_with_attendance_is_not_moved(group: PeerGroup, lead: Membership) -> None:
    rows = four(group, lead)
    Attendance.objects.create(meeting=rows[0], member=lead, state="present")

    page = act(lead, "shift_sessions", group.pk, first=rows[0].pk, weeks="1").content.decode()

    assert "Attendance was taken for this session, so you cannot change its date." in page
    assert Meeting.objects.aggregate(sum=Sum("sequence"))["sum"] == 0


@pytest.mark.django_db
def test_a_session_that_was_held_meanwhile_says_why_it_stays(
    group: PeerGroup, lead: Membership
) -> None:
    rows = four(group, lead)
    Meeting.objects.filter(pk=rows[0].pk).update(state=Meeting.State.HELD)

    page = act(lead, "shift_sessions", group.pk, first=rows[0].pk, weeks="1").content.decode()

    assert "This session was held or canceled" in page
    assert Meeting.objects.aggregate(sum=Sum("sequence"))["sum"] == 0


@pytest.mark.django_db
def test_a_calendar_that_changed_meanwhile_is_looked_at_again(
    group: PeerGroup, lead: Membership
) -> None:
    rows = four(group, lead)
    given = {"first": str(rows[0].pk), "weeks": "1"}
    seen = hidden(act(lead, "shift_sessions", group.pk, **given).content.decode(), "seen")
    Meeting.objects.filter(pk=rows[2].pk).update(starts_at=rows[2].starts_at + timedelta(hours=1))

    page = act(lead, "shift_sessions", group.pk, **given, seen=seen, sure="1").content.decode()

    assert "nothing was moved" in page
    assert Meeting.objects.aggregate(sum=Sum("sequence"))["sum"] == 0
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("skip", "said"),
    [
        ("24 December", "Line 1: enter a day like"),
        ("2026-12-24\n2027-01-03 to 2026-12-21", "Line 2: the last day must come after the first"),
        ("", "Enter a number of weeks"),
    ],
)
def test_days_that_cannot_be_read_are_named(
    group: PeerGroup, lead: Membership, skip: str, said: str
) -> None:
    rows = four(group, lead)

    page = act(lead, "shift_sessions", group.pk, first=rows[0].pk, weeks="0", skip=skip)

    assert said in page.content.decode()
