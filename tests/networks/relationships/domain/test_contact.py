"""Mentors elsewhere, as their mentee wrote them down."""

import pytest

from networks.models import ExternalContact
from networks.relationships.domain.contact import edit_contact, remember_contact
from tests.factories import ExternalContactFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_same_contact_is_remembered_once():
    owner = MembershipFactory()
    contact = remember_contact(owner, name="Ada Stone", affiliation="Elsewhere")

    again = remember_contact(owner, name="ada stone", affiliation="ELSEWHERE")

    assert again == contact
    assert list(ExternalContact.objects.all()) == [contact]


def test_contact_of_another_owner_or_place_is_another_one():
    owner = MembershipFactory()
    other = MembershipFactory(institution=owner.institution)
    contact = remember_contact(owner, name="Ada Stone", affiliation="Elsewhere")

    assert remember_contact(owner, name="Ada Stone", affiliation="Somewhere") != contact
    assert remember_contact(other, name="Ada Stone", affiliation="Elsewhere") != contact


def test_edited_contact_has_the_new_details():
    contact = ExternalContactFactory()

    edit_contact(
        contact, name="Ada Stone", affiliation="Here", email="", rank="full", expertise=["R01"]
    )

    contact.refresh_from_db()
    assert (contact.name, contact.affiliation, contact.rank, contact.expertise) == (
        "Ada Stone",
        "Here",
        "full",
        ["R01"],
    )
