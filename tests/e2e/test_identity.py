"""Sign-on, provisioning and expertise in a browser, with a provider that runs here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings as conf

from mentornet.scannable import is_whole
from profiles.models import Institution, Membership, SignOn
from profiles.provisioning.domain.tokens import issue_token
from profiles.sign_on.provider.domain.provider_sessions import SIGN_OUT_HINT
from profiles.sign_on.provider.domain.setup import connect_oidc, connect_saml
from profiles.vocabulary import Rank, StaffRoleKind
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.people.domain.test_publications import RECORD
from tests.support.examples import rarely
from tests.support.oidc import Provider, oidc_provider
from tests.support.saml import IdentityProvider
from tests.support.sign_on import PASSWORD, bound, with_password

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [390, rarely(1280)])


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def north() -> Institution:
    return InstitutionFactory(slug="north", name="Northfield School of Medicine")


@pytest.fixture
def director(north: Institution) -> Membership:
    return MembershipFactory(
        institution=north,
        offices=[StaffRoleKind.DIRECTOR],
        user__email="di@north.example",
        given_name="Dina",
        family_name="Reyes",
    )


def form_of(provider: Provider) -> dict[str, Any]:
    return {
        "name": "Northfield login",
        "issuer": provider.issuer,
        "client_id": provider.client["client_id"],
        "secret": provider.client["client_secret"],
    }


@WIDTHS
def test_person_signs_in_and_out_with_their_institution_s_sign_on(
    open_as: OpenAs, live_server: Any, provider: Provider, director: Membership, width: int
) -> None:
    provider.register(f"{live_server.url}/accounts/oidc/at-north/login/callback/")
    connect_oidc(
        director.institution,
        **form_of(provider),
        external_id_claim="",
        domains=["north.example"],
        actor=director.user,
    )
    SignOn.objects.update(state=SignOn.State.ON)
    bound(SignOn.objects.get(), director, "k1")
    page = open_as(width=width)

    page.goto("/accounts/login/")
    assert faults_of(page) == []
    page.get_by_label("Your work email").fill("di@north.example")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/sign-on/north/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Continue with Northfield login").click()
    page.get_by_placeholder("sub").fill("k1")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{live_server.url}/dashboard/")
    page.goto("/settings/")
    assert page.locator("dd", has_text="di@north.example").is_visible()

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    # Our page goes on by itself to the provider, which asks and comes back.
    page.wait_for_url(f"{provider.issuer}/oauth2/end_session*")


@pytest.mark.parametrize("scripts", [True, rarely(False)])
def test_signing_out_is_posted_to_a_saml_provider(
    open_as: OpenAs, director: Membership, scripts: bool
) -> None:
    idp = IdentityProvider("https://idp.north.example")
    row = connect_saml(
        director.institution,
        name="Northfield login",
        metadata=idp.metadata.replace(":HTTP-Redirect", ":HTTP-POST", 1),
        external_id_claim="",
        domains=["north.example"],
        actor=director.user,
    )
    SignOn.objects.update(state=SignOn.State.ON)
    page, posted = open_as(director.user, scripts=scripts), []
    [cookie] = [one for one in page.context.cookies() if one["name"] == conf.SESSION_COOKIE_NAME]
    session = import_module(conf.SESSION_ENGINE).SessionStore(cookie["value"])
    session[SIGN_OUT_HINT] = {"app": row.app_id, "name_id": "p-1", "session_index": "s1"}
    session.save()

    def there(route: Any) -> None:
        posted.append(route.request.post_data)
        route.fulfill(body="Signed out there")

    page.route("https://idp.north.example/**", there)
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    if not scripts:
        page.get_by_role("button", name="Continue").click()
    page.wait_for_url("https://idp.north.example/slo")

    assert len(posted) == 1
    assert posted[0].startswith("SAMLRequest=")


@pytest.mark.long
@WIDTHS
def test_people_of_a_shared_domain_say_which_institution_is_theirs(
    open_as: OpenAs, live_server: Any, provider: Provider, director: Membership, width: int
) -> None:
    MembershipFactory(user__email="bo@north.example")
    provider.register(f"{live_server.url}/accounts/oidc/at-north/login/callback/")
    connect_oidc(
        director.institution,
        **form_of(provider),
        external_id_claim="",
        domains=["north.example"],
        actor=director.user,
    )
    SignOn.objects.update(state=SignOn.State.ENFORCED)
    bound(SignOn.objects.get(), director, "k1")
    page = open_as(width=width)

    page.goto("/accounts/login/")
    page.get_by_label("Your work email").fill("di@north.example")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/sign-on/")
    assert faults_of(page) == []
    page.get_by_role("link", name="Northfield School of Medicine").click()
    page.get_by_placeholder("sub").fill("k1")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{live_server.url}/dashboard/")


@pytest.mark.long
@WIDTHS
def test_required_sign_on_is_reached_from_the_typed_address_at_once(
    open_as: OpenAs, live_server: Any, provider: Provider, director: Membership, width: int
) -> None:
    provider.register(f"{live_server.url}/accounts/oidc/at-north/login/callback/")
    connect_oidc(
        director.institution,
        **form_of(provider),
        external_id_claim="",
        domains=["north.example"],
        actor=director.user,
    )
    SignOn.objects.update(state=SignOn.State.ENFORCED)
    page = open_as(width=width)
    page.goto("/accounts/login/")
    page.get_by_label("Your work email").fill("di@north.example")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{provider.issuer}/oauth2/authorize*")

    signed_in = open_as(director.user, width=width)
    signed_in.goto("/")
    signed_in.wait_for_url("**/sign-on/north/required/")
    assert faults_of(signed_in) == []


@WIDTHS
def test_director_connects_tests_and_switches_on(
    open_as: OpenAs, live_server: Any, provider: Provider, director: Membership, width: int
) -> None:
    provider.register(f"{live_server.url}/accounts/oidc/at-north/login/callback/")
    provider.knows("k2", email="di@north.example", email_verified=True)
    page = open_as(director.user, width=width)
    page.goto("/dashboard/sign-on/")
    assert faults_of(page) == []
    page.get_by_role("link", name="OpenID Connect").click()
    given = form_of(provider)
    page.get_by_label("Name that people know it by").fill(given["name"])
    page.get_by_label("Issuer").fill("http://localhost:9")
    page.get_by_label("Client ID").fill(given["client_id"])
    page.get_by_role("textbox", name="Client secret").fill(given["secret"])
    page.get_by_label("Email domains").fill("north.example")
    page.get_by_role("button", name="Save and check the provider").click()
    assert page.get_by_text("We can’t connect to localhost").first.is_visible()
    assert faults_of(page) == []
    page.get_by_label("Issuer").fill(given["issuer"])
    page.get_by_role("textbox", name="Client secret").fill(given["secret"])
    page.get_by_role("button", name="Save and check the provider").click()
    page.get_by_role("button", name="Test with my own account").click()
    page.get_by_placeholder("sub").fill("k2")
    page.get_by_role("button", name="Authorize").click()
    assert page.get_by_text("It works. You are still signed in as before").is_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Back to the settings").click()
    page.get_by_role("button", name="Turn on").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Change sign-in").click()
    assert page.get_by_text("A change is waiting for another program director").is_visible()
    assert faults_of(page) == []

    second = MembershipFactory(institution=director.institution, offices=[StaffRoleKind.DIRECTOR])
    other = open_as(second.user, width=width)
    other.goto("/dashboard/sign-on/")
    other.get_by_role("link", name="Show pending approvals").click()
    assert faults_of(other) == []
    other.get_by_role("button", name="Approve").click()
    other.goto("/dashboard/sign-on/")
    assert other.get_by_text("In use", exact=True).is_visible()


@pytest.mark.long
@WIDTHS
def test_person_links_their_account_once_and_signs_in_by_it(
    open_as: OpenAs, live_server: Any, provider: Provider, director: Membership, width: int
) -> None:
    provider.register(f"{live_server.url}/accounts/oidc/at-north/login/callback/")
    connect_oidc(
        director.institution,
        **form_of(provider),
        external_id_claim="",
        domains=["north.example"],
        actor=director.user,
    )
    SignOn.objects.update(state=SignOn.State.ENFORCED)
    provider.knows("k3", email="di@north.example")
    with_password(director)
    page = open_as(width=width)
    page.goto("/sign-on/north/required/")
    page.get_by_role("button", name="Continue with Northfield login").click()
    page.get_by_placeholder("sub").fill("k3")
    page.get_by_role("button", name="Authorize").click()
    assert page.get_by_text("Northfield login knows you as “di@north.example”").is_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Sign in with a password or code").click()
    page.get_by_label("Email").first.fill("di@north.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Link accounts").wait_for()
    assert faults_of(page) == []
    page.get_by_role("button", name="Link accounts").click()
    page.get_by_placeholder("sub").fill("k3")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{live_server.url}/dashboard/")
    page.goto("/settings/")
    assert page.locator("dd", has_text="di@north.example").is_visible()


@pytest.mark.long
@WIDTHS
def test_director_makes_a_token_for_the_directory(
    open_as: OpenAs, director: Membership, width: int
) -> None:
    issue_token(director.institution, label="Okta", default_rank=Rank.FULL, actor=director.user)
    page = open_as(director.user, width=width)
    page.goto("/dashboard/provisioning/")
    page.get_by_label("What it is for").fill("Entra ID")
    page.get_by_role("button", name="Create token").click()
    assert is_whole(page.get_by_label("Secret token").input_value())
    assert faults_of(page) == []


@pytest.mark.long
@WIDTHS
def test_person_takes_terms_from_their_works(
    open_as: OpenAs, director: Membership, width: int
) -> None:
    Membership.objects.filter(pk=director.pk).update(expertise=["Sleep medicine"])
    page = open_as(director.user, width=width)
    page.goto("/settings/")
    page.get_by_role("link", name="Edit my expertise").click()
    page.get_by_label("File with your publications").set_input_files(
        {"name": "orcid.xml", "mimeType": "text/xml", "buffer": RECORD.encode()}
    )
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("Palliative care").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Saved. Colleagues find you by these terms.").is_visible()
    director.refresh_from_db()
    assert director.expertise == ["Sleep medicine", "Palliative care"]
