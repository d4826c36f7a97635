"""Showing again who one is at an institution's own provider."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.oidc import Provider, oidc_provider
from tests.support.sign_on import bound, come_back, connect

pytestmark = pytest.mark.django_db
MY_DATA = "/settings/my-data.json"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


def test_person_of_a_provider_confirms_there_and_what_was_typed_is_kept(provider, settings):
    north = InstitutionFactory(slug="north", name="North")
    person = MembershipFactory(institution=north, user__email="ada@north.example")
    sign_on = connect(provider, north)
    provider.knows("k1", email="ada@north.example", email_verified=True)
    client = Client()
    bound(sign_on, person, "k1")
    come_back(client, provider, sign_on, "k1")
    settings.MENTORNET_DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": time.time() - 3_600} for one in session["account_authentication_methods"]
    ]
    session.save()

    late = client.post("/settings/my-data/", {"kind": "goals"})
    page = client.get(late.url)
    onward = client.post("/confirm/sign-on/north/", {"next": "/held/"})
    leaving = client.get(onward.context["address"])
    asked = parse_qs(urlsplit(leaving["Location"]).query)
    back = urlsplit(provider.sign_in(leaving["Location"], "k1"))
    answer = client.get(f"{back.path}?{back.query}")

    assert [one.institution.slug for one in page.context["ways"].sign_ons] == ["north"]
    assert (asked["prompt"], answer["Location"]) == (["login"], "/held/")
    assert client.get("/held/").context["held"].fields == [("kind", "goals")]
    assert client.get(MY_DATA).status_code == 200
    assert client.get("/").wsgi_request.user == person.user
