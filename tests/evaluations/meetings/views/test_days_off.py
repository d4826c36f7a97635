"""What is planned on a holiday stays planned, and its planner is told that it is one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.models import Meeting
from networks.models import PeerGroup
from profiles.models import Institution, Membership
from tests.evaluations.meetings.domain.test_lifecycle import act
from tests.evaluations.sessions.curriculum.domain.test_curricula import lead
from tests.evaluations.sessions.groups.domain.test_queries import group, look
from tests.factories import TieFactory

__all__ = ["group", "lead"]
pytestmark = pytest.mark.django_db


def days_off(here: Institution, *rows: tuple[date, date, str]) -> None:
    here.days_off = [[first.isoformat(), last.isoformat(), name] for first, last, name in rows]
    here.holidays_worked = []
    here.holiday_region = "XX"  # no public holidays: what is tried holds on any day of the year
    here.save()


def in_days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def test_a_meeting_on_a_day_off_is_planned_with_a_warning() -> None:
    tie = TieFactory()
    days_off(tie.institution, (in_days(30), in_days(32), "Match Week"))

    free = act(tie.protege, "plan", tie.pk, first=f"{in_days(29)}T10:00", minutes=30)
    busy = act(tie.protege, "plan", tie.pk, first=f"{in_days(31)}T10:00", minutes=30)

    assert "day off at your institution" not in free.content.decode()
    assert "is a day off at your institution: Match Week." in busy.content.decode()
    assert Meeting.objects.count() == 2


def test_offered_times_say_which_is_a_day_off_before_and_after_one_is_picked() -> None:
    tie = TieFactory()
    days_off(tie.institution, (in_days(31), in_days(31), "Match Day"))
    times = {"first": f"{in_days(30)}T10:00", "second": f"{in_days(31)}T10:00"}
    act(tie.protege, "plan", tie.pk, minutes=30, **times)
    row = Meeting.objects.get()

    for name, *args in (("meeting", row.pk), ("relationship", tie.pk), ("meetings",)):
        assert look(tie.mentor, name, *args).content.decode().count("Match Day</span>") == 1
    late = row.times.latest("starts_at").starts_at
    picked = act(tie.mentor, "meeting_pick", row.pk, time=late.isoformat())

    assert "is a day off at your institution: Match Day." in picked.content.decode()


def test_sessions_on_a_day_off_are_asked_about(group: PeerGroup, lead: Membership) -> None:
    days_off(lead.institution, (in_days(35), in_days(35), "Graduation"))
    given = {"first": f"{in_days(28)}T10:00", "count": 3, "every_weeks": 1, "minutes": 60}

    asked = act(lead, "plan_sessions", group.pk, **given)
    assert ": Graduation</li>" in asked.content.decode()
    assert not Meeting.objects.exists()
    act(lead, "plan_sessions", group.pk, **given, on_days_off="skip", days_seen=str(in_days(35)))

    zone = lead.zone
    days = [one.starts_at.astimezone(zone).date() for one in Meeting.objects.order_by("starts_at")]
    assert days == [in_days(28), in_days(42)]

    row = Meeting.objects.earliest("starts_at")
    again = {"first": str(row.pk), "weeks": 1, "around": "on"}
    shown = act(lead, "shift_sessions", group.pk, **again).content.decode()
    assert "Graduation" not in shown and "<strong>" in shown


def test_dates_of_a_curriculum_move_off_days_off_in_order(
    group: PeerGroup, lead: Membership
) -> None:
    shown = use_first(group, lead)
    days = hidden_starts(shown)
    days_off(lead.institution, (days[0], days[1], "Retreat"))
    given = {f"at-{at}": f"{day}T09:00" for at, day in enumerate(days)}
    sent = {"curriculum": "eight-months", "first": f"{days[0]}T09:00", **given}
    key = re.search(r'name="shown" value="([^"]*)"', shown)

    page = act(lead, "apply_curriculum", group.pk, **sent, shown=key[1], around="1")

    moved = hidden_starts(page.content.decode())
    calendar = lead.institution.work_calendar
    assert moved == sorted(set(moved)) and moved != days
    assert calendar.names_on(moved) == {}
    assert not Meeting.objects.exists()


def use_first(group: PeerGroup, lead: Membership) -> str:
    given = {"curriculum": "eight-months", "first": f"{in_days(28)}T09:00"}
    return act(lead, "apply_curriculum", group.pk, **given).content.decode()


def hidden_starts(page: str) -> list[date]:
    found = re.findall(r'name="at-\d+"\s+value="(\d{4}-\d\d-\d\d)T09:00"', page)
    return [date.fromisoformat(one) for one in found]


def test_sessions_show_the_day_off_before_they_are_moved_onto_it(
    group: PeerGroup, lead: Membership
) -> None:
    days_off(lead.institution, (in_days(35), in_days(35), "Graduation"))
    planned = act(
        lead,
        "plan_sessions",
        group.pk,
        first=f"{in_days(28)}T10:00",
        count=1,
        every_weeks=1,
        minutes=60,
    )
    assert "day off at your institution" not in planned.content.decode()
    row = Meeting.objects.get(group=group)

    shown = act(lead, "shift_sessions", group.pk, first=str(row.pk), weeks=1)
    around = act(lead, "shift_sessions", group.pk, first=str(row.pk), weeks=2)

    assert '<span class="pill pill--warn">Graduation</span>' in shown.content.decode()
    assert "Graduation" not in around.content.decode()
