"""The next part of the self-assessment to write, and in one sentence what it will add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from profiles.assessment.domain.parts import PARTS, TEXT_FIELDS, Part
from profiles.models import Goal, Membership, Need

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ADDS: dict[int, StrOrPromise] = {
    1: _("so that your goals follow from what matters to you"),
    2: _("so that suggestions fit where you want to go"),
    3: _("so that your mentors know what else has to fit in"),
    4: _("so that we can suggest needs from what you find hard"),
    5: _("so that your network shows what is missing"),
    6: _("so that you know what helps you and what gets in your way"),
    7: _("so that you can look for a mentor with a style that suits you"),
    8: _("so that your mentors know how to help you best"),
}
# What changes the network most comes first.
ORDER = (5, 2, 4, 1, 6, 3, 7, 8)


@dataclass(frozen=True)
class NextPart:
    """A part that is still empty, and what it will add: words that follow its title and a colon."""

    part: Part
    adds: StrOrPromise


def next_part(member: Membership) -> NextPart | None:
    """Return the part that is worth writing next; None once each holds something. One query."""
    goals = Goal.objects.filter(member=OuterRef("pk"))
    professional = goals.filter(horizon__in=[Goal.Horizon.SHORT, Goal.Horizon.LONG])
    own = (
        Membership.objects.filter(pk=member.pk)
        .annotate(
            has_goals=Exists(professional),
            has_personal_goals=Exists(goals.filter(horizon=Goal.Horizon.PERSONAL)),
            has_needs=Exists(Need.objects.filter(member=OuterRef("pk"))),
        )
        .values(
            "has_goals",
            "has_personal_goals",
            "has_needs",
            *(f"self_assessment__{name}" for name in TEXT_FIELDS),
        )
        .get()
    )
    by_number = {part.number: part for part in PARTS}
    for number in ORDER:
        if not _is_begun(by_number[number], own):
            return NextPart(by_number[number], ADDS[number])
    return None


def _is_begun(part: Part, own: dict[str, object]) -> bool:
    if part.has_needs:
        return bool(own["has_needs"])
    if (
        part.goal_horizons
        and own[
            "has_personal_goals" if Goal.Horizon.PERSONAL in part.goal_horizons else "has_goals"
        ]
    ):
        return True
    return any(own[f"self_assessment__{question.name}"] for question in part.questions)
