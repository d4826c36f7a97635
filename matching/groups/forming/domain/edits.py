"""What a director changes about a run's groups by hand, one change at a time, each undone alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from matching.groups.errors import MoveImpossible, NothingToUndo, PairsByRuns
from matching.groups.forming.domain.run import judge_now
from matching.groups.models.proposals import GroupMove, GroupProposal, Seat
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import NotEnrolled
from matching.programs.runs.domain.jobs import refuse_while_published
from matching.programs.runs.errors import RunClosed
from matching.programs.runs.models import MatchRun
from mentornet.audit_verbs import Verb
from networks.models import GroupMember
from networks.peer_groups.domain.parts import facilitator_of, stopped_leading
from profiles.institution.domain.audit import record
from profiles.models import User

MOST_MOVES = 200


@transaction.atomic
def move_member(seat: Seat, *, group: GroupProposal | None, actor: User) -> Seat:
    """Put a member into this group of the same run, or on the waiting list.

    A peer takes their partner along. No rule stands in the way: what the move breaks is shown, and publishing looks again. Raises
    RunClosed, MoveImpossible for a locked member and one who is in a published group, and PairsByRuns
    for a pair of peers that the run did not make.
    """
    run = open_run(seat.run_id)
    held = _seat(run, seat)
    if held.group_id == (group.pk if group else None):
        return held
    _refuse_settled(held)
    if held.locked:
        raise MoveImpossible(
            _("%(name)s is locked. Unlock them first.") % {"name": held.enrollment.member.name}
        )
    if group is not None and group.run_id != run.pk:
        raise NotEnrolled
    if group is not None and run.program.traits.pairs_peers and held.engine_group_id != group.pk:
        raise PairsByRuns
    before = {"seat": str(held.pk), "group": str(held.group_id) if held.group_id else None}
    moved = [held, *_partner_of(run, held)]
    _note(run, before | {"with": [str(one.pk) for one in moved[1:]]} if moved[1:] else before)
    for one in moved:
        one.group = group
        one.save(update_fields=["group"])
    _judge(run)
    record(Verb.GROUP_SEAT_MOVED, actor=actor, institution=run.institution, subject=run)
    return held


def _partner_of(run: MatchRun, held: Seat) -> list[Seat]:
    """Return who goes along with *held*, in a program of pairs: one alone would be no pair."""
    if not run.program.traits.pairs_peers or held.engine_group_id is None:
        return []
    others = Seat.objects.filter(run=run, engine_group=held.engine_group_id, settled=False)
    found = list(others.exclude(pk=held.pk))
    return [one for one in found if one.group_id == held.group_id] if len(found) == 1 else []


@transaction.atomic
def set_facilitator(
    group: GroupProposal, *, facilitator: Enrollment | None, actor: User
) -> GroupProposal:
    """Let someone else lead this group, or no one.

    Raise RunClosed, NotEnrolled for someone who does not facilitate here, and MoveImpossible for
    a published group that has a facilitator: who leads it is decided on its own page.
    """
    run = open_run(group.run_id)
    held: GroupProposal = GroupProposal.objects.get(pk=group.pk, run=run)
    if held.facilitator_id == (facilitator.pk if facilitator else None):
        return held
    if held.peer_group and facilitator_of(held.peer_group):
        raise MoveImpossible(
            _("%(group)s is already meeting. Change its facilitator on the group’s page.")
            % {"group": held.name}
        )
    if facilitator is not None and _has_stopped(held, facilitator):
        raise MoveImpossible(
            _("%(name)s stopped facilitating %(group)s. You can change that on the group’s page.")
            % {"name": facilitator.member.name, "group": held.name}
        )
    if facilitator is not None:
        mentor = facilitator.side == Enrollment.Side.MENTOR and facilitator.is_active
        if facilitator.program_id != run.program_id or not mentor:
            raise NotEnrolled
    before = str(held.facilitator_id) if held.facilitator_id else None
    _note(run, {"group": str(held.pk), "facilitator": before})
    held.facilitator = facilitator
    held.save(update_fields=["facilitator"])
    _judge(run)
    record(Verb.GROUP_FACILITATOR_SET, actor=actor, institution=run.institution, subject=run)
    return held


def _has_stopped(group: GroupProposal, facilitator: Enrollment) -> bool:
    """Return whether they facilitated this published group and gave it up."""
    rows = GroupMember.objects.filter(group=group.peer_group_id, member=facilitator.member_id)
    return bool(stopped_leading(list(rows)))


@transaction.atomic
def lock_member(seat: Seat, *, locked: bool, actor: User) -> Seat:
    """Keep a member in their group in runs around this one, or not any more.

    Raise RunClosed, and MoveImpossible for someone on the waiting list or in a published group.
    """
    run = open_run(seat.run_id)
    held = _seat(run, seat)
    _refuse_settled(held)
    if locked and held.group_id is None:
        raise MoveImpossible(_("Move this person into a group first."))
    if held.locked != locked:
        held.locked = locked
        held.save(update_fields=["locked"])
        if run.program.traits.pairs_peers:  # one of a pair alone would keep nothing
            together = Seat.objects.filter(run=run, group=held.group_id, settled=False)
            together.update(locked=locked)
        record(Verb.GROUP_SEAT_LOCKED, actor=actor, institution=run.institution, subject=run)
    return held


@transaction.atomic
def add_group(run: MatchRun, *, actor: User) -> GroupProposal:
    """Open an empty group; one that is still empty when the run is published is dropped.

    Raise RunClosed, and PairsByRuns in a program of pairs.
    """
    held = open_run(run.pk)
    if held.program.traits.pairs_peers:
        raise PairsByRuns
    there = list(GroupProposal.objects.filter(run=held).values_list("number", "name"))
    number = max((number for number, _name in there), default=0) + 1
    names = {name for _number, name in there}
    at = number
    while (name := _("Group %d") % at) in names:
        at += 1
    group: GroupProposal = GroupProposal.objects.create(
        institution=held.institution, run=held, number=number, name=name
    )
    record(Verb.GROUP_ADDED, actor=actor, institution=held.institution, subject=held)
    return group


@transaction.atomic
def rename_group(group: GroupProposal, *, name: str, actor: User) -> GroupProposal:
    """Call a group something else. Raise RunClosed, MoveImpossible without a name."""
    run = open_run(group.run_id)
    words = " ".join(name.split())[:200]
    if not words:
        raise MoveImpossible(_("Enter a name for the group."))
    held: GroupProposal = GroupProposal.objects.get(pk=group.pk, run=run)
    held.name = words
    held.save(update_fields=["name"])
    record(Verb.GROUP_RENAMED, actor=actor, institution=run.institution, subject=run)
    return held


@transaction.atomic
def undo(run: MatchRun, *, actor: User) -> None:
    """Take the last change back. Raise RunClosed and NothingToUndo."""
    held = open_run(run.pk)
    move: GroupMove | None = GroupMove.objects.filter(run=held).order_by("-number").first()
    if move is None:
        raise NothingToUndo
    before: dict[str, Any] = move.before
    if "seat" in before:
        moved = [before["seat"], *before.get("with", ())]
        Seat.objects.filter(pk__in=moved, run=held).update(
            group=_key(before["group"]), locked=False
        )
    else:
        GroupProposal.objects.filter(pk=before["group"], run=held).update(
            facilitator=_key(before["facilitator"])
        )
    move.delete()
    _judge(held)
    record(Verb.GROUP_MOVE_UNDONE, actor=actor, institution=held.institution, subject=held)


def open_run(pk: UUID) -> MatchRun:
    """Return the run, locked until the end of the transaction. Raise RunClosed, BeingPublished."""
    held: MatchRun = (
        MatchRun.objects.of_groups()
        .select_for_update(of=("self",))
        .select_related("program__institution", "institution")
        .get(pk=pk)
    )
    if not held.is_editable:
        raise RunClosed
    refuse_while_published(held)
    return held


def _seat(run: MatchRun, seat: Seat) -> Seat:
    row: Seat = Seat.objects.select_related("enrollment__member").get(pk=seat.pk, run=run)
    return row


def _refuse_settled(seat: Seat) -> None:
    # Someone may have been taken into one of the published groups by hand since.
    taken_in = GroupMember.objects.current().filter(
        member=seat.enrollment.member_id,
        group__in=GroupProposal.objects.filter(run=seat.run_id).values("peer_group"),
    )
    if seat.settled or taken_in.exists():
        raise MoveImpossible(
            _("%(name)s is already in this group. To remove them, use the group’s page.")
            % {"name": seat.enrollment.member.name}
        )


def _note(run: MatchRun, before: dict[str, Any]) -> None:
    """Write down what was, and forget what lies so far back that no one undoes it."""
    moves = GroupMove.objects.filter(run=run)
    last = moves.aggregate(last=Max("number"))["last"] or 0
    GroupMove.objects.create(
        institution=run.institution,
        run=run,
        number=last + 1,
        before=before,
        judged=judged(run),
    )
    moves.filter(number__lte=last + 1 - MOST_MOVES).delete()


def judged(run: MatchRun) -> dict[str, Any]:
    """Return how good the groups were after the last change, or as the engine proposed them."""
    found: dict[str, Any] = run.summary.get("now") or {
        name: run.summary[name] for name in ("total", "parts", "waiting")
    }
    return found


def _judge(run: MatchRun) -> None:
    found, _standing = judge_now(run)
    run.summary["now"] = {
        "total": found.total,
        "parts": dict(found.parts),
        "waiting": len(found.waiting),
    }
    run.save(update_fields=["summary"])


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None
