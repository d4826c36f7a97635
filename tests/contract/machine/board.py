"""One change of a board, by numbers."""

from __future__ import annotations

from typing import Any

from matching.groups.forming.domain.edits import (
    add_group,
    lock_member,
    move_member,
    set_facilitator,
    undo,
)
from matching.models import Enrollment, GroupProposal, MatchRun, Seat
from profiles.models import User


def by_hand(run: MatchRun, actor: User, what: int, seat: int, group: int) -> None:
    """Do to *run* what the numbers say; nothing where it is about what there is not."""
    seats = Seat.objects.filter(run=run).order_by("enrollment__member__family_name", "pk")
    here = _one(seats, seat)
    there = _one(GroupProposal.objects.filter(run=run).order_by("number"), group)
    mentors = Enrollment.objects.active().mentors().filter(program=run.program_id)
    leader = _one(mentors.order_by("member__family_name"), seat)
    acts = ["move", "move", "move", "wait", "lock", "unlock", "lead", "nobody", "add", "undo"]
    match acts[what % len(acts)]:
        case "move" if here and there:
            move_member(here, group=there, actor=actor)
        case "wait" if here:
            move_member(here, group=None, actor=actor)
        case "lock" | "unlock" as act if here:
            lock_member(here, locked=act == "lock", actor=actor)
        case "lead" if there and leader:
            set_facilitator(there, facilitator=leader, actor=actor)
        case "nobody" if there:
            set_facilitator(there, facilitator=None, actor=actor)
        case "add":
            add_group(run, actor=actor)
        case "undo":
            undo(run, actor=actor)


def _one(rows: Any, number: int) -> Any:
    found = list(rows)
    return found[number % len(found)] if found else None
