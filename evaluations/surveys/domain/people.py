"""Whom a survey asks: the people of its program, or the whole institution."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Value

from evaluations.surveys.models import Survey
from matching.models import Enrollment
from profiles.models import Membership


def people_of(survey: Survey) -> dict[UUID, str]:
    """Return who is to be asked, with their side of the program; all who have an account where it has none.

    Anyone who is on both sides answers once, as a protégé.
    """
    return dict(people_to_ask(survey))


def count_to_ask(survey: Survey) -> int:
    """Return how many would be asked now."""
    return int(people_to_ask(survey).count())


def people_to_ask(survey: Survey) -> Any:
    """Return the rows of `people_of`, in the order of their keys."""
    if survey.program_id is None:
        everybody = Membership.objects.current().filter(
            institution=survey.institution_id,
            user__is_active=True,
            user__activated_at__isnull=False,
        )
        return everybody.order_by("pk").values_list("pk", Value(""))
    enrolled = Enrollment.objects.filter(
        program=survey.program_id, withdrawn_at=None, member__end_date=None
    )
    # Of two rows of one person the first is kept: downwards, "protege" comes before "mentor".
    rows = enrolled.order_by("member", "-side").distinct("member")
    return rows.values_list("member", "side")
