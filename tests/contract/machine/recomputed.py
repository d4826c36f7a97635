"""Figures of a program's sessions, worked out anew from bare rows: none of the application's sums."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from evaluations.meetings.models.answer import MeetingAnswer
from evaluations.models import Attendance, Meeting
from matching.models import Program
from networks.models import GroupMember

LEADING = ("facilitator", "cofacilitator")
FAR = date.max


@dataclass(frozen=True)
class Session:
    """What there is of one session."""

    row: Meeting
    expected: frozenset[UUID]
    cannot: int
    present: frozenset[UUID]
    noted: int


def percent(part: int, whole: int) -> int | None:
    """So many of a hundred; a half counts as a whole."""
    return int(100 * part / whole + 0.5) if whole else None


def sessions(program: Program) -> list[Session]:
    """Return the sessions of the program's groups in the order of time."""
    rows = list(
        Meeting.objects.filter(group__program_group__program=program)
        .select_related("group")
        .order_by("starts_at", "group__name", "pk")
    )
    noted: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for one in Attendance.objects.filter(meeting__in=rows):
        noted[one.meeting_id][one.member_id] = one.state
    said = {(one.meeting_id, one.member_id): one for one in MeetingAnswer.objects.all()}
    parts = list(
        GroupMember.objects.filter(group__program_group__program=program).select_related("member")
    )
    found = []
    for row in rows:
        expected = _expected(row, rows, parts, noted, ZoneInfo(program.institution.time_zone))
        answers = [said.get((row.pk, key)) for key in expected]
        found.append(
            Session(
                row,
                frozenset(expected),
                sum(
                    bool(one and one.answer == "declined" and one.sequence >= row.sequence)
                    for one in answers
                ),
                frozenset(key for key, state in noted[row.pk].items() if state == "present"),
                len(noted[row.pk]),
            )
        )
    return found


def _expected(
    row: Meeting,
    rows: list[Meeting],
    parts: list[GroupMember],
    noted: dict[UUID, dict[UUID, str]],
    zone: ZoneInfo,
) -> set[UUID]:
    day = max(row.starts_at.astimezone(zone).date(), row.group.started_on)
    earlier = [
        one.pk
        for one in rows
        if one.pk == row.makes_up_id
        or (
            row.makes_up_id and one.makes_up_id == row.makes_up_id and one.starts_at < row.starts_at
        )
    ]
    there = set()
    for part in parts:
        if part.group_id != row.group_id or not part.joined_on <= day <= (part.left_on or FAR):
            continue
        if part.member.end_date and part.member.end_date < day:
            continue
        came = any(noted[key].get(part.member_id) == "present" for key in earlier)
        if part.part in LEADING or not came:
            there.add(part.member_id)
    return there


def hours(found: list[Session]) -> dict[UUID, int]:
    """Return the minutes of sessions that took place, for each who came."""
    minutes: dict[UUID, int] = defaultdict(int)
    for one in found:
        if one.row.state == "held":
            for key in one.present:
                minutes[key] += one.row.minutes
    return dict(minutes)


def came(found: list[Session], member: UUID, group: UUID) -> int:
    """Return to how many of a group's sessions somebody came, or made them up."""
    return len(
        {
            one.row.makes_up_id or one.row.pk
            for one in found
            if one.row.group_id == group and member in one.present
        }
    )


def lacking(found: list[Session], part: GroupMember, needed: int) -> bool:
    """Whether a member has come to fewer sessions than are asked of them; joined late: of fewer."""
    before = {
        one.row.pk
        for one in found
        if one.row.group_id == part.group_id
        and one.row.makes_up_id is None
        and one.row.state == "held"
        and part.reads_from is not None
        and one.row.starts_at < part.reads_from
        and not any(
            part.member_id in two.present
            for two in found
            if one.row.pk in (two.row.pk, two.row.makes_up_id)
        )
    }
    return came(found, part.member_id, part.group_id) < max(0, needed - len(before))


def ahead(found: list[Session], now: datetime) -> list[Session]:
    """Return the sessions that are planned and not over."""
    return [one for one in found if one.row.state == "planned" and one.row.starts_at > now]
