"""What a row changes of one person: what it names, in words, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.roster.domain.changes import FieldChange
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.roster.steps import HEADER, plan

pytestmark = pytest.mark.django_db


def changes(institution: Any, line: str, *columns: str) -> tuple[FieldChange, ...]:
    made = plan(institution, line, header=",".join([HEADER, *columns]))
    assert made.errors == []
    return made.people[0].changes


def test_row_changes_what_it_names_and_leaves_the_rest(institution):
    MembershipFactory(
        institution=institution,
        external_id="1",
        user__email="a@x.example",
        given_name="Ada",
        family_name="Ash",
        rank="assistant",
        specialty="Echo",
        unit=UnitFactory(institution=institution, name="Medicine"),
    )

    assert changes(institution, "1,a@x.example,Ada,Ash,full") == (
        FieldChange("rank", "assistant", "full"),
    )
    assert changes(
        institution, "1,a@x.example,Ada,Ash,assistant,,Surgery", "specialty", "unit"
    ) == (
        FieldChange("specialty", "Echo", ""),
        FieldChange("unit", "Medicine", "Surgery"),
    )


def test_unit_in_other_letters_is_the_same(institution):
    unit = UnitFactory(institution=institution, name="Medicine")
    MembershipFactory(
        institution=institution,
        external_id="1",
        user__email="a@x.example",
        given_name="Ada",
        family_name="Ash",
        rank="full",
        unit=unit,
    )

    assert changes(institution, "1,a@x.example,Ada,Ash,full,MEDICINE", "unit") == ()
