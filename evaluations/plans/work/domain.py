"""A group's piece of work, from what it is to achieve to what came of it. Everyone in the group writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.errors import EvaluationError, TooMany
from evaluations.meetings.domain.participants import hold_group
from evaluations.plans.work.models import PieceOfWork, WorkStep
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from networks.peer_groups.domain.group import current_people
from profiles.institution.domain.audit import record
from profiles.models import Membership

MOST_STEPS = 60
State = PieceOfWork.State


class WorkOver(EvaluationError):
    code = "work_over"

    def __init__(self) -> None:
        super().__init__(_("This piece of work has ended. Reopen it to change its steps."))


class NotInTheGroup(EvaluationError):
    code = "not_in_the_group"

    def __init__(self) -> None:
        super().__init__(_("Choose someone who is in the group."))


def work_of(group: PeerGroup) -> PieceOfWork | None:
    """Return the group's piece of work with its steps; None before there is one. Two queries."""
    rows = PieceOfWork.objects.filter(group=group).select_related("owner")
    found: PieceOfWork | None = rows.prefetch_related("steps").first()
    return found


@transaction.atomic
def write_work(
    group: PeerGroup, *, by: Membership, owner: Membership, title: str, aim: str = ""
) -> PieceOfWork:
    """Say what the group works on, and who sees to it; written again, it is changed.

    Raises NotYourTie, TieOver for a group that is over, and NotInTheGroup for the owner.
    """
    held = hold_group(group, by)
    if owner not in current_people(held):
        raise NotInTheGroup
    row: PieceOfWork
    row, made = PieceOfWork.objects.update_or_create(
        group=held,
        defaults={
            "institution": held.institution,
            "owner": owner,
            "title": title,
            "aim": aim,
        },
    )
    verb = Verb.WORK_STARTED if made else Verb.WORK_CHANGED
    record(verb, actor=by.user, institution=held.institution, subject=row)
    return row


@transaction.atomic
def add_step(
    work: PieceOfWork, *, by: Membership, text: str, due_on: date | None = None
) -> WorkStep:
    """Add a step; the same words twice are one step, with the later date.

    Raises NotYourTie, TieOver, WorkOver, TooMany.
    """
    held = _held(work, by)
    row = WorkStep.objects.filter(work=held, text=text).first()
    if row is None and WorkStep.objects.filter(work=held).count() >= MOST_STEPS:
        raise TooMany(_("At most %(most)d steps.") % {"most": MOST_STEPS})
    if row is None:
        row = WorkStep(institution=held.institution, work=held, text=text)
    row.due_on = due_on
    row.save()
    return row


@transaction.atomic
def tick_step(step: WorkStep, *, by: Membership, done: bool) -> WorkStep:
    """Note that a step is done, or that it is not; a step keeps the day of its first tick."""
    held = _held(step.work, by)
    row: WorkStep = WorkStep.objects.select_for_update().get(pk=step.pk, work=held)
    if done != (row.done_on is not None):
        row.done_on = held.institution.local_date() if done else None
        row.done_by = by if done else None
        row.save(update_fields=["done_on", "done_by"])
    return row


@transaction.atomic
def delete_step(step: WorkStep, *, by: Membership) -> None:
    """Delete a step. Raises NotYourTie, TieOver, WorkOver."""
    held = _held(step.work, by)
    WorkStep.objects.filter(pk=step.pk, work=held).delete()


@transaction.atomic
def end_work(work: PieceOfWork, *, by: Membership, state: str, outcome: str = "") -> PieceOfWork:
    """Say that the work is finished or dropped and what came of it, or (OPEN) take it up again.

    Raises NotYourTie, TieOver.
    """
    hold_group(work.group, by)
    held: PieceOfWork = PieceOfWork.objects.select_for_update(of=("self",)).get(pk=work.pk)
    over = state != State.OPEN
    held.ended_on = (held.ended_on or held.institution.local_date()) if over else None
    held.state = State(state)
    held.outcome = outcome if over else held.outcome
    held.save(update_fields=["state", "ended_on", "outcome"])
    verb = Verb(f"work.{held.state}") if over else Verb.WORK_REOPENED
    record(verb, actor=by.user, institution=held.institution, subject=held)
    return held


def steps_done(steps: Sequence[WorkStep]) -> int:
    """How many of *steps* are done."""
    return sum(one.done_on is not None for one in steps)


def _held(work: PieceOfWork, by: Membership) -> PieceOfWork:
    hold_group(work.group, by)
    held: PieceOfWork = (
        PieceOfWork.objects.select_for_update(of=("self",))
        .select_related("institution", "group")
        .get(pk=work.pk)
    )
    if not held.is_open:
        raise WorkOver
    return held
