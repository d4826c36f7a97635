"""Everyone finds who helps at their institution, from the foot of each page."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
ADDRESS = reverse("evaluations:contact")


def test_directors_here_are_named_with_their_email_and_no_one_else() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    reader = MembershipFactory(institution=director.institution)
    colleague = MembershipFactory(institution=director.institution)
    elsewhere = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])

    text = on_one_line(client_of(reader).get(ADDRESS).content.decode())

    assert director.name in text
    assert f'href="mailto:{director.email}"' in text
    for other in (colleague, elsewhere):
        assert other.name not in text
        assert other.email not in text


def test_the_footer_of_each_page_leads_there_and_to_the_glossary() -> None:
    text = on_one_line(client_of(MembershipFactory()).get("/").content.decode())
    foot = text.split('<footer class="footer">', 1)[1]

    assert f'href="{ADDRESS}"' in foot
    assert f'href="{reverse("networks:glossary")}"' in foot
    assert 'href="/help/"' in foot
    assert 'href="/accessibility/"' in foot


def test_who_is_not_signed_in_gets_the_address_of_support() -> None:
    address = reverse("account_login")
    assert "mailto:" not in Client().get(address).content.decode()
    with override_settings(SUPPORT_EMAIL="help@example.org"):
        assert 'href="mailto:help@example.org"' in Client().get(address).content.decode()
