"""A sign-on that is switched on, required, changed or ended: by two people, and told to all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Approval, AuditEvent, Membership, SignOn, SignOnDomain, SignOnLink
from profiles.sign_on.provider.domain.secrets import opened
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.people.domain.test_settings import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from tests.support.oidc import Provider, oidc_provider
from tests.support.saml import IdentityProvider
from tests.support.sign_on import (
    bound,
    colleague,
    come_back,
    connect,
    oidc_form,
    sign_in,
    signed_in,
    with_second_step,
)

pytestmark = pytest.mark.django_db
SETUP = "/dashboard/sign-on/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(
        institution=InstitutionFactory(slug="north", name="North"),
        offices=[StaffRoleKind.DIRECTOR],
        user__email="di@north.example",
    )


@pytest.fixture
def client(director: Membership) -> Client:
    return browser_of(director)


def browser_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def second(director: Membership) -> Client:
    """Another director's browser."""
    other = MembershipFactory(institution=director.institution, offices=[StaffRoleKind.DIRECTOR])
    return browser_of(other)


def approve(client: Client) -> str:
    """Say yes to the one request that waits; what the page says then."""
    waiting = Approval.objects.get(state="waiting")
    address = reverse("profiles:approval_approve", args=[waiting.pk])
    return client.post(address, follow=True).content.decode()


def connected_and_tested(
    provider: Provider, director: Membership, state: str = SignOn.State.DRAFT
) -> SignOn:
    row = connect(provider, director.institution, state=state)
    SignOn.objects.update(tested_at=timezone.now())
    row.refresh_from_db()
    return row


def test_provider_in_use_gives_way_to_no_other_before_it_is_switched_off(
    client, provider, director
):
    row = connected_and_tested(provider, director, SignOn.State.ON)
    bound(row, colleague(director), "d1")
    idp = IdentityProvider("https://idp.north.example")
    typed = {"name": "North login", "metadata": idp.metadata, "domains": "north.example"}
    for address, form in (
        (f"{SETUP}saml/", typed),
        (f"{SETUP}oidc/", oidc_form(provider, client_id="another")),
    ):
        answer = client.post(address, form)
        assert "Turn it off first" in str(answer.context["form"].non_field_errors())
    row.refresh_from_db()
    assert (row.state, row.proposal, SignOnLink.objects.count()) == ("on", None, 1)

    client.post(f"{SETUP}state/", {"state": "draft", "sure": "1"})
    client.post(f"{SETUP}saml/", typed)
    row = SignOn.objects.get()
    assert (row.state, row.tested_at, SignOnLink.objects.count()) == ("draft", None, 0)
    assert opened(row.app).secret == ""
    assert row.is_saml


def test_it_is_switched_on_after_a_test_and_a_second_person_s_yes(
    client, second, provider, director
):
    connect(provider, director.institution, state="draft")
    page = client.post(f"{SETUP}state/", {"state": "on", "sure": "1"}, follow=True).content.decode()
    assert "Test the connection" in page
    SignOn.objects.update(tested_at=timezone.now())
    page = client.post(f"{SETUP}state/", {"state": "on", "sure": "1"}, follow=True).content.decode()
    assert "Another program director or an operator has to approve" in page
    assert "A change is waiting" in page
    assert SignOn.objects.get().state == "draft"
    page = second.get(reverse("profiles:approvals")).content.decode()
    facts = f"(provider {provider.issuer}, email domains north.example, roster ID in the claim –)"
    assert f"Let people sign in with “North login” {facts}" in page
    approve(second)
    assert SignOn.objects.get().state == "on"
    event = AuditEvent.objects.get(verb="sign_on.switched.on")
    assert event.actor == second.get("/").wsgi_request.user


def test_everyone_with_an_account_is_told(client, second, provider, director):
    now = timezone.now()
    MembershipFactory(institution=director.institution, user__email="new@north.example")
    MembershipFactory(user__activated_at=now, user__email="bo@south.example")
    for name, more in (
        ("ada", {}),
        ("gone", {"end_date": "2026-01-31"}),
        ("closed", {"user__is_active": False}),
    ):
        email = f"{name}@north.example"
        MembershipFactory(
            institution=director.institution, user__email=email, user__activated_at=now, **more
        )
    connected_and_tested(provider, director)
    client.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    assert OutboxMessage.objects.filter(kind="sign_on_changed").count() == 0
    approve(second)
    # The two directors have signed in, so their accounts are in use, too.
    mails = OutboxMessage.objects.filter(kind="sign_on_changed")
    told = {"ada@north.example", "di@north.example", second.get("/").wsgi_request.user.email}
    assert set(mails.values_list("recipient", flat=True)) == told
    assert mails.count() == 3
    body = mails.get(recipient="ada@north.example").body_text
    assert f"can now sign in to MentorNet with North login ({provider.issuer})" in body
    assert "Only you can do that" in body


def test_change_while_in_use_waits_and_the_connection_stays_as_it_is(
    client, second, provider, director
):
    row = connected_and_tested(provider, director, SignOn.State.ON)
    typed = oidc_form(
        provider,
        client_id=provider.client["client_id"],
        secret="",
        domains="north.example",
        external_id_claim="staff_no",
    )
    page = client.post(f"{SETUP}oidc/", typed, follow=True).content.decode()
    assert "has to approve this" in page
    row.refresh_from_db()
    assert (row.external_id_claim, row.state) == ("", "on")
    approve(second)
    row.refresh_from_db()
    assert (row.external_id_claim, row.state, row.proposal) == ("staff_no", "on", None)
    assert opened(row.app).secret == provider.client["client_secret"]
    body = OutboxMessage.objects.filter(kind="sign_on_changed").latest("created_at").body_text
    assert "has changed: its keys, its addresses, or what it says about people" in body


def test_name_and_secret_change_at_once(client, provider, director):
    row = connected_and_tested(provider, director, SignOn.State.ON)
    typed = oidc_form(
        provider,
        client_id=provider.client["client_id"],
        secret="the next secret",
        domains="north.example",
        name="New name",
    )
    client.post(f"{SETUP}oidc/", typed)
    row = SignOn.objects.get()
    assert (row.app.name, opened(row.app).secret) == ("New name", "the next secret")
    assert (row.state, row.proposal, Approval.objects.count()) == ("on", None, 0)


@pytest.mark.parametrize("ends", ["approval_refuse", "approval_withdraw"])
def test_change_that_is_not_wanted_is_dropped(client, second, provider, director, ends):
    row = connected_and_tested(provider, director, SignOn.State.ON)
    typed = oidc_form(
        provider, client_id=provider.client["client_id"], secret="", domains="north.org"
    )
    client.post(f"{SETUP}oidc/", typed)
    waiting = Approval.objects.get()
    who = second if ends == "approval_refuse" else client
    who.post(reverse(f"profiles:{ends}", args=[waiting.pk]))
    row.refresh_from_db()
    assert row.proposal is None
    assert [one.name for one in row.domains.all()] == ["north.example"]


def test_it_is_required_only_when_a_named_director_can_do_without(
    client, second, provider, director
):
    connected_and_tested(provider, director, SignOn.State.ON)
    for ready in (False, True):
        if ready:
            with_second_step(director)
            client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
        client.post(f"{SETUP}break-glass/", {"members": [str(director.pk)]})
        client.post(f"{SETUP}state/", {"state": "enforced", "sure": "1"})
        assert Approval.objects.count() == int(ready)
    assert not SignOn.objects.get().is_enforced
    approve(second)
    assert SignOn.objects.get().is_enforced
    assert "sign_on.switched.enforced" in AuditEvent.objects.values_list("verb", flat=True)


def test_one_director_alone_requires_it_no_longer(client, provider, director):
    connected_and_tested(provider, director, SignOn.State.ENFORCED)
    SignOn.objects.get().break_glass.add(director)
    secret = with_second_step(director)
    browser, where = sign_in(director.user.email)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    browser.post(where, {"code": code})
    browser.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    assert SignOn.objects.get().state == "on"


def test_switched_off_it_has_no_link_and_no_session_left(client, provider, director):
    row = connected_and_tested(provider, director, SignOn.State.ON)
    member = colleague(director)
    bound(row, member, "f1")
    by_provider, by_password = Client(), sign_in(member.user.email)[0]
    come_back(by_provider, provider, row, "f1")
    assert by_provider.get("/settings/").status_code == 200

    client.post(f"{SETUP}state/", {"state": "draft", "sure": "1"})

    assert [one.get("/settings/").status_code for one in (by_provider, by_password)] == [302, 302]
    assert client.get(SETUP).status_code == 200
    assert SignOnLink.objects.count() == SocialAccount.objects.count() == 0


def test_provider_is_removed_once_it_is_switched_off(client, provider, director):
    row = connected_and_tested(provider, director, SignOn.State.ON)
    page = client.post(f"{SETUP}remove/", follow=True).content.decode()
    assert "Turn off single sign-on first" in page
    assert SignOn.objects.filter(pk=row.pk).exists()
    client.post(f"{SETUP}state/", {"state": "draft", "sure": "1"})
    client.post(f"{SETUP}remove/")
    assert SignOn.objects.count() == SocialApp.objects.count() == SignOnDomain.objects.count() == 0


def test_removed_link_ends_the_person_s_sessions(client, provider, director):
    row = connect(provider, director.institution)
    member = colleague(director)
    bound(row, member, "f1")
    by_provider, by_password = Client(), sign_in(member.user.email)[0]
    come_back(by_provider, provider, row, "f1")

    client.post(f"{SETUP}forget/", {"email": member.user.email.upper()})

    assert [one.get("/settings/").status_code for one in (by_provider, by_password)] == [302, 302]
    told = OutboxMessage.objects.get(body_text__contains="single sign-on that opened your account")
    assert told.recipient == member.user.email
    assert come_back(Client(), provider, row, "f1").status_code == 403
    assert SignOnLink.objects.count() == 0


def test_other_certificates_of_a_saml_provider_wait_and_sign_no_one_in(client, director):
    """A director has metadata read that a forger made, with the same name and other keys."""
    idp, forger = (IdentityProvider("https://idp.north.example") for _ in range(2))
    given = {"name": "North login", "domains": "north.example", "external_id_claim": ""}
    client.post(f"{SETUP}saml/", {**given, "metadata": idp.metadata})
    SignOn.objects.update(state=SignOn.State.ON, tested_at=timezone.now())
    row = SignOn.objects.get()
    member = colleague(director)
    bound(row, member, "o-1")

    client.post(f"{SETUP}saml/", {**given, "metadata": forger.metadata})

    opens = {}
    for name, signer in (("idp", idp), ("forger", forger)):
        browser = Client(headers={"host": "testserver"})
        asked = browser.get("/accounts/saml/at-north/login/")["Location"]
        form = signer.answer(asked, name="o-1", attributes={"a": "b"})
        posted = browser.post("/accounts/saml/at-north/acs/", form)
        browser.get(posted["Location"])
        opens[name] = signed_in(browser)
    assert opens == {"idp": member.user.email, "forger": None}
    row.refresh_from_db()
    assert row.proposal["settings"]["idp"]["x509cert"] != row.app.settings["idp"]["x509cert"]
