"""The sessions of a group: planned in a row, canceled together [P]."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.calendar_entries import next_sequence, start_series
from evaluations.meetings.domain.lifecycle import at_wall_time, refuse_many
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.models import Meeting
from evaluations.sessions.limits import MOST_SESSIONS
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from profiles.institution.domain.audit import record
from profiles.institution.holidays import KEEP
from profiles.models import Membership, User

State = Meeting.State


def days_of_sessions(*, first: date, every_weeks: int, count: int) -> list[date]:
    """Return the days of *count* sessions, whatever days off there are among them."""
    return [first + timedelta(weeks=every_weeks * number) for number in range(count)]


@transaction.atomic
def plan_sessions(
    group: PeerGroup,
    *,
    by: Membership,
    first: datetime,
    minutes: int,
    every_weeks: int = 4,
    count: int = 1,
    mode: str = "",
    place: str = "",
    agenda: str = "",
    on_days_off: str = KEEP,
) -> list[Meeting]:
    """Plan *count* sessions at the same hour on the wall in the planner's zone.

    *on_days_off* says what becomes of those that fall on one: KEEP, SKIP or MOVE. A session that
    stands at that time already is left. Everyone gets the entries by mail. Return the new ones. Raise NotYourTie, NotLeading, TieOver, TooMany.
    """
    locked = lock_group_for_update(group, by, leading=True)
    if count > MOST_SESSIONS:
        raise TooMany(
            _("You can schedule at most %(most)d sessions at once.") % {"most": MOST_SESSIONS}
        )
    refuse_many(locked, more=count)
    zone = by.zone
    start = first.astimezone(zone)
    days = days_of_sessions(first=start.date(), every_weeks=every_weeks, count=count)
    days = by.institution.work_calendar.around(days, on_days_off)
    if not days:
        raise TooMany(
            _("All these dates are days off. Schedule them anyway, or choose another first date.")
        )
    made = []
    for number, day in enumerate(days):
        meeting, created = Meeting.objects.get_or_create(
            group=locked,
            starts_at=at_wall_time(day, start.time(), zone),
            state=State.PLANNED,
            defaults={
                "institution": locked.institution,
                "created_by": by,
                "minutes": minutes,
                "mode": mode,
                "place": place,
                "agenda": agenda if number == 0 else "",
            },
        )
        if created:
            made.append(meeting)
    if made:
        start_series(made, zone)
        note_agreed(made, [by])
        record(Verb.SERIES_PLANNED, actor=by.user, institution=locked.institution, subject=made[0])
        announcements.notify_all(made, template="meeting_planned", method=announcements.REQUEST)
    return made


def notify_left(group: PeerGroup, member: Membership, *, now: datetime | None = None) -> None:
    """Take the sessions ahead off the calendar of someone who has left; none, no mail."""
    if ahead := _ahead(group, now):
        announcements.notify_one(ahead, member, template="group_left", method=announcements.CANCEL)


def cancel_ahead(group: PeerGroup, *, actor: User, now: datetime | None = None) -> list[Meeting]:
    """Cancel what a group that ends has planned ahead; everyone gets one mail for all of it.

    What was planned for the past stays as it is: attendance can still be taken. Return them.
    """
    ahead = _ahead(group, now)
    for meeting in ahead:
        meeting.state, meeting.group = State.CANCELLED, group
        meeting.sequence = next_sequence(meeting)
        record(Verb.MEETING_CANCELLED, actor=actor, institution=group.institution, subject=meeting)
    Meeting.objects.bulk_update(ahead, ["state", "sequence"])
    if ahead:
        announcements.notify_all(ahead, template="group_ended", method=announcements.CANCEL)
    return ahead


def _ahead(group: PeerGroup, now: datetime | None) -> list[Meeting]:
    rows = Meeting.objects.filter(
        group=group, state=State.PLANNED, starts_at__gt=now or timezone.now()
    )
    return list(rows.select_related("group__institution").order_by("starts_at", "pk"))
