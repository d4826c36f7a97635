"""What is planned on a holiday stays planned, and its planner is told that it is one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.models import Meeting
from networks.models import PeerGroup
from profiles.models import Institution, Membership
from tests.evaluations.meetings.domain.test_lifecycle import act
from tests.evaluations.sessions.curriculum.domain.test_curricula import lead
from tests.evaluations.sessions.groups.domain.test_queries import group
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
