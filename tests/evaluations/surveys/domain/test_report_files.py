"""The figures of a survey in its files."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.evaluations.plans.domain.test_plan import client_of, look
from tests.evaluations.surveys.builders import (
    answer,
    asked,
    director_of,
    over,
    people_in,
    program_with,
)
from tests.evaluations.surveys.test_pages import body

pytestmark = pytest.mark.django_db


def test_figures_are_on_the_page_in_the_files_and_nowhere_before_the_end():
    program = program_with(*["protege"] * 5)
    director = director_of(program.institution)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 2, 1, 8))
    client = client_of(director)
    file = reverse("evaluations:survey_file", args=[survey.pk, "csv"])
    assert "4.5" not in body(look(director, "directing_survey", survey.pk))
    assert client.get(file).status_code == 404

    over(survey)

    assert "4.5" in body(look(director, "directing_survey", survey.pk))
    lines = list(csv.reader(StringIO(client.get(file).content.decode("utf-8-sig"))))
    assert ["Worth", "Everyone", "1", "5", "5", "4.5", "100"] in lines
    book = client.get(reverse("evaluations:survey_file", args=[survey.pk, "xlsx"])).content
    cells = load_workbook(BytesIO(book))["Figures"].iter_rows(values_only=True)
    assert ("Worth", "Everyone", 1, 5, 5, 4.5, 100) in list(cells)
    compared = body(look(director, "instrument", survey.instrument_id))
    assert "Kinds of programs, compared" in compared
    assert "They cost too much" in compared


def test_too_few_are_not_shown_in_the_page_nor_in_the_file():
    program = program_with(*["protege"] * 4)
    director = director_of(program.institution)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 2, 1, 8))
    over(survey)

    page = body(look(director, "directing_survey", survey.pk))
    file = client_of(director).get(reverse("evaluations:survey_file", args=[survey.pk, "csv"]))

    assert "Fewer than 5 people answered" in page
    assert "4.5" not in page
    assert "Worth" not in file.content.decode("utf-8-sig")
