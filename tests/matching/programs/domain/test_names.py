"""Names of programs that are not closed are told apart, and impossible days are refused at their field."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Program
from matching.programs.domain.lifecycle import change_program, copy_program
from tests.factories import InstitutionFactory, MembershipFactory, ProgramFactory
from tests.matching.programs.domain.test_lifecycle import DRAFT
from tests.support.matching import director_at, post

pytestmark = pytest.mark.django_db


def test_second_program_of_one_name_is_refused_at_its_field() -> None:
    there = ProgramFactory(state="running", name="Half a generation")
    client = director_at(there.institution)

    answer = post(client, "directing_new", "dyadic", **{**DRAFT, "name": "half a Generation"})

    assert "Choose a different name" in str(answer.context["form"].errors["name"])
    assert Program.objects.get() == there


def test_name_of_a_closed_program_or_of_another_institution_is_free() -> None:
    closed = ProgramFactory(state="closed", name="Half a generation")
    ProgramFactory(name="Half a generation", institution=InstitutionFactory())

    post(director_at(closed.institution), "directing_new", "dyadic", **DRAFT)

    assert Program.objects.filter(institution=closed.institution).count() == 2


def test_names_that_were_the_same_before_can_be_left_so_and_not_be_made_so() -> None:
    one = ProgramFactory(name="Twice", summary="Old", state="draft")
    ProgramFactory(name="Twice", institution=one.institution)
    actor = MembershipFactory(institution=one.institution).user
    edit = reverse("matching:directing_edit", args=[one.pk])

    change_program(one, actor=actor, name="Twice", summary="New")
    answer = director_at(one.institution).post(edit, {**DRAFT, "name": "TWICE"})

    one.refresh_from_db()
    assert one.summary == "New"
    assert answer.context["form"].errors["name"]


def test_two_copies_have_two_names() -> None:
    program = ProgramFactory(name="Half a generation")
    actor = MembershipFactory(institution=program.institution).user

    names = [copy_program(program, actor=actor).name for _time in range(3)]

    assert names == [
        "Half a generation (next cohort)",
        "Half a generation (next cohort) (2)",
        "Half a generation (next cohort) (3)",
    ]


def test_start_before_enrollment_opens_is_refused() -> None:
    here = InstitutionFactory()
    given = {**DRAFT, "enroll_from": "2099-01-01", "starts_on": "2098-12-31"}

    answer = post(director_at(here), "directing_new", "dyadic", **given)

    assert "on or after the day enrollment opens" in str(answer.context["form"].errors["starts_on"])
    assert not Program.objects.exists()


def test_start_in_the_past_is_kept_only_where_it_is_said_to_be_meant() -> None:
    client = director_at(InstitutionFactory())
    given = {**DRAFT, "starts_on": "2001-02-03"}

    answer = post(client, "directing_new", "dyadic", **given)
    assert "This day is in the past" in str(answer.context["form"].errors["starts_on"])
    assert 'name="past_start"' in answer.content.decode()
    assert not Program.objects.exists()

    post(client, "directing_new", "dyadic", **given, past_start="on")
    program = Program.objects.get()
    assert program.starts_on.isoformat() == "2001-02-03"

    # Whoever edits it later is not asked again.
    post(client, "directing_edit", program.pk, **{**given, "summary": "Later"})
    assert Program.objects.get().summary == "Later"
