from __future__ import annotations

import pytest

from profiles.roster.domain.plan import plan_import
from profiles.sandbox.domain.people import INVENTED
from profiles.vocabulary import Rank
from tests.factories.profiles import InstitutionFactory


@pytest.mark.django_db
def test_the_invented_are_a_roster_without_a_mistake_and_with_every_rank() -> None:
    plan = plan_import(INVENTED, institution=InstitutionFactory())
    assert (plan.errors, plan.notes) == ([], [])
    assert {one.row.rank for one in plan.people} == set(Rank.values)
    assert {one.row.email.partition("@")[2] for one in plan.people} == {"people.example"}
