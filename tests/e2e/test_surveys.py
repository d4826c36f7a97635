"""A survey as people meet it: it waits, is answered in two minutes, and ends as figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evaluations.models import Response, Survey
from evaluations.surveys.domain.planning import close_survey
from tests.e2e.conftest import OpenAs, faults_of
from tests.evaluations.surveys.builders import (
    actor,
    answer,
    asked,
    director_of,
    people_in,
    program_with,
)
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "scripts"), [rarely(390, False), (1280, True)])
def test_from_the_home_page_to_the_figures(open_as: OpenAs, width: int, scripts: bool) -> None:
    program = program_with(*["protege"] * 6)
    survey = asked(program)
    first, *others = people_in(program)
    for member in others:
        answer(survey, member, (4, 2, 1, 3))

    page = open_as(first.user, width=width, scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="Answer").click()
    helps = page.get_by_role("group", name="They help")
    helps.get_by_label("Yes").check()
    if scripts:
        expect(page.locator("#save-status")).to_contain_text("Saved")
        page.reload()
        expect(helps.get_by_label("Yes")).to_be_checked()
    page.get_by_label("How many were there?").fill("12")
    page.get_by_role("button", name="Send answers").click()
    expect(page.get_by_text("Thank you. Your answers are sent.")).to_be_visible()
    assert Response.objects.waiting().count() == 0

    close_survey(Survey.objects.get(), actor=actor())
    page = open_as(director_of(program.institution).user, width=width, scripts=scripts)
    page.goto("/dashboard/surveys/")
    page.locator("main").get_by_role("link", name="Meetings").click()
    row = page.get_by_role("row", name="Worth")
    expect(row).to_contain_text("4.2")
    expect(row).to_contain_text("6 people")
    if scripts:
        assert faults_of(page) == []
