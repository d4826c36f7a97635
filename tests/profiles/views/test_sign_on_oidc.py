"""Signing in at a real OpenID provider: who is let in as whom, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from profiles.domain.sign_on_setup import connect_oidc
from profiles.models import AuditEvent, Membership, SignOn, SignOnLink, User
from profiles.vocabulary import Office
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.oidc import Provider, oidc_provider

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


def connect(provider: Provider, institution, *, state=SignOn.State.ON, **more) -> SignOn:
    address = f"http://testserver/accounts/oidc/at-{institution.slug}/login/callback/"
    provider.register(address)
    given = {
        "name": f"{institution.name} login",
        "issuer": provider.issuer,
        "client_id": provider.client["client_id"],
        "secret": provider.client["client_secret"],
        "external_id_claim": "",
        "trusts_addresses": False,
        "domains": [f"{institution.slug}.example"],
        **more,
    }
    row = connect_oidc(institution, actor=UserFactory(), **given)
    SignOn.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def come_back(client: Client, provider: Provider, sign_on: SignOn, sub: str, **query):
    """Leave for the provider, sign in there, and come back."""
    address = reverse("openid_connect_login", kwargs={"provider_id": sign_on.app.provider_id})
    leaving = client.get(address, query)
    assert leaving.status_code == 302, leaving.content.decode()
    back = urlsplit(provider.sign_in(leaving["Location"], sub))
    return client.get(f"{back.path}?{back.query}")


def signed_in(client: Client) -> str | None:
    user = client.get("/").wsgi_request.user
    return user.email if user.is_authenticated else None


def test_typed_address_leads_to_the_provider_and_back_in(client, provider, sign_on, person):
    provider.knows("k1", email="Ada@north.example", email_verified=True)
    page = client.get(reverse("account_login")).content.decode()
    assert 'name="password"' not in page
    found = client.post(
        reverse("profiles:find_sign_on"), {"email": "ada@north.example", "next": "/settings/"}
    )
    assert found["Location"] == "/sign-on/north/?next=%2Fsettings%2F"
    door = client.get(found["Location"]).content.decode()
    assert "/accounts/oidc/at-north/login/?next=%2Fsettings%2F" in door

    answer = come_back(client, provider, sign_on, "k1", next="/settings/")

    assert answer["Location"] == "/settings/"
    assert signed_in(client) == "ada@north.example"
    link = SignOnLink.objects.get()
    assert (link.member, link.account.uid, link.account.extra_data) == (person, "k1", {})
    person.user.refresh_from_db()
    assert person.user.activated_at is not None
    verbs = AuditEvent.objects.values_list("verb", "actor")
    assert ("sign_on.link", person.user.pk) in verbs


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
    provider.knows("k1", email="ada@north.example", email_verified=True)
    come_back(client, provider, sign_on, "k1")
    User.objects.filter(pk=person.user_id).update(email="ada.lovelace@north.example")
    other = Client()
    come_back(other, provider, sign_on, "k1")
    assert signed_in(other) == "ada.lovelace@north.example"
    assert SignOnLink.objects.count() == 1


def refused(answer, code: str) -> bool:
    return (answer.status_code, answer.context["error"].code) == (403, code)


def test_nobody_who_is_not_on_the_roster_gets_an_account(client, provider, sign_on):
    provider.knows("k2", email="stranger@north.example", email_verified=True)
    answer = come_back(client, provider, sign_on, "k2")
    assert refused(answer, "not_on_roster")
    assert signed_in(client) is None
    assert SocialAccount.objects.count() == 0
    assert AuditEvent.objects.filter(verb="sign_on.refuse.not_on_roster").count() == 1


def test_provider_of_one_institution_never_opens_another_s_account(client, provider, sign_on):
    MembershipFactory(user__email="bo@south.example")
    provider.knows("k3", email="bo@south.example", email_verified=True)
    assert refused(come_back(client, provider, sign_on, "k3"), "not_on_roster")
    assert signed_in(client) is None


@pytest.mark.parametrize("claim", [{}, {"email_verified": False}])
def test_address_that_the_provider_does_not_verify_opens_nothing(client, provider, sign_on, claim):
    provider.knows("k4", email="ada@north.example", **claim)
    assert refused(come_back(client, provider, sign_on, "k4"), "address_not_verified")


def test_trusted_provider_is_believed_in_its_own_domains_alone(client, provider, person):
    outside = MembershipFactory(institution=person.institution, user__email="cy@home.example")
    sign_on = connect(provider, person.institution, trusts_addresses=True)
    provider.knows("k5", email="ada@north.example")
    provider.knows("k6", email=outside.user.email)
    provider.knows("k7", email="ada@north.example", email_verified=False)
    assert refused(come_back(client, provider, sign_on, "k7"), "address_not_verified")
    assert refused(come_back(client, provider, sign_on, "k6"), "address_not_verified")
    come_back(client, provider, sign_on, "k5")
    assert signed_in(client) == "ada@north.example"


def test_roster_number_names_the_person_without_an_address(client, provider, person):
    sign_on = connect(provider, person.institution, external_id_claim="staff_no")
    MembershipFactory(external_id="N7")
    provider.knows("k8", staff_no="N1", email="mail.of.hers@other.example")
    provider.knows("k9", staff_no="N7")
    assert refused(come_back(client, provider, sign_on, "k9"), "not_on_roster")
    come_back(client, provider, sign_on, "k8")
    assert signed_in(client) == "ada@north.example"


def test_number_of_one_and_address_of_another_is_refused(client, provider, person):
    sign_on = connect(provider, person.institution, external_id_claim="staff_no")
    other = MembershipFactory(institution=person.institution)
    provider.knows("k10", staff_no="N1", email=other.user.email, email_verified=True)
    assert refused(come_back(client, provider, sign_on, "k10"), "two_people")


def test_address_that_was_given_on_to_somebody_else_does_not_open_the_old_account(
    client, provider, sign_on, person
):
    provider.knows("k11", email="ada@north.example", email_verified=True)
    provider.knows("k12", email="ada@north.example", email_verified=True)
    come_back(client, provider, sign_on, "k11")
    assert refused(come_back(Client(), provider, sign_on, "k12"), "linked_to_another")


def test_who_has_left_is_refused_although_linked(client, provider, sign_on, person):
    provider.knows("k13", email="ada@north.example", email_verified=True)
    come_back(client, provider, sign_on, "k13")
    Membership.objects.filter(pk=person.pk).update(end_date="2026-01-31")
    assert refused(come_back(Client(), provider, sign_on, "k13"), "has_left")


def test_closed_login_stays_closed(client, provider, sign_on, person):
    person.user.is_active = False
    person.user.save()
    provider.knows("k14", email="ada@north.example", email_verified=True)
    answer = come_back(client, provider, sign_on, "k14")
    assert answer["Location"] == reverse("account_inactive")
    assert signed_in(client) is None


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_login_that_runs_the_service_is_never_opened(client, provider, sign_on, person, right):
    setattr(person.user, right, True)
    person.user.save()
    provider.knows("k15", email="ada@north.example", email_verified=True)
    assert refused(come_back(client, provider, sign_on, "k15"), "runs_the_service")


def test_login_of_two_institutions_asks_for_proof_once(client, provider, sign_on, person):
    MembershipFactory(user=person.user)
    provider.knows("k16", email="ada@north.example", email_verified=True)
    answer = come_back(client, provider, sign_on, "k16")
    assert refused(answer, "proof_needed")
    assert signed_in(client) is None
    assert SignOnLink.objects.count() == 0

    person.user.set_password("correct horse 7")
    person.user.save()
    client.post(
        reverse("account_login"), {"login": person.user.email, "password": "correct horse 7"}
    )
    link = reverse("profiles:link_sign_on", args=["north"])
    assert "/accounts/oidc/at-north/login/" in client.post(link).content.decode()
    come_back(client, provider, sign_on, "k16")
    assert SignOnLink.objects.get().proven

    other = Client()
    come_back(other, provider, sign_on, "k16")
    assert signed_in(other) == "ada@north.example"


def test_link_from_before_the_second_institution_needs_proof_too(client, provider, sign_on, person):
    provider.knows("k17", email="ada@north.example", email_verified=True)
    come_back(client, provider, sign_on, "k17")
    MembershipFactory(user=person.user)
    assert refused(come_back(Client(), provider, sign_on, "k17"), "proof_needed")


def test_somebody_else_s_session_proves_nothing(client, provider, sign_on, person):
    MembershipFactory(user=person.user)
    attacker = MembershipFactory(institution=person.institution)
    attacker.user.set_password("correct horse 7")
    attacker.user.save()
    client.post(
        reverse("account_login"), {"login": attacker.user.email, "password": "correct horse 7"}
    )
    client.post(reverse("profiles:link_sign_on", args=["north"]))
    provider.knows("k18", email="ada@north.example", email_verified=True)
    assert refused(come_back(client, provider, sign_on, "k18"), "proof_needed")
    assert signed_in(client) == attacker.user.email


def test_connecting_by_the_library_s_own_way_links_nothing(client, provider, sign_on, person):
    victim = MembershipFactory(institution=person.institution)
    client.force_login(victim.user, backend="django.contrib.auth.backends.ModelBackend")
    provider.knows("k19", email="attacker@north.example", email_verified=True)
    answer = come_back(client, provider, sign_on, "k19", process="connect")
    assert refused(answer, "not_on_roster")
    assert SocialAccount.objects.count() == 0


def test_answer_is_good_once_and_in_the_session_that_asked(client, provider, sign_on, person):
    provider.knows("k20", email="ada@north.example", email_verified=True)
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
    provider.knows("k21", email="ada@north.example", email_verified=True)
    leaving = client.get("/accounts/oidc/at-north/login/")
    provider_client = sign_on.app.client_id
    assert parse_qs(urlsplit(leaving["Location"]).query)["client_id"] == [provider_client]
    back = urlsplit(provider.sign_in(leaving["Location"], "k21"))
    moved = back.path.replace("at-north", "at-south")
    assert client.get(f"{moved}?{back.query}").status_code == 401
    assert signed_in(client) is None


def test_userinfo_of_somebody_else_than_the_token_s_is_refused(
    client, provider, sign_on, person, monkeypatch
):
    provider.knows("k22", email="stranger@north.example")
    monkeypatch.setattr(
        "profiles.providers.RosterOIDCAdapter._fetch_user_info",
        lambda self, token: {
            "sub": "somebody else",
            "email": "ada@north.example",
            "email_verified": True,
        },
    )
    assert come_back(client, provider, sign_on, "k22").status_code == 401
    assert signed_in(client) is None


def test_sign_out_ends_the_provider_s_session_too(client, provider, sign_on, person):
    provider.knows("k23", email="ada@north.example", email_verified=True)
    come_back(client, provider, sign_on, "k23")
    page = client.post(reverse("account_logout")).content.decode()
    assert signed_in(client) is None
    assert f"0;url={provider.issuer}/oauth2/end_session?id_token_hint=ey" in page
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2F" in page


def test_provider_that_is_away_is_told_in_words(client, provider, sign_on):
    app = sign_on.app
    app.settings["server_url"] = "http://localhost:9/.well-known/openid-configuration"
    app.save()
    answer = client.get("/accounts/oidc/at-north/login/")
    assert answer.status_code == 401
    assert "It may be away" in answer.content.decode()


def test_draft_lets_nobody_in_and_is_not_offered(client, provider, person):
    sign_on = connect(provider, person.institution, state=SignOn.State.DRAFT)
    provider.knows("k24", email="ada@north.example", email_verified=True)
    assert 'name="password"' in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("profiles:sign_on", args=["north"])).status_code == 404
    assert refused(come_back(client, provider, sign_on, "k24"), "not_in_use")


def test_director_tests_before_it_is_on_and_stays_who_they_are(client, provider, person):
    director = MembershipFactory(
        institution=person.institution, offices=[Office.DIRECTOR], user__email="di@north.example"
    )
    sign_on = connect(provider, person.institution, state=SignOn.State.DRAFT)
    provider.knows("k25", email="di@north.example", email_verified=True)
    provider.knows("k26", email="ada@north.example", email_verified=True)
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")

    for sub, problem in (("k26", "That is not you"), ("k25", "It works")):
        client.post(reverse("profiles:sign_on_test"))
        page = come_back(client, provider, sign_on, sub).content.decode()
        assert problem in page
        sign_on.refresh_from_db()
        assert (sign_on.tested_at is not None) == (sub == "k25")

    assert signed_in(client) == "di@north.example"
    assert SignOnLink.objects.count() == 0
