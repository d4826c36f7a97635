"""What was said after sessions, as each may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Value,
)
from django.utils import timezone

from evaluations.meetings.models import Attendance, Meeting, session_opened_to
from evaluations.sessions.limits import OPENS_BEFORE
from evaluations.sessions.reflections.domain.answers import (
    ASKED_FOR,
    AWAY,
    TAKES_PLACE,
    Audience,
    can_delete,
    closes_at,
    is_asked,
    is_open,
    texts_of,
)
from evaluations.sessions.reflections.models import Reflection
from networks.models import GroupMember
from networks.peer_groups.models.group import opened_to
from profiles.models import Membership


@dataclass(frozen=True)
class Own:
    """What the reader said of a session; `can_delete` until others have read it."""

    audience: str
    label: str
    helped: str
    hindered: str
    can_delete: bool


@dataclass(frozen=True)
class Desk:
    """The two questions on the page of one session, for one reader."""

    asks: bool
    closes_at: datetime | None
    own: Own | None
    closed: bool
    """The reader said that they do not want to answer, or has deleted what they wrote."""
    named: list[Reflection]
    read_out: list[Reflection]


def desk_of(meeting: Meeting, *, reader: Membership, now: datetime | None = None) -> Desk:
    """Return what the page of a session shows *reader* of the two questions. At most seven queries."""
    row = Reflection.objects.filter(meeting=meeting, author=reader).first()
    opened = is_open(meeting, now=now)
    return Desk(
        asks=opened and is_asked(meeting, reader),
        closes_at=closes_at(meeting) if opened else None,
        own=_own(row, meeting, now),
        closed=row is not None and row.audience == Audience.CLOSED,
        named=named_at(meeting, reader=reader),
        read_out=read_out_at(meeting, reader=reader, now=now),
    )


def _own(row: Reflection | None, meeting: Meeting, now: datetime | None) -> Own | None:
    if row is None or row.audience == Audience.CLOSED:
        return None
    helped, hindered = texts_of(row)
    return Own(
        audience=row.audience,
        label=str(Audience(row.audience).label),
        helped=helped,
        hindered=hindered,
        can_delete=can_delete(row, meeting, now=now),
    )


def named_at(meeting: Meeting, *, reader: Membership) -> list[Reflection]:
    """Return what members told those who facilitate, by name; for others than those: nothing. One query."""
    rows = Reflection.objects.visible_to(reader.user).filter(
        meeting=meeting, audience=Audience.FACILITATOR
    )
    return list(rows.exclude(author=reader).select_related("author").order_by("written_at"))


def read_out_at(
    meeting: Meeting, *, reader: Membership, now: datetime | None = None
) -> list[Reflection]:
    """Return what is read out at a session once it opens: what was written for it since the one before.

    In random order, without names. At most two queries.
    """
    moment = now or timezone.now()
    if meeting.starts_at is None or meeting.state not in (*TAKES_PLACE, Meeting.State.MISSED):
        return []
    opens = meeting.starts_at - OPENS_BEFORE
    if opens > moment:
        return []
    before = (
        Meeting.objects.filter(
            group=meeting.group_id,
            state__in=(*TAKES_PLACE, Meeting.State.MISSED),
            starts_at__lt=meeting.starts_at,
        )
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    if before is None:
        return []
    rows = Reflection.objects.filter(
        opened_to(reader.user, written="written_at", group="meeting__group"),
        meeting__group=meeting.group_id,
        audience=Audience.GROUP,
        written_at__gt=before - OPENS_BEFORE,
        written_at__lte=opens,
    )
    return list(rows.order_by("pk").only("helped", "hindered"))


def named_before(meeting: Meeting, *, reader: Membership) -> list[Reflection]:
    """Return what members told those who facilitate of the session before this one. One query."""
    last = (
        Meeting.objects.filter(
            group=meeting.group_id, state__in=TAKES_PLACE, starts_at__lt=meeting.starts_at
        )
        .order_by("-starts_at")
        .values("pk")[:1]
    )
    rows = Reflection.objects.visible_to(reader.user).filter(
        meeting__in=last, audience=Audience.FACILITATOR
    )
    return list(rows.exclude(author=reader).select_related("author").order_by("written_at"))


def asks_about(member: Membership, *, now: datetime | None = None) -> QuerySet[Meeting]:
    """Return the last session of each of *member*'s groups, where its questions wait for them."""
    moment = now or timezone.now()
    over = Meeting.objects.filter(state__in=TAKES_PLACE).annotate(end=_end())
    parts = GroupMember.objects.current().filter(
        group=OuterRef("group"), member=member, part=GroupMember.Part.MEMBER
    )
    later: Any = over.filter(
        group=OuterRef("group"), starts_at__gt=OuterRef("starts_at"), end__lte=moment
    )
    mine = {"meeting": OuterRef("pk")}
    return over.filter(
        Exists(parts.filter(joined_on__lte=member.institution.local_date(now=moment))),
        ~Exists(later),
        ~Exists(Reflection.objects.filter(author=member, **mine)),
        ~Exists(Attendance.objects.filter(member=member, state__in=AWAY, **mine)),
        session_opened_to(member.user),
        end__lte=moment,
        end__gt=moment - ASKED_FOR,
    )


def _end() -> ExpressionWrapper:
    length = ExpressionWrapper(
        F("minutes") * Value(timedelta(minutes=1)), output_field=DurationField()
    )
    return ExpressionWrapper(F("starts_at") + length, output_field=DateTimeField())
