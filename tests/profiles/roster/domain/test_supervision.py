"""Circles of supervision, within a file and across what the database holds."""

import pytest

from tests.factories import MembershipFactory
from tests.profiles.roster.steps import HEADER, errors, plan

pytestmark = pytest.mark.django_db


def test_plan_import_refuses_a_circle_across_file_and_database(institution):
    chief = MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    MembershipFactory(
        institution=institution, external_id="2", supervisor=chief, given_name="Bo", family_name="B"
    )
    made = plan(
        institution, "1,a@x.example,Ada,Ash,full,2", header=HEADER + ",supervisor_external_id"
    )
    assert errors(made) == [(2, "supervisor_external_id", "supervision_cycle")]
    assert "Bo B (2) → Ada Ash (1) → Bo B (2)" in made.errors[0].message
