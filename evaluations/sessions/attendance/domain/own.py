"""What the pages of a session and of a group show their reader of absence and attendance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from evaluations.meetings.domain.expected import Answer, Headcount, answers_to, count_heads
from evaluations.meetings.models import Meeting
from evaluations.sessions.attendance.domain.absence import may_say
from evaluations.sessions.attendance.domain.make_up import make_ups_of, may_arrange, to_make_up
from evaluations.sessions.attendance.domain.minimum import Standing, rules_for, standings
from evaluations.sessions.attendance.domain.needs import needs_of, program_of
from evaluations.sessions.attendance.domain.taking import expected_at
from matching.models import Program
from matching.programs.attendance.domain import words_of
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership

State = Meeting.State


@dataclass(frozen=True)
class SessionOwn:
    """A session as it concerns its reader; `heads`, `names` and `missed` are for who leads it.

    `declined` holds everyone who said that they can't come for who leads it, else the reader alone.
    """

    may_say: bool
    cannot: bool
    makes_up: Meeting | None
    make_ups: Sequence[Meeting]
    heads: Headcount | None = None
    names: Sequence[str] = ()
    declined: frozenset[UUID] = frozenset()
    missed: int = 0


def session_own(meeting: Meeting, *, reader: Membership, leads: bool) -> SessionOwn | None:
    """Read it; None for a meeting of two."""
    group = meeting.group
    if group is None:
        return None
    said = answers_to([meeting])[meeting.pk]
    own = SessionOwn(
        may_say=may_say(meeting, reader),
        cannot=said.get(reader.pk) == Answer.DECLINED,
        makes_up=meeting.makes_up,
        make_ups=make_ups_of(meeting),
        declined=frozenset({reader.pk} if said.get(reader.pk) == Answer.DECLINED else ()),
    )
    if not leads:
        return own
    there = expected_at(meeting, group)
    planned = meeting.state == State.PLANNED and meeting.starts_at is not None
    declined = frozenset(key for key, answer in said.items() if answer == Answer.DECLINED)
    return SessionOwn(
        may_say=own.may_say,
        cannot=own.cannot,
        makes_up=own.makes_up,
        make_ups=own.make_ups,
        heads=count_heads({one.member_id for one in there}, said) if planned else None,
        names=[one.name for one in there if one.member_id in declined] if planned else (),
        declined=declined,
        missed=to_make_up(meeting)
        if meeting.makes_up_id is None and may_arrange(group, reader)
        else 0,
    )


@dataclass(frozen=True)
class GroupOwn:
    """A reader's attendance in a group, the rules, and the program that asks what they need."""

    standing: Standing | None
    rules: Sequence[str]
    is_late: bool
    program: Program | None
    has_needs: bool


def group_own(group: PeerGroup, *, reader: Membership) -> GroupOwn | None:
    """Read it: seven queries at most; None for a group that has ended."""
    if not group.is_active:
        return None
    rules, program = rules_for(group), program_of(group)
    standing = standings(group, rules=rules).get(reader.pk)
    late = GroupMember.objects.current().filter(
        group=group, member=reader, reads_from__isnull=False
    )
    shown = standing if standing and (standing.held or rules.needed is not None) else None
    is_asked = standing is not None
    return GroupOwn(
        standing=shown,
        rules=words_of(rules) if is_asked else [],
        is_late=bool(shown and rules.needed is not None and late.exists()),
        program=program,
        has_needs=program is not None and needs_of(program, reader) is not None,
    )
