"""The life of a program: what a draft lacks, what a copy takes along, and each step once."""

from __future__ import annotations

import pytest

from matching.models import Program
from matching.programs.domain.lifecycle import begin_matching, begin_running
from matching.programs.errors import ProgramNotReady, WrongKind, WrongState
from matching.programs.kinds import TRAITS
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
)
from tests.support.matching import director_at, post

pytestmark = pytest.mark.django_db


DRAFT = {
    "name": "Half a generation",
    "summary": "An hour a month.",
    "enroll_until": "2099-01-31",
    "starts_on": "2099-03-01",
    "months": "24",
    "cadence": "monthly",
    "meeting_minutes": "60",
    "places_a_mentor": "2",
    "choices_asked": "3",
    "listing": "proteges",
    "min_steps": "1",
    "supervision_depth": "99",
    "same_unit": "on",
    "same_supervisor": "on",
    "method": "stable",
}


def test_draft_says_what_is_missing() -> None:
    program = ProgramFactory(state="draft", summary="", starts_on=None)
    client = director_at(program.institution)

    page = post(client, "directing_move", program.pk, "open").content.decode()

    assert "Write what the program is" in page
    assert "Enter the day it starts" in page
    assert Program.objects.get().state == "draft"


def test_program_form_keeps_what_was_typed_beside_its_errors() -> None:
    here = InstitutionFactory()

    answer = post(
        director_at(here),
        "directing_new",
        "dyadic",
        **{**DRAFT, "enroll_from": "2099-02-01", "min_steps": "2", "max_steps": "1"},
    )

    form = answer.context["form"]
    assert form.errors["enroll_until"] == ["Enter a day on or after the day enrollment opens."]
    assert form.errors["max_steps"] == ["Enter a number that is at least the minimum ranks ahead."]
    assert form["name"].value() == "Half a generation"
    assert Program.objects.count() == 0


def test_copy_is_a_draft_without_dates() -> None:
    program = ProgramFactory(state="closed", places_a_mentor=7, weights={"area": 1.0})

    post(director_at(program.institution), "directing_move", program.pk, "copy")

    copy = Program.objects.exclude(pk=program.pk).get()
    assert (copy.state, copy.starts_on, copy.places_a_mentor, copy.weights) == (
        "draft",
        None,
        7,
        {"area": 1.0},
    )
    assert copy.copied_from == program


def test_pairs_start_by_being_published_alone() -> None:
    program = ProgramFactory(state="matching")

    with pytest.raises(WrongKind):
        begin_running(program, actor=MembershipFactory().user)

    assert Program.objects.get().state == "matching"


def test_begin_running_needs_closed_enrolment_and_is_harmless_twice() -> None:
    program = ProgramFactory(kind="mosaic", state="enrolling")
    actor = MembershipFactory(institution=program.institution).user

    with pytest.raises(WrongState):
        begin_running(program, actor=actor)
    EnrollmentFactory(program=program)
    begin_matching(program, actor=actor)
    begin_running(program, actor=actor)

    assert begin_running(program, actor=actor).state == "running"


@pytest.mark.parametrize(
    ("kind", "members", "facilitators", "ready"),
    [
        ("collaborative", 1, 1, False),
        ("collaborative", 2, 0, True),
        ("project", 2, 0, False),
        ("project", 2, 1, True),
        ("mentor_skills", 1, 0, False),
        ("mentor_skills", 2, 0, True),
        ("mosaic", 0, 0, False),
        ("mosaic", 1, 0, True),
        ("career_team", 0, 0, False),
        ("career_team", 1, 0, True),
    ],
)
def test_each_kind_says_how_many_it_needs(kind, members, facilitators, ready) -> None:
    program = ProgramFactory(kind=kind)
    actor = MembershipFactory(institution=program.institution).user
    EnrollmentFactory.create_batch(members, program=program)
    EnrollmentFactory.create_batch(facilitators, program=program, side="mentor")

    if ready:
        assert begin_matching(program, actor=actor).state == "matching"
        return
    with pytest.raises(ProgramNotReady) as refused:
        begin_matching(program, actor=actor)
    assert str(refused.value.message) == str(TRAITS[kind].too_few)
