"""A curriculum applied to a group: its sessions on days that were looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.calendar_entries import start_series
from evaluations.meetings.domain.lifecycle import at_wall_time, refuse_many
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import MeetingClosed
from evaluations.meetings.models import Meeting
from evaluations.sessions.curriculum.domain.curricula import Template
from evaluations.sessions.curriculum.domain.session_plans import write_plan
from evaluations.sessions.curriculum.models import SessionPlan
from evaluations.sessions.limits import FARTHEST
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership


def proposed_days(template: Template, *, first: datetime, by: Membership) -> list[datetime]:
    """Return when the sessions would be: the hour of *first* on the wall, as far apart as they ask for."""
    zone = by.zone
    start = first.astimezone(zone)
    found, day = [], start.date()
    for number, one in enumerate(template.sessions):
        day += timedelta(days=one.days_after if number else 0)
        found.append(at_wall_time(day, start.time(), zone))
    return found


def around_days_off(starts: Sequence[datetime], *, by: Membership) -> list[datetime]:
    """Return *starts* at the same hour of the next working day, where they fall on a day off.

    One that would come before the one ahead of it goes to a week later, until there is room.
    """
    calendar, zone = by.institution.work_calendar, by.zone
    found: list[datetime] = []
    for start in starts:
        there = start.astimezone(zone)
        day = there.date()
        while True:
            if calendar.is_closed(day):
                day = calendar.next_working(day)
            moment = at_wall_time(day, there.time(), zone)
            if not found or moment > found[-1]:
                break
            day += timedelta(weeks=1)
        found.append(moment)
    return found


@transaction.atomic
def apply_curriculum(
    group: PeerGroup,
    template: Template,
    *,
    by: Membership,
    starts: Sequence[datetime],
    mode: str = "",
    place: str = "",
    now: datetime | None = None,
) -> list[Meeting]:
    """Make the template's sessions in the group, each with a copy of what it is about.

    *starts* has one time for each session, in order. The same again makes nothing new. Everyone
    gets one mail. Return the new sessions. Raise NotYourTie, NotLeading, TieOver, TooMany, and
    MeetingClosed for times that are not in order, in the past or more than 400 days ahead.
    """
    locked = lock_group_for_update(group, by, leading=True)
    moment = now or timezone.now()
    if len(starts) != len(template.sessions):
        raise MeetingClosed(_("The curriculum has changed. Check the dates again."))
    check_order(starts, moment)
    refuse_many(locked, more=len(starts))
    made = []
    for one, starts_at in zip(template.sessions, starts, strict=True):
        meeting, created = Meeting.objects.get_or_create(
            group=locked,
            starts_at=starts_at,
            state=Meeting.State.PLANNED,
            defaults={
                "institution": locked.institution,
                "created_by": by,
                "minutes": min(max(one.minutes, 5), 600),
                "mode": mode,
                "place": place,
            },
        )
        if created:
            made.append(meeting)
        # A session that stood at that time already gets what it is about, unless it has that.
        if created or not SessionPlan.objects.filter(meeting=meeting).exists():
            write_plan(meeting, one)
    if made:
        start_series(made, by.zone)
        note_agreed(made, [by])
        record(
            Verb.CURRICULUM_APPLIED, actor=by.user, institution=locked.institution, subject=made[0]
        )
        announcements.notify_all(made, template="meeting_planned", method=announcements.REQUEST)
    return made


def check_order(starts: Sequence[datetime], now: datetime) -> None:
    """Raise MeetingClosed, in words, for times that no calendar of sessions can have."""
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise MeetingClosed(_("Each session must be later than the one before."))
    if starts and starts[0] <= now:
        raise MeetingClosed(_("The first of these times is in the past. Choose a later one."))
    if starts and starts[-1] > now + FARTHEST:
        raise MeetingClosed(
            _("The last of these times is more than 13 months away. Choose an earlier one.")
        )
