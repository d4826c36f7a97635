"""What one person's calendar is told of meetings: each object about one UID."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.invited import invited_to
from evaluations.meetings.domain.participants import Participants, counterpart_of
from evaluations.meetings.models import Meeting, MeetingAnswer, new_uid, session_opened_to
from mentornet.mail.calendar import (
    Attendee,
    Entry,
    Method,
    Organizer,
    bare_address,
    fits_series,
    video_link,
    write_calendar,
    write_series,
)
from networks.models import ExternalContact, GroupMember, Tie
from networks.relationships.domain.outside import consent_of
from networks.relationships.domain.plain_words import one_line, without_links
from profiles.models import Membership

# A mentor elsewhere reads of times and places alone.
Reader: TypeAlias = Membership | ExternalContact
ALARM = 15
PLANNED = Meeting.State.PLANNED
PARTSTAT = {
    MeetingAnswer.Answer.ACCEPTED: "ACCEPTED",
    MeetingAnswer.Answer.TENTATIVE: "TENTATIVE",
    MeetingAnswer.Answer.DECLINED: "DECLINED",
}


def start_series(meetings: Sequence[Meeting], zone: ZoneInfo) -> None:
    """Make as few calendar objects of new meetings as there can be; what fits no rule stays single.

    Calendars know only rules: days in a row at one hour are one, and one hour of one weekday is.
    """
    changed = []
    for rows in _alike(meetings, zone):
        if fits_series([one.starts_at for one in rows if one.starts_at], zone):
            shared = new_uid()
            for row in rows:
                row.uid, row.original_at, row.zone = shared, row.starts_at, zone.key
            changed += rows
    Meeting.objects.bulk_update(changed, ["uid", "original_at", "zone"])


def _alike(meetings: Sequence[Meeting], zone: ZoneInfo) -> list[list[Meeting]]:
    """Group meetings that one rule can hold, each in the order of time."""
    there = {one.pk: one.starts_at.astimezone(zone) for one in meetings if one.starts_at}
    found: dict[tuple[object, ...], list[Meeting]] = {}
    runs: dict[tuple[object, ...], list[Meeting]] = {}
    for one in sorted(meetings, key=lambda one: there[one.pk]):
        moment = there[one.pk]
        hour = (moment.time(), one.minutes)
        run = runs.setdefault(hour, [])
        if run and (moment.date() - there[run[-1].pk].date()).days > 1:
            run = runs[hour] = []
        run.append(one)
        if len(run) == 2:
            # The first of a row of days is taken out of its weekday.
            first = there[run[0].pk]
            found[(*hour, first.weekday())].remove(run[0])
            found[(*hour, "days from", first.date())] = run
        elif len(run) == 1:
            found.setdefault((*hour, moment.weekday()), []).append(one)
    return [rows for rows in found.values() if rows]


def next_sequence(meeting: Meeting) -> int:
    """Return the revision after all that calendars were told of this meeting, or of its series."""
    if meeting.original_at is None:
        return meeting.sequence + 1
    rows = Meeting.objects.filter(**_series_of(meeting))
    return max(rows.values_list("sequence", flat=True)) + 1


def objects_of(meetings: Iterable[Meeting]) -> list[list[Meeting]]:
    """Return *meetings* by the calendar object that they are in, in the order of their first."""
    found: dict[str, list[Meeting]] = {}
    for one in meetings:
        found.setdefault(one.calendar_uid, []).append(one)
    return list(found.values())


def request_for(
    rows: Sequence[Meeting], reader: Reader, *, address: str, whole: bool = False
) -> str:
    """Return what asks *reader* to the meetings *rows* of one object; of a series the changed one.

    With *whole*, or where several changed, all of a series that the reader takes part in.
    """
    first = rows[0]
    if first.original_at is None:
        return _written(rows, Method.REQUEST, reader, address)
    if len(rows) == 1 and not whole:
        return _written(rows, Method.REQUEST, reader, address, zone=ZoneInfo(first.zone))
    return _series(_live(first, reader) or rows, reader, address)


def cancel_for(rows: Sequence[Meeting], reader: Reader, *, address: str) -> str:
    """Return what takes the meetings *rows* of one object off *reader*'s calendar.

    Where some of a series stay, one is cancelled by itself, and several by telling what is left:
    Outlook takes no object with several cancelled ones.
    """
    first = rows[0]
    if first.original_at is None:
        return _written(rows, Method.CANCEL, reader, address)
    gone = {one.pk for one in rows}
    left = [one for one in _live(first, reader) if one.pk not in gone]
    if not left:
        entry = _entry(min(rows, key=lambda one: one.original_at or timezone.now()), reader)
        latest = max(one.sequence for one in rows)
        alone = replace(entry, original_at=None, sequence=latest)
        return _calendar([alone], Method.CANCEL, reader, address, ZoneInfo(first.zone))
    if len(rows) == 1:
        return _written(rows, Method.CANCEL, reader, address, zone=ZoneInfo(first.zone))
    latest = max(one.sequence for one in rows)
    return _series(left, reader, address, sequence=latest)


def feed_for(meetings: Sequence[Meeting], reader: Membership, *, alarms: bool) -> str:
    """Return meetings for a calendar that *reader* subscribes to; each is one by itself there."""
    answers: dict[tuple[UUID, UUID], str] = {}
    entries = []
    for one in meetings:
        if one.starts_at is None:
            continue
        entry = _entry(one, reader, answers=answers, attended=False)
        uid = entry.uid if one.original_at is None else str(one.pk)
        alarm = ALARM if alarms else None
        entries.append(
            replace(entry, uid=uid, original_at=None, made_at=one.created_at, alarm=alarm)
        )
    return write_calendar(
        entries, method=Method.PUBLISH, zone=reader.zone, name=str(_("Mentoring"))
    )


def meeting_address(meeting: Meeting) -> str:
    """Return the page of a meeting, for anyone who may open it after signing in: calendars are shared."""
    return settings.SITE_URL + reverse("evaluations:meeting", args=[meeting.pk])


def _series_of(meeting: Meeting) -> dict[str, object]:
    return {"institution_id": meeting.institution_id, "uid": meeting.uid}


def _live(meeting: Meeting, reader: Reader) -> list[Meeting]:
    """Return the meetings of a series that stand on *reader*'s calendar, those that were held too."""
    rows = Meeting.objects.filter(**_series_of(meeting)).exclude(state=Meeting.State.CANCELLED)
    found = list(rows.order_by("original_at"))
    if meeting.group_id is not None and isinstance(reader, Membership):
        opened = set(rows.filter(session_opened_to(reader.user)).values_list("pk", flat=True))
        found = [one for one in found if one.pk in opened or _was_there(one, reader)]
    for one in found:
        # They are all of the one that the caller has loaded.
        one.tie, one.group, one.institution = meeting.tie, meeting.group, meeting.institution
    return found


def _was_there(session: Meeting, reader: Membership) -> bool:
    """Return whether a session was held, or ought to have been, while *reader* was in the group."""
    if session.starts_at is None or session.starts_at > timezone.now():
        return False
    parts = GroupMember.objects.filter(group=session.group_id, member=reader)
    return parts.filter(joined_on__lte=session.starts_at.date()).exists()


def _series(rows: Sequence[Meeting], reader: Reader, address: str, *, sequence: int = 0) -> str:
    entries = _entries(rows, reader)
    if sequence:
        entries = [replace(one, sequence=max(sequence, one.sequence)) for one in entries]
    return write_series(entries, zone=ZoneInfo(rows[0].zone), organizer=_organizer(address))


def _written(
    rows: Sequence[Meeting],
    method: Method,
    reader: Reader,
    address: str,
    *,
    zone: ZoneInfo | None = None,
) -> str:
    return _calendar(_entries(rows, reader), method, reader, address, zone)


def _calendar(
    entries: Sequence[Entry],
    method: Method,
    reader: Reader,
    address: str,
    zone: ZoneInfo | None,
) -> str:
    return write_calendar(
        entries, method=method, zone=zone or reader.zone, organizer=_organizer(address)
    )


def _organizer(address: str) -> Organizer:
    """MentorNet, at the reader's own address for answers; where none is read, no one asks for one."""
    if address:
        return Organizer("MentorNet", address, asks=True)
    return Organizer("MentorNet", bare_address(settings.DEFAULT_FROM_EMAIL))


def _entries(rows: Sequence[Meeting], reader: Reader) -> list[Entry]:
    shown = MeetingAnswer.objects.filter(
        meeting__in=[one.pk for one in rows], sequence__gte=F("meeting__sequence")
    )
    if rows[0].group_id is not None and isinstance(reader, Membership):
        # What the others of a group answer is for those who lead it.
        shown = shown.filter(member=reader)
    answers = {
        (one.meeting_id, one.member_id): PARTSTAT[MeetingAnswer.Answer(one.answer)] for one in shown
    }
    there = invited_to(rows[0])
    return [_entry(one, reader, answers=answers, there=there) for one in rows]


def _entry(
    meeting: Meeting,
    reader: Reader,
    *,
    answers: Mapping[tuple[UUID, UUID], str] | None = None,
    there: Sequence[Membership] = (),
    attended: bool = True,
) -> Entry:
    participants: Participants = meeting.participants
    assert meeting.starts_at is not None  # noqa: S101  (the caller took the others out)
    outside = isinstance(reader, ExternalContact)
    page = "" if outside else meeting_address(meeting)
    place = without_links(meeting.place, video=True) if outside else meeting.place
    lines = [] if outside else [_("Agenda and notes: %(link)s") % {"link": page}]
    if link := video_link(place):
        lines.insert(0, _("Video call: %(link)s") % {"link": link})
    people = there or (invited_to(meeting) if attended else ())
    return Entry(
        uid=meeting.calendar_uid,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        title=_title(participants, reader),
        made_at=timezone.now(),
        description="\n".join(lines),
        place=place,
        url=page,
        sequence=meeting.sequence,
        original_at=meeting.original_at,
        alarm=ALARM,
        attendees=[
            Attendee(
                one.name,
                one.user.email if one.pk == reader.pk else one.email,
                (answers or {}).get((meeting.pk, one.pk), "NEEDS-ACTION"),
            )
            for one in people
        ]
        + _outside_attendees(participants if people else None),
    )


def _outside_attendees(participants: Participants | None) -> list[Attendee]:
    """Return the mentor elsewhere, where they get the same entry."""
    if not isinstance(participants, Tie) or participants.external is None:
        return []
    if consent_of(participants.external) is None:
        return []
    return [Attendee(one_line(participants.external.name), participants.external.email)]


def _title(participants: Participants, reader: Reader) -> str:
    return _("Mentoring: %(name)s") % {"name": counterpart_of(participants, reader)}
