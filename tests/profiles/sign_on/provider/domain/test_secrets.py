"""The secrets of institutions' connections: sealed wherever they lie, and still good to sign on with."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from allauth.socialaccount.models import SocialApp
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from mentornet.webhooks.models import WebhookEndpoint
from profiles.api_access.webhooks.domain import create_endpoint
from profiles.models import Membership, SignOn, SignOnLink
from profiles.sign_on.provider.domain.secrets import opened
from profiles.sign_on.provider.trial import as_proposed
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.sign_on.provider import test_saml as saml
from tests.support import sign_on as oidc
from tests.support.oidc import Provider, oidc_provider
from tests.support.saml import IdentityProvider

pytestmark = pytest.mark.django_db
SETUP = "/dashboard/sign-on/"
OLD, NEW = "the key of before" * 4, "the key of now" * 4
ADDRESS = "di@north.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture(scope="module")
def idp() -> IdentityProvider:
    return IdentityProvider("https://idp.north.example")


@pytest.fixture(autouse=True)
def keys(settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(
        institution=InstitutionFactory(slug="north", name="North"),
        offices=[StaffRoleKind.DIRECTOR],
        user__email=ADDRESS,
    )


def browser(member: Membership) -> Client:
    client = saml.Browser()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def set_up(director: Membership, protocol: str, **typed: str) -> SignOn:
    """Fill in the directors' page, test and switch on, as they do."""
    form = {"name": "North login", "domains": "north.example", **typed}
    answer = browser(director).post(f"{SETUP}{protocol}/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    SignOn.objects.update(state=SignOn.State.ON)
    row = SignOn.objects.select_related("app").get()
    if not SignOnLink.objects.exists():
        oidc.bound(row, director, "d1")
    return row


def set_up_oidc(director: Membership, provider: Provider, *, again: bool = False) -> SignOn:
    if not again:
        provider.register("http://testserver/accounts/oidc/at-north/login/callback/")
    known = provider.client
    return set_up(
        director,
        "oidc",
        issuer=provider.issuer,
        client_id=known["client_id"],
        secret=known["client_secret"],
    )


def tables_with(text: str) -> list[str]:
    """The tables of the database in any column of which *text* stands."""
    names = connection.introspection.table_names()
    assert "socialaccount_socialapp" in names
    with connection.cursor() as cursor:
        found = []
        for name in names:
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{name}" t WHERE strpos(t::text, %s) > 0)',
                [text],
            )
            found += [name] * cursor.fetchone()[0]
    return found


def test_client_secret_lies_nowhere_in_the_clear_and_opens_the_provider(director, provider):
    row = set_up_oidc(director, provider)
    secret = provider.client["client_secret"]

    assert opened(row.app).secret == secret
    assert tables_with(secret) == []
    assert tables_with(provider.client["client_id"]) == ["socialaccount_socialapp"]
    client = Client()
    oidc.come_back(client, provider, row, "d1")
    assert oidc.signed_in(client) == ADDRESS
    assert tables_with(secret) == []


def test_key_that_signs_our_requests_lies_nowhere_in_the_clear_and_signs(director, idp):
    row = set_up(director, "saml", metadata=idp.metadata)
    key = opened(row.app).settings["advanced"]["private_key"]
    lines = key.splitlines()

    assert lines[0] == "-----BEGIN PRIVATE KEY-----"
    assert tables_with(lines[1]) == tables_with("PRIVATE KEY") == []
    assert tables_with("BEGIN CERTIFICATE") == ["socialaccount_socialapp"]
    client = saml.Browser()
    asked = saml.leave(client)
    assert "Signature=" in asked
    form = idp.answer(asked, name="d1", attributes={saml.MAIL: ADDRESS})
    saml.bring(client, form)
    assert saml.signed_in(client) == ADDRESS
    assert tables_with(lines[1]) == []


def test_another_secret_key_opens_them_after_all_are_encrypted_again(
    director, provider, settings, capsys
):
    row = set_up_oidc(director, provider)
    endpoint = create_endpoint(
        director.institution, actor=director.user, url="https://north.example/", events=["*"]
    )
    signing = endpoint.secret
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    call_command("rotate_secret_key")
    assert capsys.readouterr().out == "2 secrets are sealed with SECRET_KEY.\n"

    settings.SECRET_KEY_FALLBACKS = []
    assert WebhookEndpoint.objects.get().secret == signing
    row.app.refresh_from_db()
    client = Client()
    oidc.come_back(client, provider, row, "d1")
    assert oidc.signed_in(client) == ADDRESS


def test_secret_of_a_change_that_waits_is_encrypted_again_too(director, provider, settings, capsys):
    set_up_oidc(director, provider)
    typed = {
        "name": "North login",
        "issuer": provider.issuer,
        "client_id": provider.client["client_id"],
        "secret": "the next secret",
        "domains": "north.edu",
    }
    browser(director).post(f"{SETUP}oidc/", typed)
    assert tables_with("the next secret") == []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    call_command("rotate_secret_key")
    assert capsys.readouterr().out == "2 secrets are sealed with SECRET_KEY.\n"
    settings.SECRET_KEY_FALLBACKS = []
    row = SignOn.objects.select_related("app").get()
    assert opened(as_proposed(row.app, row.proposal)).secret == "the next secret"


def test_nothing_is_encrypted_again_where_a_key_is_lost(director, idp, settings):
    row = set_up(director, "saml", metadata=idp.metadata)
    settings.SECRET_KEY = NEW
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("rotate_secret_key")
    assert SocialApp.objects.get().settings == row.app.settings


def test_lost_client_secret_lets_no_one_in_and_is_typed_in_again(director, provider, settings):
    row = set_up_oidc(director, provider)
    settings.SECRET_KEY = NEW
    client = Client()
    assert oidc.come_back(client, provider, row, "d1").status_code == 401
    assert oidc.signed_in(client) is None
    assert "can no longer read the client secret" in browser(director).get(SETUP).content.decode()

    row = set_up_oidc(director, provider, again=True)
    assert (
        "can no longer read the client secret" not in browser(director).get(SETUP).content.decode()
    )
    oidc.come_back(client, provider, row, "d1")
    assert oidc.signed_in(client) == ADDRESS


def test_lost_signing_key_asks_no_one_and_is_made_again_by_saving(director, idp, settings):
    set_up(director, "saml", metadata=idp.metadata)
    settings.SECRET_KEY = NEW
    client = saml.Browser()
    assert client.get("/accounts/saml/at-north/login/").status_code == 401
    assert (
        "can no longer read the key that signs our requests"
        in browser(director).get(SETUP).content.decode()
    )

    set_up(director, "saml", metadata="")
    assert (
        "can no longer read the key that signs our requests"
        not in browser(director).get(SETUP).content.decode()
    )
    form = idp.answer(saml.leave(client), name="d1", attributes={saml.MAIL: ADDRESS})
    saml.bring(client, form)
    assert saml.signed_in(client) == ADDRESS


def test_what_lay_in_the_clear_is_encrypted_by_the_migration_and_opened_by_its_reverse():
    migration = import_module("profiles.migrations.0008_seal_sign_on")
    SocialApp.objects.create(provider="openid_connect", provider_id="at-north", secret="s3cret")
    SocialApp.objects.create(
        provider="saml",
        provider_id="at-south",
        settings={"advanced": {"private_key": "k3y", "want_name_id": True}},
    )
    SocialApp.objects.create(provider="openid_connect", provider_id="at-west", settings={"a": 1})
    before = list(SocialApp.objects.order_by("pk").values())

    migration.seal_secrets(apps, None)
    assert tables_with("s3cret") == tables_with("k3y") == []
    oidc_app, saml_app, public = map(opened, SocialApp.objects.order_by("pk"))
    assert (oidc_app.secret, public.secret) == ("s3cret", "")
    assert saml_app.settings["advanced"] == {"private_key": "k3y", "want_name_id": True}

    migration.open_secrets(apps, None)
    assert list(SocialApp.objects.order_by("pk").values()) == before
