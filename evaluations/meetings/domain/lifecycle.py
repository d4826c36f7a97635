"""A meeting's life: offered, planned, moved, canceled, held, missed; its agenda and notes [L]."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.calendar_entries import next_sequence
from evaluations.meetings.domain.expected import carry_answers
from evaluations.meetings.domain.participants import (
    Participants,
    lock_participants_for_update,
    lock_tie_for_update,
    of,
)
from evaluations.meetings.errors import EditedMeanwhile, MeetingClosed, TimeNotOffered
from evaluations.meetings.models import Meeting, MeetingTime, PrivateNote
from mentornet.audit_verbs import Verb
from networks.models import Tie
from profiles.institution.domain.audit import record
from profiles.models import Membership

MOST_TIMES = 5
MOST_OPEN = 60
INFORMAL_MINUTES = 20
State = Meeting.State


@transaction.atomic
def propose_meeting(
    participants: Participants,
    *,
    by: Membership,
    times: Sequence[datetime],
    minutes: int,
    mode: str = "",
    place: str = "",
    agenda: str = "",
) -> Meeting:
    """Offer several times for the other to pick from, or plan the only one at once.

    The same again is the same meeting. A group picks nothing: the first time is planned. For a mentor
    elsewhere who gets no email, the member chooses once they have asked. Raise NotYourTie, NotLeading, TieOver, TooMany.
    """
    locked = lock_participants_for_update(participants, by, leading=True)
    offered = sorted(set(times))
    if len(offered) > MOST_TIMES:
        raise TooMany(_("Suggest no more than %(most)d times.") % {"most": MOST_TIMES})
    single = len(offered) == 1 or not isinstance(locked, Tie)
    if single:
        twin = Meeting.objects.filter(
            **of(locked), state=State.PLANNED, starts_at=offered[0]
        ).first()
        if twin:
            return twin
    refuse_many(locked)
    meeting: Meeting = Meeting.objects.create(
        institution=locked.institution,
        **of(locked),
        created_by=by,
        state=State.PLANNED if single else State.PROPOSED,
        starts_at=offered[0] if single else None,
        minutes=minutes,
        mode=mode,
        place=place,
        agenda=agenda,
    )
    record(Verb.MEETING_PROPOSED, actor=by.user, institution=locked.institution, subject=meeting)
    if single:
        note_agreed([meeting], [by])
        announcements.notify_all(
            [meeting], template="meeting_planned", method=announcements.REQUEST
        )
    else:
        MeetingTime.objects.bulk_create(
            MeetingTime(meeting=meeting, starts_at=one) for one in offered
        )
        announcements.notify_counterpart(meeting, by, template="meeting_proposed")
    return meeting


@transaction.atomic
def pick_time(meeting: Meeting, *, by: Membership, starts_at: datetime) -> Meeting:
    """Plan the meeting at one of the times offered. Idempotent.

    Raise NotYourTie, TieOver, MeetingClosed, TimeNotOffered.
    """
    locked = _lock_for_update(meeting, by)
    if locked.state == State.PLANNED and locked.starts_at == starts_at:
        return locked
    if locked.state != State.PROPOSED:
        raise MeetingClosed
    if not locked.times.filter(starts_at=starts_at).exists():
        raise TimeNotOffered
    # Who offered the times comes at any of them.
    offering = [locked.created_by] if locked.created_by not in (None, by) else []
    plan_at(locked, starts_at=starts_at, came=[by, *offering], actor=by)
    return locked


def plan_at(
    meeting: Meeting, *, starts_at: datetime, came: Sequence[Membership], actor: Membership | None
) -> None:
    """Plan a meeting, which the caller holds, at a time that someone chose.

    *actor* is None for a mentor elsewhere who chose by a link.
    """
    meeting.state, meeting.starts_at = State.PLANNED, starts_at
    meeting.save(update_fields=["state", "starts_at"])
    user = actor.user if actor else None
    record(Verb.MEETING_PLANNED, actor=user, institution=meeting.institution, subject=meeting)
    note_agreed([meeting], came)
    announcements.notify_all(
        [meeting],
        template="meeting_planned",
        method=announcements.REQUEST,
        counted=actor is not None,
    )


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, by: Membership, starts_at: datetime, minutes: int, mode: str, place: str
) -> Meeting:
    """Change when, how long or where; calendars are told. Nothing changed tells no one.

    Raise NotYourTie, TieOver, MeetingClosed.
    """
    locked = _lock_for_update(meeting, by, leading=True)
    if locked.state != State.PLANNED:
        raise MeetingClosed
    if (locked.starts_at, locked.minutes, locked.mode, locked.place) == (
        starts_at,
        minutes,
        mode,
        place,
    ):
        return locked
    since = locked.sequence
    same_time = (locked.starts_at, locked.minutes) == (starts_at, minutes)
    locked.starts_at, locked.minutes, locked.mode, locked.place = starts_at, minutes, mode, place
    locked.sequence = next_sequence(locked)
    locked.save(update_fields=["starts_at", "minutes", "mode", "place", "sequence"])
    if locked.group is not None and same_time:
        carry_answers(locked, since=since)
    record(Verb.MEETING_MOVED, actor=by.user, institution=locked.institution, subject=locked)
    note_agreed([locked], [by])
    announcements.notify_all([locked], template="meeting_moved", method=announcements.REQUEST)
    return locked


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Membership) -> Meeting:
    """Cancel a meeting that has not been held; both are told. Idempotent.

    Possible after the tie has ended, too. Raise NotYourTie, MeetingClosed.
    """
    locked = _lock_for_update(meeting, by, active=False, leading=True)
    if locked.state == State.CANCELLED:
        return locked
    if not locked.is_open:
        raise MeetingClosed
    cancel_meetings([locked], by=by)
    return locked


def cancel_meetings(meetings: Sequence[Meeting], *, by: Membership | None) -> None:
    """Close open meetings of one tie or group and tell all who meet, once for a whole series.

    Called inside a transaction that holds them.
    """
    for one in meetings:
        one.state, one.cancelled_by = State.CANCELLED, by
        one.sequence = next_sequence(one)
        actor = by.user if by else None
        record(Verb.MEETING_CANCELLED, actor=actor, institution=one.institution, subject=one)
    Meeting.objects.bulk_update(meetings, ["state", "cancelled_by", "sequence"])
    if planned := [one for one in meetings if one.starts_at is not None]:
        announcements.notify_all(planned, template="meeting_cancelled", method=announcements.CANCEL)


@transaction.atomic
def record_meeting(
    tie: Tie,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int,
    mode: str = "",
    informal: bool = False,
    notes: str = "",
) -> Meeting:
    """Note a meeting that took place; the same time again is the same meeting.

    Raise NotYourTie, TieOver.
    """
    locked = lock_tie_for_update(tie, by)
    moment = starts_at.replace(second=0, microsecond=0)
    # A double tap, or both sides logging the same coffee, is one meeting.
    near = Meeting.objects.filter(
        tie=locked,
        state=State.HELD,
        starts_at__range=(moment - timedelta(minutes=10), moment + timedelta(minutes=10)),
    ).first()
    if near:
        return near
    meeting: Meeting = Meeting.objects.create(
        institution=locked.institution,
        tie=locked,
        created_by=by,
        state=State.HELD,
        starts_at=moment,
        minutes=minutes,
        mode=mode,
        informal=informal,
        notes=notes,
    )
    record(Verb.MEETING_RECORDED, actor=by.user, institution=locked.institution, subject=meeting)
    return meeting


def met_informally(tie: Tie, *, by: Membership, now: datetime | None = None) -> Meeting:
    """One tap: we met just now, twenty minutes. Raise NotYourTie, TieOver."""
    moment = (now or timezone.now()) - timedelta(minutes=INFORMAL_MINUTES)
    return record_meeting(tie, by=by, starts_at=moment, minutes=INFORMAL_MINUTES, informal=True)


@transaction.atomic
def close_meeting(
    meeting: Meeting, *, by: Membership, missed: bool = False, now: datetime | None = None
) -> Meeting:
    """Say of a planned meeting that it took place, or that someone did not come. Idempotent.

    Can be changed from one to the other. Raise NotYourTie, MeetingClosed for one that lies
    ahead or was canceled.
    """
    locked = _lock_for_update(meeting, by, active=False, leading=True)
    wanted = State.MISSED if missed else State.HELD
    if locked.state == wanted:
        return locked
    if locked.state not in (State.PLANNED, State.HELD, State.MISSED):
        raise MeetingClosed
    if locked.starts_at is None or locked.starts_at > (now or timezone.now()):
        raise MeetingClosed(_("This meeting has not happened yet. Cancel it or reschedule it."))
    locked.state = wanted
    locked.save(update_fields=["state"])
    record(Verb(f"meeting.{wanted}"), actor=by.user, institution=locked.institution, subject=locked)
    return locked


def at_wall_time(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """That hour on the wall on that day; where the clocks skip it, an hour later."""
    moment = datetime.combine(day, hour.replace(tzinfo=None), tzinfo=zone)
    return moment.astimezone(ZoneInfo("UTC")).astimezone(zone)


@transaction.atomic
def save_text(meeting: Meeting, *, by: Membership, field: str, text: str, revision: int) -> Meeting:
    """Save the agenda or the notes as they were edited from *revision* on.

    Raise EditedMeanwhile with the other's text where both edited; the same text is no change.
    """
    locked = _lock_for_update(meeting, by, active=False)
    current, counted = getattr(locked, field), f"{field}_revision"
    if current == text:
        return locked
    if getattr(locked, counted) != revision:
        raise EditedMeanwhile(current, getattr(locked, counted))
    setattr(locked, field, text)
    setattr(locked, counted, revision + 1)
    locked.save(update_fields=[field, counted])
    return locked


@transaction.atomic
def save_private_note(meeting: Meeting, *, by: Membership, text: str) -> PrivateNote:
    """Keep what *by* notes for themselves alone; an empty text deletes it. Raise NotYourTie."""
    locked = _lock_for_update(meeting, by, active=False)
    note: PrivateNote
    note, _made = PrivateNote.objects.update_or_create(
        meeting=locked,
        author=by,
        defaults={"text": text, "institution": locked.institution},
    )
    return note


def _lock_for_update(
    meeting: Meeting, by: Membership, *, active: bool = True, leading: bool = False
) -> Meeting:
    participants = lock_participants_for_update(
        meeting.participants, by, active=active, leading=leading
    )
    locked: Meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if isinstance(participants, Tie):
        locked.tie = participants
    else:
        locked.group = participants
    locked.institution = participants.institution
    return locked


def refuse_many(participants: Participants, *, more: int = 1) -> None:
    """Raise TooMany where *more* meetings ahead would be beyond what anybody keeps."""
    if Meeting.objects.open().filter(**of(participants)).count() + more > MOST_OPEN:
        raise TooMany(
            _("You already have %(most)d upcoming meetings. Cancel some first.")
            % {"most": MOST_OPEN}
        )
