"""What the demonstration's people were asked: programs at their start and now, everyone once."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from evaluations.surveys.domain.count import count_survey
from evaluations.surveys.domain.instruments import take_instrument
from evaluations.surveys.domain.people import people_of
from evaluations.surveys.models import Answer, Instrument, Item, Response, Survey
from matching.models import Program
from profiles.models import Institution, Membership

STARTED_BACK, EVERYBODY_BACK, OPEN_FOR = 200, 60, 5
LASTS = 14
FEWEST = 10
ANSWERS = 0.7
"""How many of those who are asked answer, about."""


@transaction.atomic
def load_surveys(institution: Institution, *, seed: int = 2026) -> int:
    """Write surveys of the running programs and of everyone; those that stand are left.

    Return how many were written. No one gets a mail about the past. Those who show the product
    to visitors have not answered what is open, so that it waits for them.
    """
    if Survey.objects.filter(institution=institution).exists():
        return 0
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    today = institution.local_date()
    mentoring = take_instrument(institution, key="mentoring", actor=None)
    work = take_instrument(institution, key="work", actor=None)
    programs = Program.objects.filter(institution=institution, state=Program.State.RUNNING)
    written = 0
    for program in programs.order_by("created_at", "pk"):
        if program.enrollments.filter(withdrawn_at=None).count() < FEWEST:
            continue
        first = today - timedelta(days=STARTED_BACK)
        start = _survey(mentoring, program, Survey.Occasion.START, first)
        _answer(start, chance, better=0.0)
        _count(start)
        now = _survey(mentoring, program, Survey.Occasion.MIDWAY, today - timedelta(days=OPEN_FOR))
        _answer(now, chance, better=0.6)
        written += 2
    everybody = _survey(work, None, Survey.Occasion.START, today - timedelta(days=EVERYBODY_BACK))
    _answer(everybody, chance, better=0.2)
    _count(everybody)
    return written + 1


def _survey(
    instrument: Instrument, program: Program | None, occasion: str, opens_on: date
) -> Survey:
    row: Survey = Survey.objects.create(
        institution=instrument.institution,
        instrument=instrument,
        program=program,
        occasion=occasion,
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=LASTS),
        opened_at=timezone.now() - (instrument.institution.local_date() - opens_on),
        reminded_at=timezone.now(),
    )
    return row


def _answer(survey: Survey, chance: Random, *, better: float) -> None:
    """Let some of those who are asked answer; *better* moves the mean up by so many steps."""
    people = people_of(survey)
    here = Membership.objects.filter(pk__in=people)
    # Only those in whose name visitors look around have a password.
    shown = here.exclude(user__password__startswith="!")  # noqa: S106  (a mark, no password)
    visitors = set(shown.values_list("pk", flat=True))
    items = list(survey.instrument.items.all())
    opened_at = survey.opened_at or timezone.now()
    responses: list[Response] = []
    answers: list[Answer] = []
    for member, side in sorted(people.items()):
        row = Response(institution=survey.institution, survey=survey, member_id=member, side=side)
        responses.append(row)
        if member in visitors or chance.random() > ANSWERS:
            continue
        row.submitted_at = opened_at + timedelta(days=chance.random() * OPEN_FOR)
        answers += [
            Answer(response=row, item=item, value=_value(item, chance, better)) for item in items
        ]
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers, batch_size=5_000)


def _value(item: Item, chance: Random, better: float) -> int:
    middle = (item.lowest + item.highest) / 2
    drawn = round(middle + chance.gauss(0.2 + (-better if item.turned else better), 1))
    return min(max(drawn, item.lowest), item.highest)


def _count(survey: Survey) -> None:
    count_survey(survey, now=timezone.now() - (survey.institution.local_date() - survey.closes_on))
