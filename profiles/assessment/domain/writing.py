"""Writing the self-assessment: saving as one types, and submitting a dated version."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.parts import PART_BY_NUMBER, PARTS, Part
from profiles.assessment.domain.versions import (
    Reading,
    find_copy,
    keep_version,
    lock_copy,
    own_copy,
    save_part_of,
)
from profiles.errors import DomainError
from profiles.models import AssessmentVersion, Goal, Membership, Need, SelfAssessment


class NothingWritten(DomainError):
    code = "nothing_written"

    def __init__(self) -> None:
        super().__init__(_("There is nothing to submit yet. Write something in any part first."))


def find_assessment(member: Membership) -> SelfAssessment:
    """Return the working copy of *member* to read; unsaved and empty where they never wrote."""
    return find_copy(SelfAssessment, member)


def own_assessment(member: Membership) -> SelfAssessment:
    """Return the working copy of *member*, made empty at the first call."""
    return own_copy(SelfAssessment, member)


def lock_for_update(member: Membership) -> SelfAssessment:
    """Return *member*'s working copy, locked: one change of it, its goals or needs at a time."""
    return lock_copy(SelfAssessment, member)


@transaction.atomic
def save_part(
    assessment: SelfAssessment,
    *,
    part: int,
    answers: Mapping[str, str],
    revision: int,
    tab: str = "",
    closing: bool = False,
) -> SelfAssessment:
    """Save the *answers* (field name to text) of one part and return the saved working copy.

    *revision*, *tab* and *closing* are what the page says of itself (see `Reading`). Raises
    EditedElsewhere as `save_part_of` does. Drafts leave no audit event: nothing was decided.
    """
    locked = SelfAssessment.objects.select_for_update().get(pk=assessment.pk)
    names = [question.name for question in PART_BY_NUMBER[part].questions]
    saved = {name: getattr(locked, name) for name in names}
    wanted = {name: answers.get(name, saved[name]) for name in names}

    def write() -> None:
        for name, text in wanted.items():
            setattr(locked, name, text)

    reading = Reading(revision, tab, closing)
    save_part_of(locked, str(part), reading, saved=saved, wanted=wanted, write=write)
    return locked


@transaction.atomic
def submit_assessment(member: Membership) -> AssessmentVersion:
    """Freeze all eight parts as *member*'s next dated version and return it.

    Unchanged since the last version (a double submit): that one is returned. Raises
    NothingWritten when every part is empty.
    """
    content = frozen_content(lock_for_update(member))
    if not any(part_is_begun(part, content) for part in PARTS):
        raise NothingWritten
    version: AssessmentVersion = keep_version(
        AssessmentVersion, member, content=content, verb=Verb.ASSESSMENT_SUBMITTED
    )
    return version


def frozen_content(assessment: SelfAssessment) -> dict[str, Any]:
    """Return all eight parts of the working copy as JSON values. Progress notes stay out."""
    goals = [_frozen_goal(goal) for goal in _goals(assessment)]
    needs = list(
        Need.objects.filter(member=assessment.member_id).values("area", "role", "priority", "note")
    )
    content: dict[str, Any] = {}
    for part in PARTS:
        answers: dict[str, Any] = {
            question.name: getattr(assessment, question.name) for question in part.questions
        }
        if part.goal_horizons:
            answers["goals"] = [goal for goal in goals if goal["horizon"] in part.goal_horizons]
        if part.has_needs:
            answers["needs"] = needs
        content[part.key] = answers
    return content


def part_is_begun(part: Part, content: Mapping[str, Any]) -> bool:
    """Return whether anything stands in *part*."""
    return any(content.get(part.key, {}).values())


def _goals(assessment: SelfAssessment) -> Any:
    return Goal.objects.filter(member=assessment.member_id).prefetch_related("targets")


def _frozen_goal(goal: Goal) -> dict[str, Any]:
    return {
        "id": str(goal.pk),
        "horizon": goal.horizon,
        "text": goal.text,
        "value_served": goal.value_served,
        "target_date": goal.target_date.isoformat() if goal.target_date else None,
        "targets": [
            {
                "text": target.text,
                "due_date": target.due_date.isoformat() if target.due_date else None,
                "reached_on": target.reached_on.isoformat() if target.reached_on else None,
            }
            for target in goal.targets.all()
        ],
    }
