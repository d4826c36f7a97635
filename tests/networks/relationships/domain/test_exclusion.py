"""People whom a member does not want to have suggested, or never wants to be paired with."""

import pytest

from networks.errors import AskedOneself, NotAvailable
from networks.models import Exclusion
from networks.relationships.domain.exclusion import (
    exclude_person,
    include_person,
    keep_apart,
    lift_keep_apart,
)
from networks.relationships.domain.tie import check_pair
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return MembershipFactory()


@pytest.fixture
def other(owner):
    return MembershipFactory(institution=owner.institution)


def test_exclusion_is_idempotent_and_can_be_lifted(owner, other):
    assert exclude_person(owner, other=other) == exclude_person(owner, other=other)
    include_person(owner, other=other)
    include_person(owner, other=other)

    assert list(Exclusion.objects.all()) == []


def test_keeping_apart_holds_in_both_directions(owner, other):
    exclude_person(owner, other=other)
    check_pair(other, owner)

    keep_apart(owner, other=other)

    for protege, mentor in ((owner, other), (other, owner)):
        with pytest.raises(NotAvailable):
            check_pair(protege, mentor)


def test_including_someone_does_not_lift_keeping_apart(owner, other):
    exclusion = keep_apart(owner, other=other)

    include_person(owner, other=other)
    assert list(Exclusion.objects.all()) == [exclusion]

    lift_keep_apart(owner, other=other)
    assert list(Exclusion.objects.all()) == []


@pytest.mark.parametrize("act", [exclude_person, keep_apart])
def test_no_one_excludes_themselves(owner, act):
    with pytest.raises(AskedOneself):
        act(owner, other=owner)
