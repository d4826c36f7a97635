"""Answers to a survey: each kept by itself, changed until the last day."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.evaluations.plans.domain.test_plan import act, client_of, look
from tests.evaluations.surveys.builders import (
    asked,
    director_of,
    over,
    people_in,
    program_with,
)
from tests.evaluations.surveys.test_pages import WHOLE, body, row_of, values_of

pytestmark = pytest.mark.django_db


def test_each_answer_is_kept_by_itself_and_a_wrong_one_takes_none_with_it():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)
    address = reverse("evaluations:survey", args=[row.pk])
    client = client_of(member)

    kept = client.post(address, {"item-1": "4"}, headers={"hx-request": "true"})
    assert "Saved" in body(kept)
    wrong = client.post(address, {"item-1": "3", "item-4": "51"}, headers={"hx-request": "true"})

    assert "save-status--failed" in body(wrong)
    assert values_of(row) == [3]
    row.refresh_from_db()
    assert row.submitted_at is None
    page = body(client.get(address))
    assert 'value="3" id="id_item-1_2" checked' in " ".join(page.split())


def test_what_is_wrong_stands_at_its_field_with_all_that_was_typed():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)

    again = act(member, "survey", row_of(survey, member).pk, **WHOLE | {"item-4": "51"}, send="1")

    assert again.status_code == 200
    assert again.context["form"].errors == {
        "item-4": ["Ensure this value is less than or equal to 50."]
    }
    assert again.context["form"]["item-1"].value() == "5"
    assert row_of(survey, member).submitted_at is None


def test_nothing_answered_is_not_sent():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)

    again = act(member, "survey", row_of(survey, member).pk, send="1")

    assert "Answer at least one question" in body(again)
    assert row_of(survey, member).submitted_at is None


def test_answers_are_left_out_again_and_changed_until_the_last_day():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    pk = row_of(survey, member).pk
    act(member, "survey", pk, **WHOLE, send="1")

    act(member, "survey", pk, **WHOLE | {"item-1": "", "item-4": "9"}, send="1")
    assert values_of(row_of(survey, member)) == [1, 1, 9]

    over(survey)
    late = act(member, "survey", pk, **WHOLE, send="1")
    assert "This survey is over" in body(late)
    assert values_of(row_of(survey, member)) == [1, 1, 9]
    assert "They cost too much" in body(look(member, "survey", pk))


def test_what_another_device_left_blank_stays_and_a_skip_takes_back():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)
    act(member, "survey", row.pk, **WHOLE, later="1")

    # A page that was open since before knows of one answer alone: radios not chosen are not sent.
    act(member, "survey", row.pk, **{"item-2": "3"}, later="1")
    assert values_of(row) == [5, 3, 1, 7]
    act(member, "survey", row.pk, **{"item-1": "", "item-4": ""}, later="1")
    assert values_of(row) == [3, 1]


def test_without_a_script_what_is_right_beside_a_fault_is_kept_and_not_sent():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)

    act(member, "survey", row_of(survey, member).pk, **WHOLE | {"item-4": "51"}, send="1")

    assert values_of(row_of(survey, member)) == [5, 1, 1]
    assert row_of(survey, member).submitted_at is None


def test_keeping_for_later_leads_to_the_list_where_it_waits():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)
    assert "No surveys for you right now" in body(look(director_of(program.institution), "surveys"))

    later = act(member, "survey", row.pk, **WHOLE, later="1")

    assert later.redirect_chain == [(reverse("evaluations:surveys"), 302)]
    assert survey.instrument.name in body(later)
    assert (values_of(row), row_of(survey, member).submitted_at) == ([5, 1, 1, 7], None)
