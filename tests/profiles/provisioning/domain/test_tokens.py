"""Tokens of a directory: kept as a digest, their use noted, and void when revoked."""

from __future__ import annotations

import pytest
from django.test import Client

from mentornet.scannable import is_whole
from profiles.models import (
    ProvisioningToken,
)
from profiles.provisioning.domain.tokens import digest_of, revoke_token
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.provisioning.directory import error_of

pytestmark = pytest.mark.django_db


def test_without_a_valid_token_nothing_is_told(directory, institution):
    director = MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])
    client = Client()
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Basic {directory.secret}"},
    ):
        answer = client.get("/scim/v2/Users", headers=headers)
        assert error_of(answer) == (401, "")
        assert answer["WWW-Authenticate"] == 'Bearer realm="scim"'
    revoke_token(directory.token, actor=director.user)
    assert error_of(directory("GET", "Users")) == (401, "")


def test_page_shows_a_new_token_once_and_scanners_know_it(client, institution):
    director = MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])
    client.force_login(director.user)
    page = "/dashboard/provisioning/"
    shown = client.post(page, {"label": "Okta", "default_rank": "assistant"}).context["secret"]
    assert shown.startswith("mnet_scim_")
    assert is_whole(shown)
    assert shown not in client.get(page).text
    answer = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {shown}"})
    assert answer.status_code == 200


def test_token_is_kept_as_a_digest_and_its_use_noted(directory):
    directory("GET", "Users")
    row = ProvisioningToken.objects.get()
    assert directory.secret not in str(ProvisioningToken.objects.values().get())
    assert row.last_used_at is not None


def test_token_of_the_form_of_before_still_works(directory):
    ProvisioningToken.objects.update(digest=digest_of("mnscim_of-before"))
    directory.secret = "mnscim_of-before"
    assert directory("GET", "Users").status_code == 200
