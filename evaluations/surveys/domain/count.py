"""Counting a survey: once, in three statements, anyone who took part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from evaluations.surveys.models import Response, Survey, SurveyFigure
from profiles.institution.domain.thresholds import thresholds_of
from profiles.vocabulary import READS_FIGURES

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
SELECT scored.grp, before.grp, scored.part, scored.alone, count(*), sum(scored.score),
       count(*) FILTER (WHERE scored.score > scored.middle),
       count(before.score), coalesce(sum(before.score), 0),
       coalesce(sum(scored.score) FILTER (WHERE before.score IS NOT NULL), 0)
FROM scored
LEFT JOIN scored before
    ON before.survey_id = %(start)s AND before.member_id = scored.member_id
   AND before.part = scored.part AND before.alone IS NOT DISTINCT FROM scored.alone
WHERE scored.survey_id = %(survey)s
GROUP BY scored.grp, before.grp, scored.part, scored.alone
"""
# The questions of the parts one by one, as they were answered, over those who count in the part:
# a question then lacks people of its part, and never has others.
ITEMS = """
WITH sized AS (
    SELECT id, part, lowest, highest, count(*) OVER (PARTITION BY part) AS size
    FROM evaluations_item WHERE instrument_id = %(instrument)s AND part <> ''
), said AS (
    SELECT answer.item_id, answer.value, item.lowest + item.highest AS ends, item.size,
           count(*) OVER (PARTITION BY response.id, item.part) AS given
    FROM evaluations_answer answer
    JOIN sized item ON item.id = answer.item_id
    JOIN evaluations_response response ON response.id = answer.response_id
    WHERE response.survey_id = %(survey)s AND response.submitted_at IS NOT NULL
)
SELECT item_id, count(*), sum(value), count(*) FILTER (WHERE value * 2 > ends)
FROM said WHERE given * 2 >= size
GROUP BY item_id
"""
BY_SIDE, BY_RANK = "response.side", "person.rank"
WHOLE, NO_GROUP = "", "none"
COMPARED = (Survey.Occasion.END, Survey.Occasion.LATER)
SUMMED = ("people", "total", "above", "pairs", "pairs_before", "pairs_after")


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
    rows = _figures(survey, start, scored)
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
    asked = Response.objects.filter(survey=survey)
    survey.asked = asked.count()
    survey.answered = asked.filter(submitted_at__isnull=False).count()
    directing = asked.filter(member__offices__overlap=READS_FIGURES).count()
    survey.directing = max(directing, start.directing if start else 0)
    # Who answered while it was higher was promised that.
    since = thresholds_of(survey.institution)(survey.opened_at or survey.created_at)
    survey.threshold = max(survey.threshold, since)
    survey.counted_at = now
    survey.save(update_fields=["asked", "answered", "directing", "threshold", "counted_at"])


def start_of(survey: Survey) -> Survey | None:
    """Return the survey at the start with which this one is compared, person by person; held.

    A start is compared once, with the first count at the end or later: of two comparisons with one
    person more in the second, the difference would be what that person said at the start.
    """
    if survey.occasion not in COMPARED:
        return None
    same = Survey.objects.filter(
        institution=survey.institution_id,
        instrument=survey.instrument_id,
        program=survey.program_id,
        counted_at__isnull=False,
    )
    # Two that are counted at once do not both find it free.
    start: Survey | None = (
        same.filter(occasion=Survey.Occasion.START, opens_on__lt=survey.opens_on)
        .select_for_update(of=("self",), no_key=True)
        .order_by("-opens_on", "pk")
        .first()
    )
    if start is None or same.filter(occasion__in=COMPARED, opens_on__gt=start.opens_on).exists():
        return None
    return start


def _figures(survey: Survey, start: Survey | None, scored: Sequence[Any]) -> list[SurveyFigure]:
    """Return the figures of each group and of all together, from the rows of SCORED."""
    found: dict[Any, SurveyFigure] = {}

    def add(group: str, part: str, item: UUID | None, counts: Sequence[Any]) -> SurveyFigure:
        key = group, part, item
        if key not in found:
            found[key] = SurveyFigure(
                institution_id=survey.institution_id,
                survey=survey,
                group=group,
                part=part,
                item_id=item,
            )
        for name, count in zip(SUMMED, counts, strict=True):
            setattr(found[key], name, getattr(found[key], name) + count)
        return found[key]

    for group, was, part, item, people, total, above, pairs, before, after in scored:
        counts = people, float(total), above, pairs, float(before), float(after)
        add(group or NO_GROUP, part, item, counts)
        whole = add(WHOLE, part, item, counts)
        if pairs:
            whole.before.setdefault(was or NO_GROUP, [0, 0, 0])[1] += pairs
    started = SurveyFigure.objects.filter(survey=start).exclude(group=WHOLE) if start else ()
    for one in started:
        if same := found.get((WHOLE, one.part, one.item_id)):
            split = same.before.setdefault(one.group, [0, 0, 0])
            split[0], split[2] = one.people, one.above
    return list(found.values())
