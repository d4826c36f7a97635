"""A group's piece of work, from what it is to achieve to what came of it. Everyone in the group writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.errors import EvaluationError, TooMany
from evaluations.meetings.domain.participants import lock_group_for_update
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
        super().__init__(_("This project has ended. Reopen it to change its steps."))


class NotInTheGroup(EvaluationError):
    code = "not_in_the_group"

    def __init__(self) -> None:
        super().__init__(_("Choose a member of this group."))


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

    Raise NotYourTie, TieOver for a group that is over, and NotInTheGroup for the owner.
    """
    locked = lock_group_for_update(group, by)
    if owner not in current_people(locked):
        raise NotInTheGroup
    row: PieceOfWork
    row, made = PieceOfWork.objects.update_or_create(
        group=locked,
        defaults={
            "institution": locked.institution,
            "owner": owner,
            "title": title,
            "aim": aim,
        },
    )
    verb = Verb.WORK_STARTED if made else Verb.WORK_CHANGED
    record(verb, actor=by.user, institution=locked.institution, subject=row)
    return row


@transaction.atomic
def add_step(
    work: PieceOfWork, *, by: Membership, text: str, due_on: date | None = None
) -> WorkStep:
    """Add a step; the same words twice are one step, with the later date.

    Raise NotYourTie, TieOver, WorkOver, TooMany.
    """
    locked = _lock_for_update(work, by)
    row = WorkStep.objects.filter(work=locked, text=text).first()
    if row is None and WorkStep.objects.filter(work=locked).count() >= MOST_STEPS:
        raise TooMany(
            _("You can add at most %(most)d steps. Delete one first.") % {"most": MOST_STEPS}
        )
    if row is None:
        row = WorkStep(institution=locked.institution, work=locked, text=text)
    row.due_on = due_on
    row.save()
    return row


@transaction.atomic
def tick_step(step: WorkStep, *, by: Membership, done: bool) -> WorkStep:
    """Note that a step is done, or that it is not; a step keeps the day of its first tick."""
    locked = _lock_for_update(step.work, by)
    row: WorkStep = WorkStep.objects.select_for_update().get(pk=step.pk, work=locked)
    if done != (row.done_on is not None):
        row.done_on = locked.institution.local_date() if done else None
        row.done_by = by if done else None
        row.save(update_fields=["done_on", "done_by"])
    return row


@transaction.atomic
def delete_step(step: WorkStep, *, by: Membership) -> None:
    """Delete a step. Raise NotYourTie, TieOver, WorkOver."""
    locked = _lock_for_update(step.work, by)
    WorkStep.objects.filter(pk=step.pk, work=locked).delete()


@transaction.atomic
def end_work(work: PieceOfWork, *, by: Membership, state: str, outcome: str = "") -> PieceOfWork:
    """Say that the work is finished or dropped and what came of it, or (OPEN) take it up again.

    Raise NotYourTie, TieOver.
    """
    lock_group_for_update(work.group, by)
    locked: PieceOfWork = PieceOfWork.objects.select_for_update(of=("self",)).get(pk=work.pk)
    over = state != State.OPEN
    locked.ended_on = (locked.ended_on or locked.institution.local_date()) if over else None
    locked.state = State(state)
    locked.outcome = outcome if over else locked.outcome
    locked.save(update_fields=["state", "ended_on", "outcome"])
    verb = Verb(f"work.{locked.state}") if over else Verb.WORK_REOPENED
    record(verb, actor=by.user, institution=locked.institution, subject=locked)
    return locked


def steps_done(steps: Sequence[WorkStep]) -> int:
    """Return how many of *steps* are done."""
    return sum(one.done_on is not None for one in steps)


def _lock_for_update(work: PieceOfWork, by: Membership) -> PieceOfWork:
    lock_group_for_update(work.group, by)
    locked: PieceOfWork = (
        PieceOfWork.objects.select_for_update(of=("self",))
        .select_related("institution", "group")
        .get(pk=work.pk)
    )
    if not locked.is_open:
        raise WorkOver
    return locked
