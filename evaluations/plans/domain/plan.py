"""The academic development plan [P]: begun from the self-assessment, kept as one types, dated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from evaluations.plans.domain.parts import (
    PLAN_PARTS,
    Entry,
    PlanPart,
    add_missing,
    entries_of,
    is_begun,
    make_entry,
    text_of,
)
from evaluations.plans.errors import NothingPlanned
from evaluations.plans.models import DevelopmentPlan, PlanVersion
from mentornet.audit_verbs import Verb
from profiles.assessment.domain.versions import (
    Reading,
    find_copy,
    keep_version,
    lock_copy,
    own_copy,
    save_part_of,
)
from profiles.models import Goal, Membership, SelfAssessment

BULLETS = "-–•*· \t"


def find_plan(member: Membership) -> DevelopmentPlan:
    """Return *member*'s working copy to read; unsaved and empty where they never wrote."""
    return find_copy(DevelopmentPlan, member)


def own_plan(member: Membership) -> DevelopmentPlan:
    """Return *member*'s working copy, made empty at the first call."""
    return own_copy(DevelopmentPlan, member)


@transaction.atomic
def save_plan_part(
    plan: DevelopmentPlan,
    *,
    part: PlanPart,
    entries: Sequence[Entry],
    text: str = "",
    revision: int,
    tab: str = "",
    closing: bool = False,
) -> DevelopmentPlan:
    """Save one part and return the saved plan; drafts leave no audit event.

    *revision*, *tab* and *closing* are what the page says of itself (see `Reading`). Raises
    EditedElsewhere as `save_part_of` does: `saved` is then the part as it stands.
    """
    locked = DevelopmentPlan.objects.select_for_update().get(pk=plan.pk)
    saved = locked.content.get(part.slug, {"text": "", "entries": []})
    wanted = {"text": text, "entries": list(entries)}

    def write() -> None:
        locked.content[part.slug] = wanted

    reading = Reading(revision, tab, closing)
    save_part_of(locked, part.slug, reading, saved=saved, wanted=wanted, write=write)
    return locked


@transaction.atomic
def fill_from_assessment(plan: DevelopmentPlan) -> int:
    """Add what the self-assessment says and the plan does not say yet; return how many entries.

    The plan gets a copy: what is changed in it, or shared from it, leaves the self-assessment
    alone. Personal goals stay where they are. Texts are filled only where the plan has none.
    """
    locked = DevelopmentPlan.objects.select_for_update().get(pk=plan.pk)
    added = 0
    for slug, text, entries in _from_assessment(locked.member_id):
        before = entries_of(locked.content, slug)
        after = add_missing(before, entries)
        words = text_of(locked.content, slug) or text
        if after == before and words == text_of(locked.content, slug):
            continue
        added += len(after) - len(before)
        locked.content[slug] = {"text": words, "entries": after}
        locked.revision += 1
        locked.part_marks[slug] = {"revision": locked.revision, "tab": ""}
    locked.save()
    return added


@transaction.atomic
def submit_plan(member: Membership) -> PlanVersion:
    """Freeze the plan as *member*'s next dated version; unchanged since the last, that one.

    Raise NothingPlanned when every part is empty.
    """
    content = lock_copy(DevelopmentPlan, member).content
    if not is_begun(content):
        raise NothingPlanned
    version: PlanVersion = keep_version(
        PlanVersion, member, content=content, verb=Verb.PLAN_SUBMITTED
    )
    return version


def _from_assessment(member_id: Any) -> Iterator[tuple[str, str, list[Entry]]]:
    """The parts that the self-assessment has something for: slug, text, entries."""
    said = SelfAssessment.objects.filter(member=member_id).first() or SelfAssessment()
    goals = list(
        Goal.objects.filter(
            member=member_id, horizon__in=[Goal.Horizon.LONG, Goal.Horizon.SHORT]
        ).prefetch_related("targets")
    )
    values = _lines("value", said.core_values)
    named = {entry["text"].casefold(): entry["id"] for entry in values}
    yield "values", "\n\n".join(filter(None, [said.mission, said.success])), values
    for horizon in (Goal.Horizon.LONG, Goal.Horizon.SHORT):
        yield (
            horizon,
            "",
            [
                make_entry(
                    goal.pk.hex,
                    goal.text,
                    serves=named.get(goal.value_served.strip().casefold(), ""),
                    by=goal.target_date,
                )
                for goal in goals
                if goal.horizon == horizon
            ],
        )
    strong = "\n\n".join(filter(None, [said.strengths, said.energised_by]))
    yield "skills", strong, _lines("skill", said.challenges)
    yield (
        "targets",
        "",
        [
            make_entry(
                target.pk.hex,
                target.text,
                serves=goal.pk.hex,
                by=target.due_date,
                done=target.reached_on,
            )
            for goal in goals
            for target in goal.targets.all()
        ],
    )


def _lines(kind: str, text: str) -> list[Entry]:
    """One entry a line, each known by its words, so that filling twice adds nothing."""
    lines = dict.fromkeys(line.strip(BULLETS) for line in text.splitlines())
    return [make_entry(_key(kind, line), line) for line in lines if line]


def _key(kind: str, line: str) -> str:
    return hashlib.sha256(f"{kind}:{line}".encode()).hexdigest()[:32]


assert {part.slug for part in PLAN_PARTS} >= {Goal.Horizon.LONG, Goal.Horizon.SHORT}  # noqa: S101
