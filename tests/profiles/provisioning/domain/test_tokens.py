"""Tokens of a directory: kept as a digest, their use noted, and void when revoked."""

from __future__ import annotations

import pytest
from django.test import Client

from profiles.models import (
    ProvisioningToken,
)
from profiles.provisioning.domain.tokens import revoke_token
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


def test_token_is_kept_as_a_digest_and_its_use_noted(directory):
    directory("GET", "Users")
    row = ProvisioningToken.objects.get()
    assert directory.secret not in str(ProvisioningToken.objects.values().get())
    assert row.last_used_at is not None
