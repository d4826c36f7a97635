"""Measure a survey of a whole institution of 1,000, 10,000 and 100,000 people.

    make bench-surveys
    python -m mentornet.dev.embedded --folder var/pg-bench-delivery --durable -- python -m tests.bench.surveys 1000

The baseline of each line is the same step at 1,000 people, a person, in the same run. Seven in ten
answer all twelve questions; writing their answers is preparation and not measured.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
# Makes the people as well. What row-level security costs is measured by `make bench`.
os.environ["MENTORNET_AS_OWNER"] = "1"
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from evaluations.models import Answer, Response, Survey  # noqa: E402
from evaluations.surveys.domain.planning import plan_survey  # noqa: E402
from evaluations.surveys.domain.report import survey_reports  # noqa: E402
from evaluations.surveys.domain.running import advance_surveys  # noqa: E402
from profiles.models import Institution, User  # noqa: E402
from tests.bench.delivery.people import make_institution  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
ANSWER = 0.7


def main() -> None:
    """Print a table."""
    # Without a broker each bell is a warning; nobody listens for them here.
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    print(
        "| people | asked, with their mail | people a second | ratio | counted | report, statements |"
    )
    print("|---:|---:|---:|---:|---:|---:|")
    first = 0.0
    for size in [int(one) for one in sys.argv[1:]] or SIZES:
        here = Institution.objects.filter(slug=f"bench-{size}").first() or make_institution(size)
        first = _measure(here, first)


def _measure(here: Institution, first: float) -> float:
    User.objects.filter(memberships__institution=here).update(activated_at=timezone.now())
    Survey.objects.filter(institution=here).delete()
    today = here.local_date()
    survey = plan_survey(
        here,
        ask_with="work",
        program=None,
        occasion="start",
        opens_on=today,
        closes_on=today + timedelta(days=14),
        actor=User.objects.filter(memberships__institution=here)[0],
    )
    asked, people = _timed(advance_surveys)
    _answer(survey)
    counted, _none = _timed(lambda: advance_surveys(now=timezone.now() + timedelta(days=16)))
    survey = Survey.objects.select_related("instrument", "program", "institution").get(pk=survey.pk)
    with CaptureQueriesContext(connection) as statements:
        shown, reports = _timed(lambda: survey_reports([survey], institution=here))
    assert reports[0].is_shown
    rate = people / asked
    print(
        f"| {people:,} | {asked:.1f} s | {rate:,.0f} | {rate / (first or rate):.2f} | {counted:.2f} s "
        f"| {1000 * shown:.0f} ms, {len(statements)} |",
        flush=True,
    )
    return first or rate


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


def _answer(survey: Survey) -> None:
    chance = Random(7)
    items = list(survey.instrument.items.all())
    rows = Response.objects.filter(survey=survey).order_by("pk").values_list("pk", flat=True)
    sent = [pk for pk in rows if chance.random() < ANSWER]

    def answers() -> Iterator[Answer]:
        for pk in sent:
            for item in items:
                value = chance.randint(item.lowest, item.highest)
                yield Answer(response_id=pk, item=item, value=value)

    walk = answers()
    while batch := list(islice(walk, 20_000)):
        Answer.objects.bulk_create(batch)
    for start in range(0, len(sent), 20_000):
        Response.objects.filter(pk__in=sent[start : start + 20_000]).update(
            submitted_at=timezone.now()
        )


if __name__ == "__main__":
    main()
