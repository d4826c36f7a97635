"""Rows of surveys, for the access matrices: one that is open, one planned, one that is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.models import Response, Survey
from evaluations.surveys.domain.planning import close_survey, plan_survey
from evaluations.surveys.domain.responses import keep_answers
from evaluations.surveys.domain.running import advance_surveys
from profiles.models import Membership, User


def survey_rows(protege: Membership, *, director: User) -> dict[str, Any]:
    """A program that the protégé is in, asked at its start, midway and at its end."""
    from_now = protege.institution.local_date()
    program = protege.enrollments.order_by("enrolled_at", "pk")[0].program
    rows: dict[str, Survey] = {}
    for name, occasion, days in (
        ("counted", "start", 0),
        ("open", "midway", 0),
        ("planned", "end", 9),
    ):
        rows[name] = plan_survey(
            protege.institution,
            ask_with="mentoring",
            program=program,
            occasion=occasion,
            opens_on=from_now + timedelta(days=days),
            closes_on=from_now + timedelta(days=days + 14),
            actor=director,
        )
    advance_surveys()
    mine = Response.objects.get(survey=rows["open"], member=protege)
    item = mine.survey.instrument.items.first()
    keep_answers(mine, given={item.pk: 1}, send=True, now=timezone.now())
    close_survey(rows["counted"], actor=director)
    return {
        "survey": rows["open"],
        "planned_survey": rows["planned"],
        "counted_survey": rows["counted"],
        "response": mine,
        "instrument": rows["open"].instrument,
    }
