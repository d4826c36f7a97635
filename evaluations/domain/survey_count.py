"""Counting a survey: once, in three statements, whoever took part."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from evaluations.models import Response, Survey, SurveyFigure
from profiles.vocabulary import Office

# A person's score in a part is the mean of what they answered, with turned items counted from the
# other end, where they answered at least half of it: the half rule of Fairclough & Cella, Quality
# of Life Research 1996;5:321. An item without a part stands for itself.
SCORED = """
WITH sent AS (
    SELECT response.id, response.survey_id, response.member_id, {group} AS grp
    FROM evaluations_response response
    JOIN profiles_membership person ON person.id = response.member_id
    WHERE response.survey_id IN (%(survey)s, %(start)s) AND response.submitted_at IS NOT NULL
), sized AS (
    SELECT id, part, CASE WHEN part = '' THEN id END AS alone, lowest, highest, turned,
           count(*) OVER (PARTITION BY part) AS size
    FROM evaluations_item WHERE instrument_id = %(instrument)s
), scored AS (
    SELECT sent.survey_id, sent.member_id, sent.grp, item.part, item.alone,
           avg(CASE WHEN item.turned THEN item.lowest + item.highest - answer.value
                    ELSE answer.value END) AS score,
           avg(item.lowest + item.highest) / 2 AS middle
    FROM sent
    JOIN evaluations_answer answer ON answer.response_id = sent.id
    JOIN sized item ON item.id = answer.item_id
    GROUP BY sent.survey_id, sent.member_id, sent.grp, item.part, item.alone
    HAVING item.part = '' OR count(*) * 2 >= max(item.size)
)
SELECT scored.grp, scored.part, scored.alone, count(*), sum(scored.score),
       count(*) FILTER (WHERE scored.score > scored.middle),
       count(before.score), coalesce(sum(before.score), 0),
       coalesce(sum(scored.score) FILTER (WHERE before.score IS NOT NULL), 0)
FROM scored
LEFT JOIN scored before
    ON before.survey_id = %(start)s AND before.member_id = scored.member_id
   AND before.part = scored.part AND before.alone IS NOT DISTINCT FROM scored.alone
WHERE scored.survey_id = %(survey)s
GROUP BY scored.grp, scored.part, scored.alone
"""
# The questions of the parts one by one, as they were answered.
ITEMS = """
SELECT answer.item_id, count(*), sum(answer.value),
       count(*) FILTER (WHERE answer.value * 2 > item.lowest + item.highest)
FROM evaluations_answer answer
JOIN evaluations_item item ON item.id = answer.item_id AND item.part <> ''
JOIN evaluations_response response ON response.id = answer.response_id
WHERE response.survey_id = %(survey)s AND response.submitted_at IS NOT NULL
GROUP BY answer.item_id
"""
BY_SIDE, BY_RANK = "response.side", "person.rank"


def count_survey(survey: Survey, *, now: datetime) -> None:
    """Write the figures of *survey*, held by the caller, and mark it as counted."""
    start = start_of(survey)
    asks: dict[str, Any] = {
        "survey": survey.pk,
        "start": start.pk if start else None,
        "instrument": survey.instrument_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(SCORED.format(group=BY_SIDE if survey.program_id else BY_RANK), asks)
        scored = cursor.fetchall()
        cursor.execute(ITEMS, asks)
        items = cursor.fetchall()
    rows = [_figure(survey, *row) for row in scored]
    rows += _wholes(survey, start, rows)
    rows += [
        SurveyFigure(
            institution_id=survey.institution_id,
            survey=survey,
            item_id=item,
            people=people,
            total=total,
            above=above,
        )
        for item, people, total, above in items
    ]
    SurveyFigure.objects.bulk_create(rows)
    sent = Response.objects.filter(survey=survey, submitted_at__isnull=False)
    survey.asked = Response.objects.filter(survey=survey).count()
    survey.answered = sent.count()
    directing = sent.filter(member__offices__contains=[Office.DIRECTOR]).count()
    survey.directing = max(directing, start.directing if start else 0)
    survey.counted_at = now
    survey.save(update_fields=["asked", "answered", "directing", "counted_at"])


def start_of(survey: Survey) -> Survey | None:
    """The survey at the start with which this one is compared, person by person."""
    if survey.occasion == Survey.Occasion.START:
        return None
    before: Survey | None = (
        Survey.objects.filter(
            institution=survey.institution_id,
            instrument=survey.instrument_id,
            program=survey.program_id,
            occasion=Survey.Occasion.START,
            counted_at__isnull=False,
            opens_on__lt=survey.opens_on,
        )
        .order_by("-opens_on")
        .first()
    )
    return before


def _figure(survey: Survey, group: str, part: str, alone: UUID | None, *counts: Any) -> Any:
    people, total, above, pairs, before, after = counts
    return SurveyFigure(
        institution_id=survey.institution_id,
        survey=survey,
        group=group or "none",
        part=part,
        item_id=alone,
        people=people,
        total=float(total),
        above=above,
        pairs=pairs,
        pairs_before=float(before),
        pairs_after=float(after),
    )


def _wholes(survey: Survey, start: Survey | None, rows: list[Any]) -> list[Any]:
    """The same over all groups together."""
    before = SurveyFigure.objects.filter(survey=start, group="") if start else ()
    started = {(one.part, one.item_id): one.people for one in before}
    wholes: dict[Any, Any] = {}
    for row in rows:
        key = row.part, row.item_id
        whole = wholes.setdefault(
            key,
            SurveyFigure(
                institution_id=survey.institution_id,
                survey=survey,
                part=row.part,
                item_id=row.item_id,
                started=started.get(key, 0),
            ),
        )
        for name in ("people", "total", "above", "pairs", "pairs_before", "pairs_after"):
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
    return list(wholes.values())
