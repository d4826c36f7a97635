"""Reminders of meetings: on the working day before, one mail a person, whatever they meet for.

What was planned or moved after that hour has had its own mail just then, and is not repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.meetings.domain.invited import invited_to
from evaluations.meetings.domain.participants import address_of, counterpart_of
from evaluations.meetings.models import Meeting
from evaluations.meetings.notifications.domain import unsubscribe_headers, unsubscribe_links
from mentornet.clock import zone_words
from mentornet.jobs.recurring import sweep_each
from mentornet.jobs.rows import of_row, try_each, try_together
from mentornet.languages import read_by
from mentornet.mail.links import Batch
from mentornet.mail.outbox import Message, queue_messages
from mentornet.mail.quiet_hours import is_open, last_slot, reaches_ahead
from mentornet.models import OutboxMessage
from mentornet.moments import weekday_day_time
from networks.models import GroupMember, PeerGroup
from profiles.models import Institution, Membership
from profiles.people.domain.preferences import Mail, preferences_of, wants

# What stands in the job of a person who cannot be reminded.
KIND = "meetings.remind_person"

# What a reminder says of one person's meeting, in the zone that is active.
Details = Callable[[Meeting, Membership], dict[str, Any]]
# Read what the reminders of these meetings say, each for its person; links go into the batch.
DetailsReader = Callable[[Sequence[tuple[Meeting, Membership]], Batch], Details]

_readers: list[DetailsReader] = []


def register_details(reader: DetailsReader) -> None:
    """Let *reader* add to what reminders say. Called at start-up; idempotent."""
    if reader not in _readers:
        _readers.append(reader)


@dataclass(frozen=True)
class _Due:
    """One person's part in one meeting, and the hour at which they are reminded of it."""

    member: Membership
    meeting: Meeting
    slot: datetime

    @property
    def key(self) -> str:
        return f"meeting-reminder:{self.member.pk}:{self.slot:%Y-%m-%d}"


def remind_of_meetings(*, now: datetime | None = None) -> int:
    """Queue the reminders whose hour has come; return how many people are reminded. Idempotent."""
    moment = now or timezone.now()
    return sweep_each(
        "evaluations.remind_of_meetings",
        lambda institution: _remind_all(institution, moment),
        queue="mail",
    )


def _remind_all(institution: Institution, now: datetime) -> int:
    due: dict[str, list[_Due]] = defaultdict(list)
    for one in _due(institution, now):
        due[one.key].append(one)
    there = OutboxMessage.objects.filter(key__in=list(due)).values_list("key", flat=True)
    for key in list(there):
        del due[key]
    if not due:
        return 0
    return try_together(
        KIND,
        list(due.items()),
        owner=lambda item: of_row(item[1][0].member),
        work=lambda some: _remind(dict(some), now),
    )


@transaction.atomic
def _remind(due: dict[str, list[_Due]], now: datetime) -> int:
    """Queue one mail a key, with links of its own; return how many."""
    batch = Batch()
    pairs = [(one.meeting, one.member) for rows in due.values() for one in rows]
    details = _details_of(pairs, batch)
    endings = unsubscribe_links([rows[0].member for rows in due.values()], Mail.MEETINGS)
    messages = [
        _message(key, rows, endings[rows[0].member.pk], batch, details) for key, rows in due.items()
    ]
    batch.save()
    queue_messages(messages, now=now)
    return len(messages)


def _due(institution: Institution, now: datetime) -> list[_Due]:
    today, closed = institution.local_date(now=now), institution.work_calendar.is_closed
    # Zones differ by a day.
    ahead = reaches_ahead(today, closed=closed) - today + timedelta(days=1)
    meetings = list(
        Meeting.objects.filter(
            institution=institution,
            state=Meeting.State.PLANNED,
            starts_at__gt=now,
            starts_at__lte=now + ahead,
        )
        .select_related(
            "institution",
            "group",
            "tie__protege__user",
            "tie__protege__preferences",
            "tie__protege__institution",
            "tie__mentor__user",
            "tie__mentor__preferences",
            "tie__mentor__institution",
            "tie__external",
        )
        .order_by("starts_at", "pk")
    )
    found: list[_Due] = []

    def look(pair: tuple[Meeting, Membership]) -> int:
        meeting, member = pair
        if (one := _reminder_for(member, meeting, now)) is not None:
            found.append(one)
        return 0

    try_each(KIND, _with_people(meetings), owner=lambda pair: of_row(pair[1]), work=look)
    return _without_news(found)


def _with_people(meetings: list[Meeting]) -> Iterator[tuple[Meeting, Membership]]:
    """Each meeting with each of those who meet and have an account here. One query."""
    of_group: dict[object, list[Membership]] = defaultdict(list)
    groups = {one.group_id for one in meetings if one.group_id}
    parts = (
        GroupMember.objects.current()
        .filter(group__in=PeerGroup.objects.active().filter(pk__in=groups), member__end_date=None)
        .select_related("member__user", "member__institution", "member__preferences")
    )
    for part in parts:
        of_group[part.group_id].append(part.member)
    for meeting in meetings:
        tie = meeting.tie
        if tie is None:
            people = of_group[meeting.group_id]
            if meeting.makes_up_id is not None:
                asked = {one.pk for one in invited_to(meeting)}
                people = [one for one in people if one.pk in asked]
        elif tie.state == tie.State.ACTIVE:
            people = [one for one in (tie.protege, tie.mentor) if one and one.is_current]
        else:
            people = []
        for member in people:
            yield meeting, member


def _reminder_for(member: Membership, meeting: Meeting, now: datetime) -> _Due | None:
    """Return the person's reminder of a meeting, where its hour has come and they want it."""
    preferences = preferences_of(member)
    if meeting.starts_at is None or not wants(preferences, Mail.MEETINGS):
        return None
    zone = member.zone
    day = meeting.starts_at.astimezone(zone).date()
    closed = member.institution.work_calendar.is_closed
    slot = last_slot(member.pk, before=day, zone=zone, closed=closed, **preferences.leave)
    if slot is None or slot > now:
        return None
    if not is_open(now, zone=zone, closed=closed, **preferences.leave):
        return None
    return _Due(member, meeting, slot)


def _without_news(found: list[_Due]) -> list[_Due]:
    """Return those of whose meeting the person had no mail since the hour of the reminder."""
    news: dict[str, _Due] = {}
    for one in found:
        for template in ("meeting_planned", "meeting_moved"):
            tail = f"{one.meeting.pk}-{one.meeting.sequence}-{one.member.pk}"
            news[f"{template}-{tail}"] = one
    mailed = OutboxMessage.objects.filter(key__in=list(news)).values_list("key", "created_at")
    late = {id(news[key]) for key, at in mailed if at > news[key].slot}
    return [one for one in found if id(one) not in late and one.meeting.created_at <= one.slot]


def _details_of(pairs: Sequence[tuple[Meeting, Membership]], batch: Batch) -> list[Details]:
    return [read(pairs, batch) for read in _readers]


def _merged(details: Sequence[Details], meeting: Meeting, member: Membership) -> dict[str, Any]:
    return {name: text for one in details for name, text in one(meeting, member).items()}


def _address(meeting: Meeting, member: Membership, batch: Batch) -> str:
    """Return where the meeting is prepared: a session on its own page."""
    if meeting.group_id is not None:
        return settings.SITE_URL + reverse("evaluations:meeting", args=[meeting.pk])
    return address_of(meeting.participants, member, batch=batch)


@read_by("rows.0.member")
def _message(
    key: str, rows: list[_Due], unsubscribe: str, batch: Batch, details: Sequence[Details]
) -> Message:
    member, first = rows[0].member, rows[0].meeting
    with timezone.override(member.zone):
        meetings = [
            {
                "company": counterpart_of(one.meeting.participants, member),
                "when": weekday_day_time(one.meeting.starts_at),
                "place": one.meeting.place,
                "link": _address(one.meeting, member, batch),
                "cannot": "",
                **_merged(details, one.meeting, member),
            }
            for one in rows
        ]
    return Message(
        key=key,
        to=member.user.email,
        subject=(
            _("Reminder: meeting with %(company)s, %(when)s") % meetings[0]
            if len(rows) == 1
            else ngettext("Reminder: %(count)d meeting", "Reminder: %(count)d meetings", len(rows))
            % {"count": len(rows)}
        ),
        template=str(Mail.MEETINGS),
        context={
            "institution": first.institution,
            "name": member.short_name,
            "meetings": meetings,
            "zone": zone_words(member.zone, letters=False),
            "unsubscribe": unsubscribe,
        },
        institution_id=first.institution_id,
        headers=unsubscribe_headers(unsubscribe),
        zone=str(member.zone),
    )
