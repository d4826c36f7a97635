"""A provider that says whatever a test wants, connected to an institution with one person bound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from profiles.models import Membership, SignOn
from profiles.sign_on.provider.domain.setup import connect_oidc
from tests.conftest import empty_cache
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.forged import CLIENT, SECRET, ForgedProvider, RSAKey, forged_provider
from tests.support.sign_on import bound


@pytest.fixture(scope="module")
def running() -> Iterator[ForgedProvider]:
    with forged_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: ForgedProvider) -> ForgedProvider:
    running.reset()
    empty_cache()
    return running


@pytest.fixture(scope="module")
def other_key() -> RSAKey:
    return RSAKey("k1")


@pytest.fixture
def ada() -> Membership:
    institution = InstitutionFactory(slug="north", name="North")
    return MembershipFactory(institution=institution, user__email="ada@north.example")


@pytest.fixture
def sign_on(provider: ForgedProvider, ada: Membership) -> SignOn:
    row = connect_oidc(
        ada.institution,
        name="North login",
        issuer=provider.issuer,
        client_id=CLIENT,
        secret=SECRET,
        external_id_claim="",
        domains=["north.example"],
        actor=UserFactory(),
    )
    SignOn.objects.filter(pk=row.pk).update(state=SignOn.State.ON)
    row.refresh_from_db()
    bound(row, ada, "sub-1")
    return row
