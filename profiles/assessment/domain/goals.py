"""Goals, their intermediate targets, and what the protégé reports against them [C, L, P]."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.versions import Mark, Reading, mark_after
from profiles.assessment.domain.writing import lock_for_update
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Goal, GoalNote, GoalTarget, Membership

MOST_GOALS = 60
MOST_TARGETS = 40


class GoalNotFound(DomainError):
    """The identity belongs to someone else's goal; told as if there were none."""

    code = "goal_not_found"

    def __init__(self) -> None:
        super().__init__(_("This goal no longer exists."))


class TooManyGoals(DomainError):
    code = "too_many_goals"

    def __init__(self) -> None:
        super().__init__(
            _(
                "You have %(most)s goals, which is the most you can have. Delete one that no "
                "longer matters."
            )
            % {"most": MOST_GOALS}
        )


class TooManyTargets(DomainError):
    code = "too_many_targets"

    def __init__(self) -> None:
        super().__init__(
            _("This goal has %(most)s steps, which is the most it can have. Remove one first.")
            % {"most": MOST_TARGETS}
        )


@transaction.atomic
def save_goal(
    member: Membership,
    *,
    goal_id: UUID,
    horizon: str,
    text: str,
    value_served: str = "",
    target_date: date | None = None,
    revision: int = 0,
    tab: str = "",
    closing: bool = False,
) -> Goal:
    """Save the goal *goal_id*, adding it when it is new, and return it.

    The page names a new goal's identity before it is saved, so that a form that is sent twice,
    or that saves as one types, makes one goal. Raises EditedElsewhere as save_part does,
    GoalNotFound for a goal of someone else, and TooManyGoals.
    """
    lock_for_update(member)
    wanted = {
        "horizon": horizon,
        "text": text,
        "value_served": value_served,
        "target_date": target_date,
    }
    goal = Goal.objects.filter(pk=goal_id).first()
    if goal is None:
        return _add_goal(member, goal_id=goal_id, tab="" if closing else tab, **wanted)
    if goal.member_id != member.pk:
        raise GoalNotFound
    saved = {name: getattr(goal, name) for name in wanted}
    mark = mark_after(
        Mark(goal.revision, goal.saved_by_tab),
        Reading(revision, tab, closing),
        saved=saved,
        wanted=wanted,
        newest=goal.revision,
    )
    if mark is not None:
        for name, value in {**wanted, "revision": mark.revision, "saved_by_tab": mark.tab}.items():
            setattr(goal, name, value)
        goal.save()
    return goal


def _add_goal(member: Membership, *, goal_id: UUID, tab: str, **wanted: object) -> Goal:
    count = Goal.objects.filter(member=member).count()
    if count >= MOST_GOALS:
        raise TooManyGoals
    try:
        with transaction.atomic():
            goal = Goal.objects.create(
                pk=goal_id,
                member=member,
                institution=member.institution,
                position=count,
                revision=1,
                saved_by_tab=tab,
                **wanted,
            )
    except IntegrityError as error:
        # The identity is that of a goal in another institution, which is not seen from here.
        raise GoalNotFound from error
    record(Verb.GOAL_ADDED, actor=member.user, institution=member.institution, subject=goal)
    return goal


@transaction.atomic
def remove_goal(goal: Goal) -> None:
    """Delete *goal* with its targets and notes; submitted versions keep what it said."""
    member = goal.member
    record(Verb.GOAL_REMOVED, actor=member.user, institution=member.institution, subject=goal)
    goal.delete()


@transaction.atomic
def add_target(goal: Goal, *, text: str, due_date: date | None = None) -> GoalTarget:
    """Add an intermediate target. The same one twice (a double submit) is added once."""
    Goal.objects.select_for_update().get(pk=goal.pk)
    same = goal.targets.filter(text=text, due_date=due_date, reached_on=None).first()
    if same is not None:
        return same
    if goal.targets.count() >= MOST_TARGETS:
        raise TooManyTargets
    return GoalTarget.objects.create(goal=goal, text=text, due_date=due_date)


@transaction.atomic
def reach_target(target: GoalTarget, *, on: date) -> GoalTarget:
    """Note that *target* was reached *on* that day; a second time keeps the first day."""
    if target.reached_on is None:
        target.reached_on = on
        target.save(update_fields=["reached_on"])
    return target


@transaction.atomic
def reopen_target(target: GoalTarget) -> GoalTarget:
    """Take back that *target* was reached."""
    target.reached_on = None
    target.save(update_fields=["reached_on"])
    return target


@transaction.atomic
def remove_target(target: GoalTarget) -> None:
    target.delete()


@transaction.atomic
def add_note(goal: Goal, *, kind: str, text: str) -> GoalNote:
    """Report progress, a difficulty or a setback [L]. The last note sent twice is added once."""
    Goal.objects.select_for_update().get(pk=goal.pk)
    last = goal.notes.first()
    if last is not None and (last.kind, last.text) == (kind, text):
        return last
    return GoalNote.objects.create(goal=goal, kind=kind, text=text)


@transaction.atomic
def remove_note(note: GoalNote) -> None:
    note.delete()
