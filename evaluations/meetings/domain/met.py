"""When two people met: the one rule of every page, question and figure.

They met on the day of a meeting that took place, and on the day that one of them named in a check-in.
Meetings are counted where they are on record as having taken place: not what was canceled or missed,
and not a word in a check-in, which both may have given of one meeting. Days are those of the
institution's calendar.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from evaluations.meetings.models import Meeting
from profiles.models import Institution

TOOK_PLACE = Q(meetings__state=Meeting.State.HELD)
"""Of the meetings of a relationship, those that count."""

MET_DAYS = """
SELECT tie_id, (starts_at AT TIME ZONE %(zone)s)::date AS day FROM evaluations_meeting
WHERE institution_id = %(institution)s AND state = 'held' AND tie_id IS NOT NULL
UNION ALL
SELECT tie_id, met_on FROM evaluations_checkin
WHERE institution_id = %(institution)s AND answer = 'met' AND met_on IS NOT NULL
"""
"""The same for a whole institution, as SQL: rows of (tie_id, day)."""


def last_met(
    institution: Institution, *, meeting: datetime | None, check_in: date | None
) -> date | None:
    """Return the last day on which they met, of the last meeting held and of what check-ins said.

    One of the two is given their own check-ins alone: in the other's they would read an answer.
    """
    days = [check_in] if check_in else []
    if meeting is not None:
        days.append(institution.local_date(now=meeting))
    return max(days, default=None)
