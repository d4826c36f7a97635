"""A director connects, switches on and requires a sign-on; what requiring it does to people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialApp
from django.test import Client

from profiles.models import Membership, SignOn, SignOnDomain
from profiles.sign_on.provider.domain.secrets import opened
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.oidc import Provider, oidc_provider
from tests.support.saml import IdentityProvider
from tests.support.sign_on import (
    connect,
    oidc_form,
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
    client = Client()
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_connection_is_read_and_saved_and_its_secret_never_shown_again(client, provider):
    assert client.post(f"{SETUP}oidc/", oidc_form(provider))["Location"] == SETUP
    row = SignOn.objects.get()
    assert (row.state, opened(row.app).secret) == ("draft", "s3cret-of-north")
    assert list(row.domains.values_list("name", flat=True)) == ["north.edu", "north.example"]
    for address in (SETUP, f"{SETUP}oidc/"):
        page = client.get(address).content.decode()
        assert "s3cret-of-north" not in page
        assert "http://testserver/accounts/oidc/at-north/login/callback/" in page
    client.post(f"{SETUP}oidc/", oidc_form(provider, secret="", name="New name"))
    app = SocialApp.objects.get()
    assert (opened(app).secret, app.name) == ("s3cret-of-north", "New name")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("issuer", "http://localhost:9", "We can’t connect to localhost"),
        ("issuer", "{issuer}/realms/x", "answered with error 404"),
        ("domains", "not a domain", "is not a domain"),
        ("domains", "gmail.com", "Anyone can get an email at gmail.com"),
        ("domains", "south.example", "People at another institution use south.example"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client, provider, field, value, says):
    MembershipFactory(user__email="bo@south.example")
    typed = oidc_form(provider, **{field: value.format(issuer=provider.issuer)})
    answer = client.post(f"{SETUP}oidc/", typed)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert says in str(form.errors[field])
    assert SignOn.objects.count() == SignOnDomain.objects.count() == SocialApp.objects.count() == 0


def test_domain_that_another_institution_has_claimed_is_taken_with_own_people_there_alone(
    client, provider, director
):
    theirs = connect(provider, InstitutionFactory(slug="south", name="South"))
    assert [one.shared for one in theirs.domains.all()] == [False]
    typed = oidc_form(provider, domains="south.example")
    answer = client.post(f"{SETUP}oidc/", typed)
    assert list(answer.context["form"].errors) == ["domains"]
    assert "no one on your roster does" in str(answer.context["form"].errors["domains"])

    MembershipFactory(institution=director.institution, user__email="ada@south.example")
    assert client.post(f"{SETUP}oidc/", typed)["Location"] == SETUP
    assert sorted(SignOnDomain.objects.values_list("institution__slug", "name", "shared")) == [
        ("north", "south.example", True),
        ("south", "south.example", True),
    ]


def test_domain_at_which_another_institution_has_people_is_shared_from_the_start(client, provider):
    MembershipFactory(user__email="bo@north.example")
    client.post(f"{SETUP}oidc/", oidc_form(provider))
    assert list(SignOnDomain.objects.values_list("name", "shared")) == [
        ("north.edu", False),
        ("north.example", True),
    ]


def test_private_addresses_are_not_asked_where_they_are_not_allowed(client, provider, settings):
    settings.SIGN_ON_PRIVATE_NETWORKS = False
    answer = client.post(f"{SETUP}oidc/", oidc_form(provider))
    assert "leads to an address that is not public" in str(answer.context["form"].errors["issuer"])


def test_saml_metadata_is_read_and_kept(client):
    idp = IdentityProvider("https://idp.north.example")
    typed = {"name": "North login", "metadata": idp.metadata, "domains": "north.example"}
    assert client.get(f"{SETUP}saml/").context["form"]["metadata"].field.required
    assert client.post(f"{SETUP}saml/", typed)["Location"] == SETUP
    assert not client.get(f"{SETUP}saml/").context["form"]["metadata"].field.required
    app = SocialApp.objects.get()
    assert app.settings["idp"]["sso_url"] == "https://idp.north.example/sso"
    key = opened(app).settings["advanced"]["private_key"]
    page = client.get(SETUP).content.decode()
    assert "http://testserver/accounts/saml/at-north/acs/" in page
    assert "PRIVATE" not in page
    client.post(f"{SETUP}saml/", {**typed, "metadata": "", "name": "New name"})
    app.refresh_from_db()
    assert (app.name, opened(app).settings["advanced"]["private_key"]) == ("New name", key)


@pytest.mark.parametrize(
    "metadata",
    ["", "nonsense", "<a/>", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
)
def test_metadata_that_is_none_is_said_at_its_field(client, metadata):
    typed = {"name": "North login", "metadata": metadata, "domains": "north.example"}
    answer = client.post(f"{SETUP}saml/", typed)
    assert list(answer.context["form"].errors) == ["metadata"]


def test_only_directors_of_this_institution_can_be_named(client, provider, director):
    connect(provider, director.institution)
    for other in (
        MembershipFactory(institution=director.institution),
        MembershipFactory(offices=[StaffRoleKind.DIRECTOR]),
    ):
        answer = client.post(f"{SETUP}break-glass/", {"members": [str(other.pk)]})
        assert answer.status_code == 404
    assert SignOn.objects.get().break_glass.count() == 0
