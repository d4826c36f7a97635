"""Meetings of two people in a row, as often as they agreed, around days off if they say so [L]."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.calendar_entries import start_series
from evaluations.meetings.domain.lifecycle import at_wall_time, refuse_many
from evaluations.meetings.domain.participants import lock_tie_for_update
from evaluations.meetings.models import Meeting
from mentornet.audit_verbs import Verb
from networks.models import Agreement, Tie
from profiles.institution.domain.audit import record
from profiles.institution.holidays import KEEP
from profiles.models import Membership

MOST_AT_ONCE = 12
# The same weekday of the month drifts less than the same date: every four weeks.
WEEKS = {
    Agreement.Cadence.WEEKLY: 1,
    Agreement.Cadence.FORTNIGHTLY: 2,
    Agreement.Cadence.MONTHLY: 4,
}
QUARTER = 13  # weeks


def days_of_series(tie: Tie, *, by: Membership, first: datetime) -> list[date]:
    """Return the days of a series from *first* on, whatever days off there are among them.

    As often as the agreement says, until its review day. Raise TooMany without an agreement, and
    where it is up for review before the first day.
    """
    return _days(_agreement_of(tie), first.astimezone(by.zone).date())


@transaction.atomic
def plan_series(
    tie: Tie, *, by: Membership, first: datetime, on_days_off: str = KEEP
) -> list[Meeting]:
    """Plan meetings from *first* on, as often as the agreement says and until its review day.

    *on_days_off* says what becomes of those that fall on one: KEEP, SKIP or MOVE. The hour on the
    wall stays the same over a change of the clocks, in the zone of the one who plans. Raise
    NotYourTie, TieOver, and TooMany without an agreement, with no day left, or beyond 60 open
    meetings.
    """
    locked = lock_tie_for_update(tie, by)
    agreement = _agreement_of(locked)
    start = first.astimezone(by.zone)
    around = by.institution.work_calendar.around(_days(agreement, start.date()), on_days_off)
    days = [day for day in around if day <= agreement.review_on]
    if not days:
        raise TooMany(
            _("All these dates are days off. Schedule them anyway, or choose another first date.")
        )
    refuse_many(locked, more=len(days))
    meetings = []
    for day in days:
        meeting, created = Meeting.objects.get_or_create(
            tie=locked,
            starts_at=at_wall_time(day, start.time(), by.zone),
            state=Meeting.State.PLANNED,
            defaults={
                "institution": locked.institution,
                "created_by": by,
                "minutes": agreement.minutes,
                "mode": agreement.modes[0] if agreement.modes else "",
            },
        )
        if created:
            meetings.append(meeting)
    if meetings:
        start_series(meetings, by.zone)
        note_agreed(meetings, [by])
        record(
            Verb.SERIES_PLANNED, actor=by.user, institution=locked.institution, subject=meetings[0]
        )
        announcements.notify_all(meetings, template="meeting_planned", method=announcements.REQUEST)
    return meetings


def _agreement_of(tie: Tie) -> Agreement:
    agreement = Agreement.objects.filter(tie=tie, state=Agreement.State.IN_FORCE).first()
    if agreement is None:
        raise TooMany(_("Make an agreement first. It says how often you meet."))
    return agreement


def _days(agreement: Agreement, first: date) -> list[date]:
    apart = timedelta(weeks=WEEKS.get(Agreement.Cadence(agreement.cadence), QUARTER))
    days = [first + number * apart for number in range(MOST_AT_ONCE)]
    if days[0] > agreement.review_on:
        raise TooMany(
            _("Your agreement is up for review before the first meeting. Renew it first.")
        )
    return [day for day in days if day <= agreement.review_on]
