"""How many people a roster may bring into a test institution."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.roster.domain.plan import plan_import
from profiles.roster.domain.rows import RawRow
from profiles.sandbox.domain.making import create_sandbox
from profiles.vocabulary import StaffRoleKind
from tests.factories.profiles import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_test_institution_has_room_for_so_many_people(settings: Any) -> None:
    settings.SANDBOX_PEOPLE = 2
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    sandbox = create_sandbox(director.institution, by=director.user, filled=False)
    rows = [
        RawRow(
            at,
            {
                "external_id": f"E{at}",
                "email": f"p{at}@school.example",
                "given_name": "Ann",
                "family_name": "Lee",
                "rank": "assistant",
                "unit": "Surgery",
            },
        )
        for at in (1, 2)
    ]

    assert [one.code for one in plan_import(rows, institution=sandbox).errors] == [
        "test_institution_full"
    ]
    assert plan_import(rows[:1], institution=sandbox).errors == []
    assert plan_import(rows, institution=director.institution).errors == []
