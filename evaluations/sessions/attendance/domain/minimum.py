"""How far each member has come against the minimum of their program, and the second absence in a row.

The rules stand with the program (matching/programs/attendance). A make-up session counts for the
one that was missed. Who is to be asked or told is a row with a due time (AbsenceNotice): it is
looked at again when it is due, since attendance is often corrected on the day after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.absence_messages import (
    notify_of_absences,
    notify_of_minimum,
)
from evaluations.sessions.attendance.models import AbsenceNotice
from matching.models import AttendanceRules
from matching.programs.attendance.domain import SecondAbsence, usual_rules
from mentornet.audit_verbs import Verb
from mentornet.jobs.rows import of_row, try_each
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record

KIND = "sessions.ask_absent"
IN_A_ROW = 2
ASKED_AFTER = timedelta(days=1)
"""How long after a session's end somebody is asked: attendance is corrected until then."""
State = Meeting.State
PRESENT = Attendance.State.PRESENT


@dataclass(frozen=True)
class Session:
    """A session with what was noted of one person: "" for nothing."""

    key: UUID
    starts_at: datetime
    minutes: int
    state: str
    noted: str = ""
    makes_up: UUID | None = None

    def is_ahead(self, now: datetime) -> bool:
        """Return whether one can still come to it."""
        end = self.starts_at + timedelta(minutes=self.minutes)
        return self.state == State.PLANNED and end > now


@dataclass(frozen=True)
class Standing:
    """How far one member has come: sessions attended or made up, held, and still to come.

    `needed` None where there is no minimum; it is less for someone who joined late.
    """

    came: int
    held: int
    ahead: int
    needed: int | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the minimum is reached already, or there is none."""
        return self.needed is None or self.came >= self.needed

    @property
    def is_out_of_reach(self) -> bool:
        """Whether all that lies ahead would not be enough."""
        return self.needed is not None and self.came + self.ahead < self.needed


def standing_of(
    sessions: Sequence[Session],
    *,
    now: datetime,
    needed: int | None = None,
    joined: datetime | None = None,
) -> Standing:
    """Return how far one member has come with the sessions of their group.

    What was held before they *joined* is not asked of them, and lowers what is needed.
    """
    first = [one for one in sessions if one.makes_up is None]
    made_up = {
        one.makes_up: [two for two in sessions if two.makes_up == one.makes_up]
        for one in sessions
        if one.makes_up is not None
    }
    came = held = ahead = before = 0
    for one in first:
        again = made_up.get(one.key, [])
        if one.noted == PRESENT or any(two.noted == PRESENT for two in again):
            came += 1
            held += 1
        elif joined is not None and one.starts_at < joined:
            before += one.state == State.HELD
        elif one.is_ahead(now) or any(two.is_ahead(now) for two in again):
            ahead += 1
            held += one.state == State.HELD
        else:
            held += one.state == State.HELD
    asked = None if needed is None else max(needed - before, 0)
    return Standing(came=came, held=held, ahead=ahead, needed=asked)


def missed_in_a_row(sessions: Sequence[Session]) -> list[Session]:
    """Return the sessions held last that one person was noted as missing and has not made up."""
    made_up = {one.makes_up for one in sessions if one.makes_up and one.noted == PRESENT}
    held = sorted(
        (one for one in sessions if one.state == State.HELD and one.makes_up is None and one.noted),
        key=lambda one: one.starts_at,
        reverse=True,
    )
    missed = takewhile(lambda one: one.noted != PRESENT and one.key not in made_up, held)
    return list(missed)[::-1]


def rules_for(group: PeerGroup) -> AttendanceRules:
    """Return the attendance rules of the group's program; the usual ones where it has none."""
    found: AttendanceRules | None = AttendanceRules.objects.filter(
        program__groups__group=group
    ).first()
    return found or usual_rules(pairs_peers=group.kind == PeerGroup.Kind.PAIR)


def sessions_of(group: PeerGroup, members: Sequence[UUID]) -> dict[UUID, list[Session]]:
    """Return the sessions of a group as they concern each of *members*. Two queries."""
    rows = list(
        Meeting.objects.filter(group=group, starts_at__isnull=False)
        .exclude(state=State.PROPOSED)
        .order_by("starts_at", "pk")
        .values_list("pk", "starts_at", "minutes", "state", "makes_up")
    )
    noted = {
        (session, member): state
        for session, member, state in Attendance.objects.filter(
            meeting__group=group, member__in=members
        ).values_list("meeting", "member", "state")
    }
    return {
        member: [
            Session(key, starts_at, minutes, state, noted.get((key, member), ""), makes_up)
            for key, starts_at, minutes, state, makes_up in rows
        ]
        for member in members
    }


def standings(
    group: PeerGroup, *, rules: AttendanceRules, now: datetime | None = None
) -> dict[UUID, Standing]:
    """Return how far each current member has come, by key; not those who lead. Three queries."""
    moment = now or timezone.now()
    parts = _parts(group)
    sessions = sessions_of(group, list(parts))
    return {
        key: standing_of(sessions[key], now=moment, needed=rules.needed, joined=part.reads_from)
        for key, part in parts.items()
    }


def _parts(group: PeerGroup) -> Mapping[UUID, GroupMember]:
    rows = GroupMember.objects.current().filter(group=group, part=GroupMember.Part.MEMBER)
    return {row.member_id: row for row in rows}


def plan_notices(meeting: Meeting, group: PeerGroup, *, now: datetime | None = None) -> None:
    """Write down whom to ask a day after *meeting*, whose attendance was taken.

    Called inside the transaction that took it. Idempotent.
    """
    if meeting.starts_at is None or not group.is_active:
        return
    rules, moment = rules_for(group), now or timezone.now()
    due_at = meeting.starts_at + timedelta(minutes=meeting.minutes) + ASKED_AFTER
    wanted = _wanted(group, rules, moment)
    rows = [
        AbsenceNotice(
            institution_id=group.institution_id,
            group=group,
            member_id=member,
            meeting_id=session,
            kind=kind,
            due_at=max(due_at, moment),
        )
        for member, kind, session in wanted
    ]
    if rows:
        AbsenceNotice.objects.bulk_create(rows, ignore_conflicts=True)


def _wanted(
    group: PeerGroup, rules: AttendanceRules, now: datetime
) -> list[tuple[UUID, str, UUID]]:
    """Whom a rule concerns as things are: the member, the kind, and the session that it hangs on."""
    parts = _parts(group)
    sessions = sessions_of(group, list(parts))
    tells = rules.needed is not None and (rules.tell_member or rules.tell_facilitator)
    found = []
    for key, part in parts.items():
        missed = missed_in_a_row(sessions[key])
        if rules.second_absence != SecondAbsence.NOTHING and len(missed) >= IN_A_ROW:
            found.append((key, str(AbsenceNotice.Kind.SECOND), missed[0].key))
        if not tells:
            continue
        standing = standing_of(sessions[key], now=now, needed=rules.needed, joined=part.reads_from)
        last = [one for one in sessions[key] if one.state == State.HELD]
        if standing.is_out_of_reach and last:
            found.append((key, str(AbsenceNotice.Kind.MINIMUM), last[-1].key))
    return found


def ask_absent(*, now: datetime | None = None) -> int:
    """Ask those whose time has come, and tell whom the rules name; return how many notices were sent.

    Each is looked at again: who has made a session up meanwhile is not asked.
    """
    moment = now or timezone.now()
    due = AbsenceNotice.objects.filter(state=AbsenceNotice.State.DUE, due_at__lte=moment).order_by(
        "due_at", "pk"
    )
    return try_each(KIND, list(due), owner=of_row, work=lambda row: _settle(row, moment))


@transaction.atomic
def _settle(row: AbsenceNotice, now: datetime) -> int:
    """Send or drop one notice; 1 where it was sent. Idempotent."""
    notice: AbsenceNotice | None = (
        AbsenceNotice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("group__institution", "member__user", "member__institution", "meeting")
        .filter(pk=row.pk, state=AbsenceNotice.State.DUE)
        .first()
    )
    if notice is None:
        return 0
    group, rules = notice.group, rules_for(notice.group)
    ended = group.ended_on is not None and group.ended_on < group.institution.local_date(now=now)
    still = [] if ended else _wanted(group, rules, now)
    kinds = {(member, kind) for member, kind, _session in still}
    applies = (notice.member_id, notice.kind) in kinds and not _was_told(notice)
    notice.state = AbsenceNotice.State.TOLD if applies else AbsenceNotice.State.DROPPED
    notice.save(update_fields=["state"])
    if not applies:
        return 0
    sessions = sessions_of(group, [notice.member_id])[notice.member_id]
    if notice.kind == AbsenceNotice.Kind.SECOND:
        notify_of_absences(
            notice,
            [one.starts_at for one in missed_in_a_row(sessions)],
            facilitators=rules.second_absence == SecondAbsence.FACILITATOR,
        )
    else:
        part = _parts(group)[notice.member_id]
        standing = standing_of(sessions, now=now, needed=rules.needed, joined=part.reads_from)
        notify_of_minimum(notice, came=standing.came, needed=standing.needed or 0, rules=rules)
    record(Verb.ABSENCE_ASKED, actor=None, institution=group.institution, subject=notice)
    return 1


def _was_told(notice: AbsenceNotice) -> bool:
    """Return whether the minimum was told of before: that happens once in a group."""
    if notice.kind != AbsenceNotice.Kind.MINIMUM:
        return False
    told = AbsenceNotice.objects.filter(
        group=notice.group_id,
        member=notice.member_id,
        kind=notice.kind,
        state=AbsenceNotice.State.TOLD,
    )
    return bool(told.exists())
