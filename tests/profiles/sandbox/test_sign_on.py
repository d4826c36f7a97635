"""Single sign-on of a test institution: it opens test logins, and never anyone's own account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import Membership, SignOn, SignOnDomain
from profiles.sandbox.domain.making import create_sandbox, enter_sandbox
from profiles.sign_on.provider.domain.configuration import DomainRefused
from profiles.sign_on.provider.domain.setup import set_state
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.support.oidc import Provider, oidc_provider
from tests.support.sign_on import (
    bound,
    come_back,
    connect,
    give_password,
    press_link,
    refused,
    signed_in,
    with_password,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def director() -> Membership:
    return with_password(MembershipFactory(offices=[StaffRoleKind.DIRECTOR]))


@pytest.fixture
def sign_on(provider: Provider, director: Membership) -> SignOn:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    return connect(provider, sandbox, domains=[])


def test_it_never_opens_the_login_of_who_tries_it(
    client: Client, provider: Provider, director: Membership, sign_on: SignOn
) -> None:
    # Even a link that should not be there opens nothing.
    bound(sign_on, enter_sandbox(director.institution, by=director.user), "k1")
    assert refused(come_back(client, provider, sign_on, "k1"), "not_a_test_login")
    assert signed_in(client) is None
    # Nor does signing in by other means bind it.
    assert refused(come_back(client, provider, sign_on, "k2"), "proof_needed")
    give_password(client, director)
    press_link(client, sign_on)
    assert refused(come_back(client, provider, sign_on, "k2"), "not_a_test_login")


def test_it_opens_a_test_login_and_nothing_else(
    client: Client, provider: Provider, director: Membership, sign_on: SignOn
) -> None:
    invented = Membership.objects.of(sign_on.institution).exclude(user=director.user)[0]
    bound(sign_on, invented, "k1")
    come_back(client, provider, sign_on, "k1")
    assert signed_in(client) == invented.user.email
    assert "Test institution: no email leaves." in client.get("/").content.decode()


def test_one_director_turns_it_on_and_requires_it_of_no_real_login(
    client: Client, director: Membership, sign_on: SignOn
) -> None:
    SignOn.objects.filter(pk=sign_on.pk).update(state=SignOn.State.DRAFT, tested_at=timezone.now())
    assert set_state(sign_on, state=SignOn.State.ON, actor=director.user).is_on
    SignOn.objects.filter(pk=sign_on.pk).update(state=SignOn.State.ENFORCED)
    give_password(client, director)
    assert signed_in(client) == director.user.email
    client.post(reverse("profiles:sandbox_enter"))
    assert client.get(reverse("profiles:sandbox")).status_code == 200


def test_it_takes_no_domain_and_no_address_leads_there(
    client: Client, provider: Provider, director: Membership, sign_on: SignOn
) -> None:
    with pytest.raises(DomainRefused):
        connect(provider, sign_on.institution, domains=["school.example"])
    # As if one had been written before.
    SignOnDomain.objects.create(
        institution=sign_on.institution, sign_on=sign_on, name="school.example"
    )
    connect(provider, director.institution, domains=["school.example"])
    found = client.post(reverse("profiles:find_sign_on"), {"email": director.user.email})
    assert found["Location"].startswith(f"/sign-on/{director.institution.slug}/")
