"""Who of those at the dashboard may be handed a row: whoever has that very row in their own queue."""

from __future__ import annotations

import pytest

from evaluations.dashboard.attention.domain.colleagues import colleagues_for
from evaluations.dashboard.attention.domain.queue import find_item
from profiles.models import Membership
from tests.evaluations.dashboard.attention.working import at_work, closing, coordinator_of
from tests.factories import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    return at_work(MembershipFactory(offices=["director"]))


def found(director: Membership, kind: str, subject: object):
    item = find_item(director, kind=kind, subject=str(subject))
    assert item is not None
    return item


def test_colleagues_are_those_in_whose_queue_the_row_stands(director) -> None:
    here = {"institution": director.institution}
    parent = UnitFactory(name="Medicine", **here)
    unit = UnitFactory(name="Cardiology", parent=parent, **here)
    program = closing(director, unit=unit)
    other = MembershipFactory(offices=["director"], **here)
    MembershipFactory(offices=["ombuds"], **here)
    MembershipFactory(offices=["analyst"], **here)
    MembershipFactory(offices=["director"])
    MembershipFactory(**here)
    inside, above = coordinator_of(unit), coordinator_of(parent)
    coordinator_of(UnitFactory(name="Surgery", **here))

    item = found(director, "enrollment_closing", program.pk)

    assert set(colleagues_for(item, by=director)) == {director, other, inside, above}


def test_what_directors_alone_decide_goes_to_directors_alone(director) -> None:
    here = {"institution": director.institution}
    other = MembershipFactory(offices=["director"], **here)
    coordinator_of(UnitFactory(name="Cardiology", **here))

    item = found(director, "no_ombuds", director.institution_id)

    assert set(colleagues_for(item, by=director)) == {director, other}


@pytest.mark.parametrize("count", [1, 3])
def test_they_are_asked_for_in_one_statement(director, count, django_assert_num_queries) -> None:
    MembershipFactory.create_batch(count, institution=director.institution, offices=["director"])
    item = found(director, "enrollment_closing", closing(director).pk)
    colleagues_for(item, by=director)

    with django_assert_num_queries(4):  # two statements, and the savepoint around the second
        assert len(colleagues_for(item, by=director)) == count + 1
