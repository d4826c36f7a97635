"""Agreements: proposed by either, in force once both have confirmed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.errors import NotYours
from networks.models import Agreement
from networks.relationships.agreements.domain.confirming import (
    confirm_agreement,
    has_conflict,
    propose_agreement,
    starting_terms,
    suggest_agreement,
)
from networks.relationships.errors import AgreementClosed, TieClosed
from profiles.models import Membership
from tests.factories import ExternalContactFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


def terms(tie, **more):
    return starting_terms(tie, today=timezone.localdate()) | more


def test_suggested_terms_are_confirmed_by_no_one_yet():
    tie = TieFactory()

    agreement = suggest_agreement(tie, cadence="monthly", minutes=45)

    assert suggest_agreement(tie, cadence="weekly", minutes=30) == agreement
    assert (agreement.protege_confirmed_at, agreement.mentor_confirmed_at) == (None, None)
    assert (agreement.cadence, agreement.minutes) == ("monthly", 45)


def test_second_confirmation_puts_terms_in_force():
    tie = TieFactory()
    agreement = propose_agreement(tie, by=tie.protege, **terms(tie))

    assert confirm_agreement(agreement, by=tie.protege).state == Agreement.State.PROPOSED
    assert confirm_agreement(agreement, by=tie.mentor).state == Agreement.State.IN_FORCE


def test_replaced_proposal_cannot_be_confirmed():
    tie = TieFactory()
    old = propose_agreement(tie, by=tie.protege, **terms(tie))
    propose_agreement(tie, by=tie.protege, **terms(tie, minutes=30))

    with pytest.raises(AgreementClosed):
        confirm_agreement(old, by=tie.mentor)


def test_agreement_with_a_mentor_elsewhere_is_in_force_at_once():
    contact = ExternalContactFactory()
    tie = TieFactory(protege=contact.owner, mentor=None, external=contact)

    agreement = propose_agreement(tie, by=tie.protege, **terms(tie))

    agreement.refresh_from_db()
    assert agreement.state == Agreement.State.IN_FORCE


def test_others_and_ended_relationships_are_refused():
    tie = TieFactory()
    with pytest.raises(NotYours):
        propose_agreement(tie, by=MembershipFactory(institution=tie.institution), **terms(tie))

    ended = TieFactory(
        state="ended",
        started_on=timezone.localdate() - timedelta(days=9),
        ended_on=timezone.localdate(),
    )
    with pytest.raises(TieClosed):
        propose_agreement(ended, by=ended.protege, **terms(ended))


def test_supervisor_as_mentor_is_a_conflict():
    tie = TieFactory()
    assert has_conflict(tie) is False

    Membership.objects.filter(pk=tie.protege_id).update(supervisor=tie.mentor)
    tie.protege.refresh_from_db()

    assert has_conflict(tie) is True
