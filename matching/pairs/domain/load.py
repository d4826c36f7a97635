"""How many mentees a program gave each of its mentors, beside the openings that they have there."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment
from networks.models import Tie


def with_mentees(rows: QuerySet[Enrollment]) -> QuerySet[Any]:
    """Return these mentors with `mentees`: the pairs that the program made of them and that go on.

    Only pairs that programs made are counted: what else someone does is not for directors to know.
    """
    made = (
        Proposal.objects.filter(mentor=OuterRef("pk"), tie__state=Tie.State.ACTIVE)
        .order_by()
        .values("mentor")
        .annotate(count=Count("tie", distinct=True))
        .values("count")
    )
    return rows.annotate(mentees=Coalesce(Subquery(made, output_field=IntegerField()), 0))
