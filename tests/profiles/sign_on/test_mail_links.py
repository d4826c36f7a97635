"""Links in mail name our own site, whatever the request says of its host."""

import re

import pytest
from django.urls import reverse

from mentornet.models import OutboxMessage
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

HOSTILE = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}


@pytest.fixture
def careless(settings):
    """An installation that lets in any host name, which a start refuses; links hold all the same."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.USE_X_FORWARDED_HOST = True
    settings.SITE_URL = "https://mentornet.example"


@pytest.mark.parametrize("door", ["account_reset_password", "account_request_login_code"])
def test_mail_takes_its_links_from_the_settings_and_not_from_the_request(client, careless, door):
    user = MembershipFactory().user
    user.set_password("correct horse 7 battery")
    user.save()

    client.post(reverse(door), {"email": user.email}, **HOSTILE)

    [mail] = OutboxMessage.objects.filter(recipient=user.email)
    said = mail.subject + mail.body_text + mail.body_html
    assert "evil.example" not in said
    links = re.findall(r"https?://[^/\s]+", said)
    expected = ["https://mentornet.example"] if door == "account_reset_password" else []
    assert links == expected


def test_link_of_a_reset_works_on_our_site(client, careless):
    user = MembershipFactory().user
    user.set_password("correct horse 7 battery")
    user.save()
    client.post(reverse("account_reset_password"), {"email": user.email}, **HOSTILE)
    [mail] = OutboxMessage.objects.filter(recipient=user.email)
    [path] = re.findall(r"https://mentornet\.example(/\S+)", mail.body_text)

    page = client.get(path, follow=True, HTTP_HOST="mentornet.example")

    assert (page.status_code, 'name="password1"' in page.content.decode()) == (200, True)
