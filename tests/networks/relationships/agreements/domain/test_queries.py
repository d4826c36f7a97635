"""The versions of an agreement, and those that wait for a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.models import Agreement
from networks.relationships.agreements.domain.confirming import (
    confirm_agreement,
    propose_agreement,
    starting_terms,
)
from networks.relationships.agreements.domain.queries import agreements_due, agreements_of
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie():
    return TieFactory()


def propose(tie, by, **more):
    return propose_agreement(tie, by=by, **(starting_terms(tie, today=timezone.localdate()) | more))


def test_versions_are_told_apart_by_state(tie):
    first = confirm_agreement(propose(tie, tie.protege), by=tie.mentor)
    second = propose(tie, tie.mentor, minutes=30)

    found = agreements_of(tie, reader=tie.protege)

    assert (found.in_force, found.proposal, found.past) == (first, second, ())
    assert (found.latest, found.to_confirm) == (second, True)
    assert agreements_of(tie, reader=tie.mentor).to_confirm is False


def test_replaced_versions_are_the_past(tie):
    first = confirm_agreement(propose(tie, tie.protege), by=tie.mentor)
    second = confirm_agreement(propose(tie, tie.mentor, minutes=30), by=tie.protege)

    found = agreements_of(tie, reader=tie.protege)

    assert (found.in_force, found.proposal, found.past) == (second, None, (first,))


def test_proposal_waits_for_the_other_side(tie):
    proposal = propose(tie, tie.protege)

    [due] = agreements_due(tie.mentor)

    assert (due, due.with_name) == (proposal, tie.protege.name)
    assert agreements_due(tie.protege) == ()


def test_terms_are_due_on_their_review_day(tie):
    row = confirm_agreement(propose(tie, tie.protege), by=tie.mentor)
    assert agreements_due(tie.protege) == ()

    Agreement.objects.filter(pk=row.pk).update(review_on=timezone.localdate() - timedelta(days=1))

    assert agreements_due(tie.protege) == (row,)


@pytest.mark.parametrize("size", [1, 3])
def test_due_agreements_take_one_query(django_assert_num_queries, size):
    mentor = TieFactory().mentor
    for tie in TieFactory.create_batch(
        size, mentor=mentor, protege__institution=mentor.institution
    ):
        propose(tie, tie.protege)

    with django_assert_num_queries(1):
        assert len(agreements_due(mentor)) == size
