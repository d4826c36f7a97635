"""Instruments and results for an institution's systems."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.models import Instrument, Survey
from tests.evaluations.surveys.builders import answer, asked, over, people_in, program_with
from tests.support.api import Api

pytestmark = pytest.mark.django_db
SCALE = ["No", "Rather not", "Rather", "Yes"]
OURS: dict[str, Any] = {
    "name": "Ours",
    "source": "Us",
    "items": [
        {"text": "Good?", "part": "Ours", "labels": SCALE},
        {"text": "Bad?", "part": "Ours", "labels": SCALE, "turned": True},
        {"text": "How often?", "highest": 9},
    ],
}


def counted(number: int) -> Survey:
    program = program_with(*["protege"] * number)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 1, 1, 4))
    return over(survey)


def test_an_instrument_is_loaded_once_for_one_key_and_read_again():
    api = Api(program_with("protege").institution)

    made = api.post("/instruments", OURS, idempotency_key="k1")
    again = api.post("/instruments", OURS, idempotency_key="k1")

    assert (made.status_code, again.json()) == (201, made.json())
    assert made.json()["items"][1]["turned"] is True
    assert made.json()["items"][2] | {"id": ""} == {
        "id": "",
        "position": 2,
        "part": "",
        "text": "How often?",
        "kind": "number",
        "labels": [],
        "lowest": 0,
        "highest": 9,
        "turned": False,
    }
    assert api.get(made["Location"]).json() == made.json()
    assert [one["name"] for one in api.get("/instruments?current=true").json()["items"]] == ["Ours"]


def test_faults_are_told_by_pointer_and_nothing_is_kept():
    api = Api(program_with("protege").institution)
    body = {
        "name": "Ours",
        "items": [
            {"text": "Good?", "labels": SCALE},
            {"text": "Good?", "labels": ["Yes"]},
            {"text": "Number?", "part": "P", "lowest": 5, "highest": 5},
        ],
    }

    answer_ = api.post("/instruments", body)

    assert answer_.status_code == 422
    assert sorted(one["pointer"] for one in answer_.json()["errors"]) == [
        "/items/1/labels",
        "/items/1/text",
        "/items/2/highest",
        "/items/2/part",
    ]
    assert Instrument.objects.count() == 0
    missing = api.post("/instruments", {"name": "Ours", "items": [{"labels": SCALE}]})
    assert [one["pointer"] for one in missing.json()["errors"]] == ["/items/0/text"]


def test_results_are_figures_over_many_and_no_answer():
    survey = counted(6)
    api = Api(survey.institution)

    shown = api.get(f"/surveys/{survey.pk}/results").json()

    assert shown["least"] == 5
    assert shown["groups"] == [{"key": "", "label": "Everyone"}]
    assert shown["lines"][0] == {
        "part": "Worth",
        "item_id": None,
        "label": "Worth",
        "lowest": 1,
        "highest": 5,
        "cells": [{"group": "", "people": 6, "mean": 5.0, "above": 100}],
        "change": None,
    }
    assert [one["label"] for one in shown["questions"]] == ["They help", "They cost too much"]
    row = api.get(f"/surveys/{survey.pk}").json()
    assert (row["asked"], row["answered"], row["occasion"]) == (6, 6, "start")


def test_few_and_open_surveys_say_nothing():
    few = counted(4)
    api = Api(few.institution)
    shown = api.get(f"/surveys/{few.pk}/results").json()
    assert (shown["lines"], shown["questions"], shown["least"]) == ([], [], 5)

    program = program_with(*["protege"] * 6)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 1, 1, 4))
    api = Api(survey.institution)
    shown = api.get(f"/surveys/{survey.pk}/results").json()
    assert (shown["lines"], shown["counted_at"]) == ([], None)
    assert api.get(f"/surveys/{survey.pk}").json()["answered"] is None


def test_filters_and_expansion_of_surveys():
    survey = counted(1)
    api = Api(survey.institution)
    asked(program_with("protege", institution=survey.institution))

    found = api.get("/surveys?counted=true&expand=instrument,program").json()["items"]

    assert [one["id"] for one in found] == [str(survey.pk)]
    assert found[0]["instrument"]["name"] == "Meetings"
    assert len(api.get("/surveys").json()["items"]) == 2
    other = Api(program_with("protege").institution)
    assert other.get("/surveys").json()["items"] == []
    assert other.get(f"/surveys/{survey.pk}/results").status_code == 404
