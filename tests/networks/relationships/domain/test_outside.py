"""Email to a mentor elsewhere rests on a consent: for one address, by its owner, until it ends."""

from __future__ import annotations

import pytest

from mentornet.models import OutboxMessage
from networks.errors import NotYours
from networks.models import OutsideConsent
from networks.relationships.domain.outside import (
    A_DAY_TO_ONE,
    MOST_ADDRESSES,
    consent_of,
    emails_reach,
    last_consent,
    note_outside_trouble,
    start_emails,
    stop_emails,
    tell_outside,
)
from networks.relationships.errors import NoAddress, TooManyEmails
from tests.factories import ExternalContactFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db
EndedBy = OutsideConsent.EndedBy


@pytest.fixture
def contact():
    return ExternalContactFactory(name="Ida Far", email="Ida@elsewhere.example")


def test_emails_start_once_and_reach_the_relationship(contact):
    tie = TieFactory(protege=contact.owner, mentor=None, external=contact)
    assert not emails_reach(tie)

    row = start_emails(contact, by=contact.owner)

    assert start_emails(contact, by=contact.owner) == row
    assert (row.address, row.times_given) == ("ida@elsewhere.example", 1)
    assert emails_reach(tie)
    assert not emails_reach(TieFactory())
    assert OutboxMessage.objects.filter(kind="outside_started").count() == 1


def test_only_the_owner_starts_and_stops_them(contact):
    other = MembershipFactory(institution=contact.institution)
    with pytest.raises(NotYours):
        start_emails(contact, by=other)
    row = start_emails(contact, by=contact.owner)
    with pytest.raises(NotYours):
        stop_emails(contact, by=other)
    assert consent_of(contact) == row


def test_they_need_an_address_and_end_with_the_number_of_addresses(contact):
    with pytest.raises(NoAddress):
        start_emails(ExternalContactFactory(owner=contact.owner, email=""), by=contact.owner)
    OutsideConsent.objects.bulk_create(
        OutsideConsent(
            institution=contact.institution,
            owner=contact.owner,
            address=f"{number}@elsewhere.example",
        )
        for number in range(MOST_ADDRESSES)
    )
    with pytest.raises(TooManyEmails):
        start_emails(contact, by=contact.owner)
    assert last_consent(contact) is None


def test_trouble_with_an_address_ends_the_consents_of_all_who_wrote_to_it(contact):
    other = ExternalContactFactory(email="ida@elsewhere.example")
    spared = ExternalContactFactory(email="bob@elsewhere.example")
    for one in (contact, other, spared):
        start_emails(one, by=one.owner)

    assert note_outside_trouble("IDA@elsewhere.example", EndedBy.COMPLAINED) == 2

    assert (consent_of(contact), consent_of(other)) == (None, None)
    assert last_consent(contact).ended_by == EndedBy.COMPLAINED
    assert consent_of(spared) is not None
    assert note_outside_trouble("ida@elsewhere.example", EndedBy.BOUNCED) == 0


def test_a_days_number_holds_for_all_but_what_takes_something_back(contact):
    row = start_emails(contact, by=contact.owner)
    OutsideConsent.objects.filter(pk=row.pk).update(counted=A_DAY_TO_ONE)
    email = {"template": "outside_started", "subject": lambda: "Hello", "context": {}}
    with pytest.raises(TooManyEmails):
        tell_outside(contact, row, key="counted", **email)
    tell_outside(contact, row, key="free", counted=False, **email)
    keys = OutboxMessage.objects.filter(recipient__iexact=contact.email).values_list("key")
    assert f"free-outside-{row.pk}" in {key for (key,) in keys}
    assert f"counted-outside-{row.pk}" not in {key for (key,) in keys}
