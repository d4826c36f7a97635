"""A library that knows our address alone finds how to get a token, and how to give it back."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from mentornet.api.scopes import SCOPES
from tests.factories import InstitutionFactory
from tests.support.api import Api

pytestmark = pytest.mark.django_db


def test_metadata_leads_to_a_token_and_back() -> None:
    api = Api(InstitutionFactory(), ["units:read"])
    pair = {"client_id": api.client.client_id, "client_secret": api.secret}

    answer = Client().get("/.well-known/oauth-authorization-server")
    found = answer.json()
    token = Client().post(
        found["token_endpoint"].removeprefix(settings.SITE_URL),
        {"grant_type": found["grant_types_supported"][0], **pair},
    )
    given_back = Client().post(
        found["revocation_endpoint"].removeprefix(settings.SITE_URL),
        {"token": token.json()["access_token"], **pair},
    )
    api.token = token.json()["access_token"]

    assert answer["Content-Type"] == "application/json"
    assert found["issuer"] == settings.SITE_URL
    assert found["scopes_supported"] == list(SCOPES)
    assert (token.status_code, given_back.status_code) == (200, 200)
    assert api.get("/units").status_code == 401


def test_metadata_are_only_read() -> None:
    assert Client().post("/.well-known/oauth-authorization-server").status_code == 405
