"""Two institutions on one e-mail domain: each person says which is theirs, and gets in nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, SignOn
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.oidc import Provider, oidc_provider
from tests.support.sign_on import bound, come_back, connect, refused, signed_in

pytestmark = pytest.mark.django_db
FIND = "/sign-on/"
DOMAIN = "care.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


def member_of(slug: str, name: str) -> Membership:
    institution = InstitutionFactory(slug=slug, name=slug.title())
    return MembershipFactory(institution=institution, user__email=f"{name}@{DOMAIN}")


@pytest.fixture
def ada() -> Membership:
    return member_of("north", "ada")


@pytest.fixture
def bo() -> Membership:
    return member_of("south", "bo")


@pytest.fixture
def sign_ons(provider: Provider, ada: Membership, bo: Membership) -> dict[str, SignOn]:
    """Both institutions' own clients at the provider, both for the one domain."""
    return {
        one.institution.slug: connect(provider, one.institution, domains=[DOMAIN])
        for one in (ada, bo)
    }


def type_in(client: Client, email: str, **more: str):
    return client.post(FIND, {"email": email, **more}, follow=True)


def test_who_types_such_an_address_is_asked_which_institution_is_theirs(client, sign_ons):
    answer = type_in(client, f"ada@{DOMAIN}", next="/settings/")

    assert answer.redirect_chain == [("/sign-on/?next=%2Fsettings%2F", 302)]
    assert [(str(name), address) for name, address in answer.context["doors"]] == [
        ("North", "/accounts/oidc/at-north/login/?next=%2Fsettings%2F"),
        ("South", "/accounts/oidc/at-south/login/?next=%2Fsettings%2F"),
    ]
    page = answer.content.decode()
    assert "/accounts/login/?with=password&amp;next=%2Fsettings%2F" in page


def test_the_question_is_the_same_whether_there_is_such_a_person(client, sign_ons):
    def asked(email: str) -> str:
        page = type_in(Client(), email).content.decode()
        return re.sub(r'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", page)

    assert asked(f"ada@{DOMAIN}") == asked(f"nobody@{DOMAIN}") == asked(f"bo@{DOMAIN}".upper())
    assert "ada" not in asked(f"ada@{DOMAIN}")


def test_the_own_institution_s_provider_opens_and_the_other_s_does_not(
    client, provider, sign_ons, ada
):
    bound(sign_ons["north"], ada, "k1")
    provider.knows("k1", email=ada.user.email, email_verified=True)
    type_in(client, ada.user.email)

    assert refused(come_back(client, provider, sign_ons["south"], "k1"), "proof_needed")
    assert signed_in(client) is None

    come_back(client, provider, sign_ons["north"], "k1")
    assert signed_in(client) == ada.user.email


def test_required_provider_of_a_shared_domain_takes_no_one_along_unasked(client, provider, ada, bo):
    connect(provider, ada.institution, domains=[DOMAIN], state=SignOn.State.ENFORCED)

    answer = type_in(client, bo.user.email)

    assert [str(name) for name, _address in answer.context["doors"]] == ["North"]
    local = client.get(answer.context["local_url"]).content.decode()
    assert f'value="{bo.user.email}"' in local
    assert 'name="password"' in local


def test_provider_that_is_not_in_use_is_not_offered(client, provider, sign_ons):
    SignOn.objects.filter(institution__slug="south").update(state=SignOn.State.DRAFT)

    answer = type_in(client, f"bo@{DOMAIN}")

    assert [str(name) for name, _address in answer.context["doors"]] == ["North"]


def test_question_without_an_address_leads_to_the_sign_in_page(client, sign_ons):
    assert client.get(FIND)["Location"] == reverse("account_login")


def test_wrong_password_points_to_both(client, sign_ons):
    answer = client.post(reverse("account_login"), {"login": f"x@{DOMAIN}", "password": "wrong"})
    page = answer.content.decode()
    assert "/sign-on/north/" in page
    assert "/sign-on/south/" in page
