"""One kind of rows about a person: their own alone, or those of which they are one side."""

from __future__ import annotations

import pytest

from evaluations.home.my_data.domain.kind import both, own
from networks.models import Exclusion, Tie
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


def test_both_sides_have_the_rows_of_their_relationship_and_no_one_else_has() -> None:
    tie = TieFactory()
    stranger = MembershipFactory(institution=tie.institution)

    assert list(both(Tie)(tie.protege)) == [tie]
    assert list(both(Tie)(tie.mentor)) == [tie]
    assert list(both(Tie)(stranger)) == []


def test_rows_of_ones_own_are_found_by_the_field_that_names_the_person() -> None:
    owner = MembershipFactory()
    other = MembershipFactory(institution=owner.institution)
    row = Exclusion.objects.create(institution=owner.institution, owner=owner, other=other)

    assert list(own(Exclusion, "owner")(owner)) == [row]
    assert list(own(Exclusion, "owner")(other)) == []
