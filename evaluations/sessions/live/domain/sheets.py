"""A session as it is read: what it is about, and who was there, came lately, has spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from evaluations.meetings.domain.expected import cannot_come
from evaluations.meetings.models import Attendance, Meeting, session_opened_to
from evaluations.sessions.attendance.domain.taking import attendance_of
from evaluations.sessions.curriculum.domain.clock_times import clock_times
from evaluations.sessions.curriculum.models import Material, SessionPlan
from evaluations.sessions.limits import OPENS_BEFORE
from evaluations.sessions.live.domain.live_session import Clock, clock_of
from evaluations.sessions.live.models import ParkedItem, SpokeMark
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.models.group import opened_to
from profiles.models import Membership

LATELY = 3
PRESENT, EXCUSED = Attendance.State.PRESENT, Attendance.State.EXCUSED


@dataclass(frozen=True)
class SessionSheet:
    """What a session is about, as its reader may see it: `guide` is empty for members."""

    title: str
    aims: str
    preparation: str
    segments: list[dict[str, Any]]
    materials: list[Material]
    guide: str


def read_sheet(meeting: Meeting, *, guided: bool) -> SessionSheet | None:
    """Read what a session is about; None where nothing was written. Two queries."""
    plan = SessionPlan.objects.filter(meeting=meeting).first()
    return sheet_of(plan, guided=guided, starts_at=meeting.starts_at) if plan else None


def sheet_of(plan: SessionPlan, *, guided: bool, starts_at: datetime | None = None) -> SessionSheet:
    """A plan as it is read; *guided*: by who may read its guide (`guided_at`).

    With *starts_at*, its segments say when each begins and ends.
    """
    return SessionSheet(
        title=plan.title,
        aims=plan.aims,
        preparation=plan.preparation,
        segments=clock_times(plan.segments, starts_at),
        materials=list(plan.materials.select_related("file")),
        guide=plan.guide if guided else "",
    )


@dataclass(frozen=True)
class Seat:
    """Someone in today's session. `missed` are the last sessions in a row that they missed.

    `said`: that they can't come; they are excused until they are noted otherwise.
    """

    part: GroupMember
    state: str
    said: bool
    spoken: bool
    missed: int
    silent: bool

    @property
    def name(self) -> str:
        return self.part.name


@dataclass(frozen=True)
class LiveSession:
    """Today's session for the one who facilitates it; `sheet` and `seats` are for them alone."""

    sheet: SessionSheet | None
    clock: Clock | None
    seats: list[Seat]
    parked: list[ParkedItem]
    can_take: bool

    @property
    def came(self) -> int:
        return sum(one.state == PRESENT for one in self.seats)


def read_live_session(
    meeting: Meeting, group: PeerGroup, *, reader: Membership, guided: bool
) -> LiveSession:
    """Read all that the console shows: nine queries for any number of people."""
    plan = SessionPlan.objects.filter(meeting=meeting).first()
    expected, cannot = attendance_of(meeting, group), cannot_come(meeting)
    earlier = list(
        Meeting.objects.filter(
            session_opened_to(reader.user),
            group=group,
            state=Meeting.State.HELD,
            starts_at__lt=meeting.starts_at,
        ).order_by("-starts_at")[:LATELY]
    )
    noted = {
        (row.meeting_id, row.member_id): row.state
        for row in Attendance.objects.filter(meeting__in=earlier)
    }
    marks = set(
        SpokeMark.objects.visible_to(reader.user)
        .filter(meeting__in=[meeting, *earlier])
        .values_list("meeting", "member")
    )
    seats = []
    for part, state in expected:
        key = part.member_id
        seats.append(
            Seat(
                part=part,
                state=state or (EXCUSED if key in cannot else ""),
                said=key in cannot,
                spoken=(meeting.pk, key) in marks,
                missed=_missed(earlier, noted, key),
                silent=_silent(earlier, noted, marks, key),
            )
        )
    return LiveSession(
        sheet=sheet_of(plan, guided=guided, starts_at=meeting.starts_at) if plan else None,
        clock=clock_of(plan),
        seats=seats,
        parked=parked_of(group, reader=reader, lately=True),
        can_take=meeting.starts_at is not None
        and meeting.starts_at - OPENS_BEFORE <= timezone.now()
        and meeting.state != Meeting.State.CANCELLED,
    )


def parked_of(group: PeerGroup, *, reader: Membership, lately: bool = False) -> list[ParkedItem]:
    """Return what the group has put aside since *reader* is in it.

    With *lately* also what was taken up within a day, to undo.
    """
    wanted = Q(done_at=None)
    if lately:
        wanted |= Q(done_at__gte=timezone.now() - timedelta(days=1))
    return list(
        ParkedItem.objects.filter(wanted, opened_to(reader.user), group=group).select_related(
            "author"
        )
    )


def _missed(earlier: list[Meeting], noted: dict[tuple[UUID, UUID], str], key: UUID) -> int:
    """Return how many of the last sessions in a row someone was expected at and did not come to."""
    missed = 0
    for one in earlier:
        state = noted.get((one.pk, key))
        if state is None or state == PRESENT:
            break
        missed += 1
    return missed


def _silent(
    earlier: list[Meeting],
    noted: dict[tuple[UUID, UUID], str],
    marks: set[tuple[UUID, UUID]],
    key: UUID,
) -> bool:
    """Return whether someone came to the last session that was marked and was not marked there."""
    marked = {session for session, _member in marks}
    for one in earlier:
        if one.pk in marked:
            return noted.get((one.pk, key)) == PRESENT and (one.pk, key) not in marks
    return False
