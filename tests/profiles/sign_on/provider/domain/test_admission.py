"""Signing in at a real OpenID provider: who is let in as whom, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, SignOn, SignOnLink, User
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.oidc import Provider, oidc_provider
from tests.support.sign_on import (
    bound,
    come_back,
    connect,
    refused,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def person() -> Membership:
    institution = InstitutionFactory(slug="north", name="North")
    return MembershipFactory(
        institution=institution, external_id="N1", user__email="ada@north.example"
    )


@pytest.fixture
def sign_on(provider: Provider, person: Membership) -> SignOn:
    return connect(provider, person.institution)


def test_typed_address_leads_to_the_provider_and_back_in(client, provider, sign_on, person):
    bound(sign_on, person, "k1")
    page = client.get(reverse("account_login")).content.decode()
    assert 'name="password"' not in page
    found = client.post(
        reverse("profiles:find_sign_on"), {"email": "ada@north.example", "next": "/settings/"}
    )
    assert found["Location"] == "/sign-on/north/?next=%2Fsettings%2F"
    door = client.get(found["Location"])
    assert door.context["next"] == "/settings/"
    onward = client.post(found["Location"], {"next": "/settings/", "device": "own"})
    assert onward.context["address"] == "/accounts/oidc/at-north/login/?next=%2Fsettings%2F"

    answer = come_back(client, provider, sign_on, "k1", next="/settings/")

    assert answer["Location"] == "/settings/"
    assert (signed_in(client), client.session["device"]) == ("ada@north.example", "own")
    assert SignOnLink.objects.get().account.extra_data == {}


def test_provider_is_told_the_typed_address_and_a_challenge(client, provider, sign_on):
    client.post(reverse("profiles:find_sign_on"), {"email": "ada@north.example"})
    leaving = client.get("/accounts/oidc/at-north/login/?auth_params=prompt%3Dnone")
    query = parse_qs(urlsplit(leaving["Location"]).query)
    assert query["login_hint"] == ["ada@north.example"]
    assert query["code_challenge_method"] == ["S256"]
    assert "prompt" not in query


@pytest.mark.parametrize("email", ["ada@elsewhere.example", "nobody@nowhere.example"])
def test_other_addresses_get_password_and_code_whether_they_exist_or_not(
    client, sign_on, email, person
):
    MembershipFactory(user__email="ada@elsewhere.example")
    answer = client.post(reverse("profiles:find_sign_on"), {"email": email})
    assert answer["Location"] == "/accounts/login/?with=password"
    page = client.get(answer["Location"]).content.decode()
    assert f'value="{email}"' in page
    assert 'name="password"' in page


def test_sign_in_page_is_as_ever_where_no_institution_has_a_provider(client):
    page = client.get(reverse("account_login")).content.decode()
    assert 'name="password"' in page


def test_second_sign_in_finds_the_same_person_after_their_address_changed(
    client, provider, sign_on, person
):
    bound(sign_on, person, "k1")
    User.objects.filter(pk=person.user_id).update(email="ada.lovelace@north.example")
    come_back(client, provider, sign_on, "k1")
    assert signed_in(client) == "ada.lovelace@north.example"


def test_who_has_left_is_refused_although_linked(client, provider, sign_on, person):
    bound(sign_on, person, "k13")
    Membership.objects.filter(pk=person.pk).update(end_date="2026-01-31")
    assert refused(come_back(client, provider, sign_on, "k13"), "has_left")
    assert signed_in(client) is None


def test_closed_login_stays_closed(client, provider, sign_on, person):
    bound(sign_on, person, "k14")
    person.user.is_active = False
    person.user.save()
    answer = come_back(client, provider, sign_on, "k14")
    assert answer["Location"] == reverse("account_inactive")
    assert signed_in(client) is None


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_login_that_runs_the_service_is_never_opened(client, provider, sign_on, person, right):
    bound(sign_on, person, "k15")
    setattr(person.user, right, True)
    person.user.save()
    assert refused(come_back(client, provider, sign_on, "k15"), "runs_the_service")
    assert signed_in(client) is None


def test_answer_is_good_once_and_in_the_session_that_asked(client, provider, sign_on, person):
    bound(sign_on, person, "k20")
    leaving = client.get("/accounts/oidc/at-north/login/")
    back = urlsplit(provider.sign_in(leaving["Location"], "k20"))
    path = f"{back.path}?{back.query}"
    stolen = Client()
    assert stolen.get(path).status_code == 401
    assert signed_in(stolen) is None
    client.get(path)
    assert signed_in(client) == "ada@north.example"
    assert client.get(path).status_code == 401


def test_answer_for_one_institution_s_address_is_no_good_at_another_s(
    client, provider, sign_on, person
):
    south = InstitutionFactory(slug="south", name="South")
    connect(provider, south)
    bound(sign_on, person, "k21")
    leaving = client.get("/accounts/oidc/at-north/login/")
    provider_client = sign_on.app.client_id
    assert parse_qs(urlsplit(leaving["Location"]).query)["client_id"] == [provider_client]
    back = urlsplit(provider.sign_in(leaving["Location"], "k21"))
    moved = back.path.replace("at-north", "at-south")
    assert client.get(f"{moved}?{back.query}").status_code == 401
    assert signed_in(client) is None


def test_sign_out_ends_the_provider_s_session_too(client, provider, sign_on, person):
    bound(sign_on, person, "k23")
    come_back(client, provider, sign_on, "k23")
    page = client.post(reverse("account_logout")).content.decode()
    assert signed_in(client) is None
    assert f"0;url={provider.issuer}/oauth2/end_session?id_token_hint=ey" in page
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2F" in page


def test_provider_that_is_away_is_told_in_words(client, provider, sign_on):
    app = sign_on.app
    app.settings["endpoints"]["token_endpoint"] = "http://localhost:9/token"
    app.save()
    answer = come_back(client, provider, sign_on, "k1")
    assert answer.status_code == 401
    assert "It may be down" in answer.content.decode()


def test_draft_lets_no_one_in_and_is_not_offered(client, provider, person):
    sign_on = connect(provider, person.institution, state=SignOn.State.DRAFT)
    bound(sign_on, person, "k24")
    assert 'name="password"' in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("profiles:sign_on", args=["north"])).status_code == 404
    assert refused(come_back(client, provider, sign_on, "k24"), "not_in_use")


def test_director_tests_before_it_is_on_and_stays_who_they_are(client, provider, person):
    director = MembershipFactory(
        institution=person.institution,
        offices=[StaffRoleKind.DIRECTOR],
        user__email="di@north.example",
    )
    sign_on = connect(provider, person.institution, state=SignOn.State.DRAFT)
    provider.knows("k25", email="di@north.example", email_verified=True)
    provider.knows("k26", email="ada@north.example", email_verified=True)
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")

    for sub, problem in (("k26", "That is a different account"), ("k25", "It works")):
        client.post(reverse("profiles:sign_on_test"))
        page = come_back(client, provider, sign_on, sub).content.decode()
        assert problem in page
        sign_on.refresh_from_db()
        assert (sign_on.tested_at is not None) == (sub == "k25")

    assert signed_in(client) == "di@north.example"
    assert SignOnLink.objects.count() == 0
