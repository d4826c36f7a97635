"""Who stands above whom, however far."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from profiles.models import Membership
from profiles.people.domain.supervision import chiefs_among, led_by, supervisors_of
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> SimpleNamespace:
    """A chair, a chief below, a physician below that one, and someone beside them."""
    here = InstitutionFactory()
    chair = MembershipFactory(institution=here)
    chief = MembershipFactory(institution=here, supervisor=chair)
    physician = MembershipFactory(institution=here, supervisor=chief)
    return SimpleNamespace(
        chair=chair, chief=chief, physician=physician, apart=MembershipFactory(institution=here)
    )


def test_supervisors_are_all_the_way_up(line):
    assert supervisors_of(line.physician) == {line.chief.pk, line.chair.pk}
    assert supervisors_of(line.chair) == frozenset()


def test_chiefs_are_told_among_those_asked_about(line):
    people = [line.chair.pk, line.physician.pk, line.apart.pk]
    assert chiefs_among(people) == {line.physician.pk: {line.chair.pk}}


def test_who_is_led_is_told_among_those_asked_about(line):
    people = [line.physician.pk, line.apart.pk, line.chair.pk]
    assert led_by(line.chair, people) == {line.physician.pk}
    assert led_by(line.apart, people) == frozenset()


def test_circle_made_by_hand_comes_to_an_end(line):
    Membership.objects.filter(pk=line.chair.pk).update(supervisor=line.physician)
    line.chair.refresh_from_db()
    assert supervisors_of(line.chair) == {line.physician.pk, line.chief.pk, line.chair.pk}
