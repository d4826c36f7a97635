"""Curricula come from the app above: each institution's own, asked through one registry."""

import pytest
from django.urls import reverse

from matching.programs.dates.domain.curricula import curriculum_choices
from tests.factories import GroupProgramFactory, InstitutionFactory, ProgramFactory
from tests.support.matching import director_at

pytestmark = pytest.mark.django_db


def test_choices_are_those_that_a_director_is_offered() -> None:
    program = GroupProgramFactory(state="draft")
    offered = [key for key, _name in curriculum_choices(program.institution)]
    assert len(offered) == len(set(offered)) > 0
    page = director_at(program.institution).get(
        reverse("matching:program_dates", args=[program.pk])
    )
    form = page.context["settings"]
    assert [key for key, _name in form.fields["curriculum"].choices if key] == offered


def test_program_of_pairs_is_offered_none() -> None:
    program = ProgramFactory(state="draft", institution=InstitutionFactory())
    page = director_at(program.institution).get(
        reverse("matching:program_dates", args=[program.pk])
    )
    form = page.context["settings"]
    assert (
        "curriculum" not in form.fields
        or [key for key, _n in form.fields["curriculum"].choices if key] == []
    )
