"""An instrument from a spreadsheet: faults by row and column."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.models import Instrument
from tests.evaluations.plans.domain.test_plan import client_of
from tests.evaluations.surveys.builders import (
    director_of,
    program_with,
)
from tests.evaluations.surveys.test_pages import load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("question,answers\nGood?,Yes\n", "Row 2, answers: Enter 2 to 11 answer choices."),
        (
            "question,answers\nGood?,No|Yes\nGood?,No|Yes\n",
            "Row 3, question: This question is already in the list",
        ),
        ("question,lowest\nGood?,none\n", "Row 2, lowest: Enter a whole number"),
        ("words\nGood?\n", "one must be “question”"),
        ("", "The submitted file is empty."),
    ],
)
def test_faults_of_a_file_are_told_by_row_and_column(content, said):
    director = director_of(program_with("protege").institution)
    page = load(director, content)
    assert said in " ".join(page.context["form"].errors["file"])
    assert Instrument.objects.count() == 0


def test_example_file_loads_as_it_is():
    director = director_of(program_with("protege").institution)
    example = client_of(director).get(reverse("evaluations:instrument_example"))
    load(director, example.content.decode())
    assert Instrument.objects.get().items.count() == 3
