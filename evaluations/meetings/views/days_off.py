"""What is said of a meeting that falls on a holiday, or on a day off of the institution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from evaluations.meetings.forms import DaysOffForm
from mentornet import moments
from profiles.access.members import MemberRequest


def day_off_at(request: MemberRequest, moment: datetime | Any) -> str:
    """Return the name of the holiday at *moment*; "" on other days, and for what is no time.

    The day is that of the person who plans; the holidays are those of their institution.
    """
    if not isinstance(moment, datetime):
        return ""
    member = request.membership
    return member.institution.work_calendar.name_of(moment.astimezone(member.zone).date())


def asks_about(request: MemberRequest, form: DaysOffForm, days: Sequence[date]) -> bool:
    """Return whether *form* must first ask what to do with those of *days* that are days off."""
    calendar = request.membership.institution.work_calendar
    return form.must_ask(calendar.names_on(days), of=len(days))


def warn_of_days_off(request: MemberRequest, times: Iterable[datetime | None]) -> None:
    """Say of what was just planned which of it falls on a day off; it stays planned."""
    zone = request.membership.zone
    names = {
        moment.astimezone(zone).date(): name
        for moment in times
        if moment is not None and (name := day_off_at(request, moment))
    }
    for day, name in sorted(names.items()):
        words = _("%(day)s is a day off at your institution: %(name)s.")
        messages.warning(request, words % {"day": moments.weekday_day(day), "name": name})
