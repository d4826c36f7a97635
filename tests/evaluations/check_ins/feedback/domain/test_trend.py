"""Feedback in figures: of many people, in quarters that are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.check_ins.feedback.domain.trend import freeze_feedback
from evaluations.models import Feedback
from networks.models import Tie
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution
from tests.evaluations.check_ins.early_warning.domain.test_pairs import met, running
from tests.evaluations.meetings.domain.test_lifecycle import client_of

pytestmark = pytest.mark.django_db


def counted(tie: Tie, author, *, days_ago: int, useful: int, audience: str = "counted") -> None:
    row = Feedback.objects.create(
        institution=tie.institution, tie=tie, author=author, audience=audience, useful=useful
    )
    Feedback.objects.filter(pk=row.pk).update(given_at=timezone.now() - timedelta(days=days_ago))


def test_feedback_is_shown_of_many_in_quarters_that_are_over() -> None:
    program, client = running(3)
    Institution.objects.update(suppression_threshold=5)
    people = [(tie, author) for tie in Tie.objects.all() for author in (tie.protege, tie.mentor)]
    for tie, author in people:
        counted(tie, author, days_ago=120, useful=4)
        # Neither of this quarter, nor what one kept for oneself or for the other side.
        counted(tie, author, days_ago=0, useful=1)
        counted(tie, author, days_ago=120, useful=1, audience="mine")
        counted(tie, author, days_ago=120, useful=1, audience="shared")
    for tie, author in people[:4]:
        counted(tie, author, days_ago=240, useful=2)
    freeze_feedback(program.institution)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    [(_begins, items)] = page.context["feedback"]
    means = [mean for _label, mean in items]
    assert means == [None, None, 4.0, None, None]
    assert "Average feedback, from 1 to 5" in page.content.decode()


def test_feedback_withdrawn_after_its_quarter_was_counted_moves_no_figure() -> None:
    program, client = running(3)
    people = [(tie, author) for tie in Tie.objects.all() for author in (tie.protege, tie.mentor)]
    for tie, author in people:
        counted(tie, author, days_ago=120, useful=4)
    counted(*people[0], days_ago=120, useful=1)
    freeze_feedback(program.institution)
    address = reverse("evaluations:program_pairs", args=[program.pk])
    before = client.get(address).context["feedback"]

    Feedback.objects.filter(author=people[0][1]).delete()
    freeze_feedback(program.institution)

    assert before != []
    assert client.get(address).context["feedback"] == before


def test_a_threshold_that_was_raised_hides_feedback_counted_before() -> None:
    program, client = running(3)
    for tie in Tie.objects.all():
        for author in (tie.protege, tie.mentor):
            counted(tie, author, days_ago=120, useful=4)
    freeze_feedback(program.institution)

    change_threshold(program.institution, to=7, by=None)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))
    assert page.context["feedback"] == []


def test_one_person_who_speaks_often_is_not_many() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    for _time in range(9):
        counted(tie, tie.protege, days_ago=120, useful=1)
    freeze_feedback(program.institution)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    assert page.context["feedback"] == []


def test_counted_feedback_moves_no_state_that_anybody_reads_of_a_pair() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    met(tie, 3)
    counted(tie, tie.protege, days_ago=1, useful=1)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))
    own = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))

    assert [row[0].health.state for row in page.context["rows"]] == ["healthy"]
    assert own.context["state"].health.state == "healthy"
