"""Signing in with SAML 2.0: what a signed assertion opens, and all that is refused."""

from __future__ import annotations

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from profiles.institution.domain.approvals import approve
from profiles.models import Approval, Institution, Membership, SignOn, SignOnLink
from profiles.sign_on.provider.asserted_mfa import provider_asserted_mfa
from profiles.sign_on.provider.domain.setup import connect_saml
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.saml import TRANSIENT, IdentityProvider, tampered
from tests.support.sign_on import (
    bound,
    give_password,
    press_link,
    refused,
    signed_in,
    with_password,
)

pytestmark = pytest.mark.django_db
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
ADA = {MAIL: "ada@north.example"}


class Browser(Client):
    """One that says which host it asks, as SAML's addresses need."""

    def __init__(self, **defaults) -> None:
        super().__init__(headers={"host": "testserver"}, **defaults)


@pytest.fixture
def client() -> Client:
    return Browser()


@pytest.fixture(scope="module")
def idp() -> IdentityProvider:
    return IdentityProvider("https://idp.north.example")


@pytest.fixture
def person() -> Membership:
    institution = InstitutionFactory(slug="north", name="North")
    return MembershipFactory(
        institution=institution, external_id="N1", user__email="ada@north.example"
    )


def connect(idp: IdentityProvider, institution: Institution, **more) -> SignOn:
    given = {
        "name": f"{institution.name} login",
        "metadata": idp.metadata,
        "external_id_claim": "",
        "domains": [f"{institution.slug}.example"],
        **more,
    }
    row = connect_saml(institution, actor=UserFactory(), **given)
    SignOn.objects.filter(pk=row.pk).update(state=SignOn.State.ON)
    row.refresh_from_db()
    return row


@pytest.fixture
def sign_on(idp: IdentityProvider, person: Membership) -> SignOn:
    row = connect(idp, person.institution)
    bound(row, person, "p-1")
    return row


def leave(client: Client, slug: str = "at-north", **query) -> str:
    answer = client.get(reverse("saml_login", args=[slug]), query)
    assert answer.status_code == 302
    return answer["Location"]


def bring(client: Client, form: dict[str, str], slug: str = "at-north"):
    """Post the provider's answer, as a browser does, and follow to where it is looked at."""
    posted = client.post(reverse("saml_acs", args=[slug]), form)
    assert posted.status_code == 302
    return client.get(posted["Location"])


def test_signed_assertion_opens_the_account_that_is_bound_to_it(client, idp, sign_on, person):
    asked = leave(client, next="/settings/")
    answer = bring(client, idp.answer(asked, name="p-1", attributes=ADA))
    assert answer["Location"] == "/settings/"
    assert signed_in(client) == "ada@north.example"
    assert SignOnLink.objects.get().account.extra_data == {}


def test_assertion_with_no_one_bound_to_it_asks_for_proof_and_is_bound(client, idp, person):
    with_password(person)
    row = connect(idp, person.institution)
    answer = bring(client, idp.answer(leave(client), name="p-2", attributes=ADA))
    assert refused(answer, "proof_needed")
    assert signed_in(client) is None
    give_password(client, person)
    press_link(client, row)
    bring(client, idp.answer(leave(client), name="p-2", attributes=ADA))
    other = Browser()
    bring(other, idp.answer(leave(other), name="p-2", attributes=ADA))
    assert signed_in(other) == "ada@north.example"
    link = SignOnLink.objects.get()
    assert (link.member, link.issuer, link.account.uid) == (person, idp.issuer, "p-2")


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("https://refeds.org/profile/mfa", True),
        ("urn:oasis:names:tc:SAML:2.0:ac:classes:Password", False),
    ],
)
def test_second_factor_is_taken_from_the_signed_assertion(client, idp, sign_on, context, expected):
    bring(client, idp.answer(leave(client), name="p-1", attributes=ADA, context=context))
    request = client.get("/settings/").wsgi_request
    assert request.user.email == "ada@north.example"
    assert provider_asserted_mfa(request) is expected


def test_our_request_is_signed_and_names_where_to_answer(client, sign_on):
    query = parse_qs(urlsplit(leave(client)).query)
    assert set(query) >= {"SAMLRequest", "Signature", "SigAlg"}
    asked = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    assert (
        asked.get("AssertionConsumerServiceURL") == "http://testserver/accounts/saml/at-north/acs/"
    )


def test_our_metadata_asks_for_signed_assertions(client, sign_on):
    answer = client.get(reverse("saml_metadata", args=["at-north"]))
    found = etree.fromstring(answer.content)
    assert found.get("entityID") == "http://testserver/accounts/saml/at-north/metadata/"
    descriptor = found[0]
    assert descriptor.get("WantAssertionsSigned") == "true"
    assert descriptor.get("AuthnRequestsSigned") == "true"
    assert b"PRIVATE" not in answer.content


@pytest.mark.parametrize(
    "tweak",
    [
        {"signed": False},
        {"minutes": -30},
        {"audience": "https://elsewhere.example/metadata"},
        {"unasked": True},
    ],
    ids=["unsigned", "expired", "for another service", "unasked"],
)
def test_assertion_is_refused(client, idp, sign_on, person, tweak):
    form = idp.answer(leave(client), name="p-1", attributes=ADA, **tweak)
    assert bring(client, form).status_code == 401
    assert signed_in(client) is None


def test_assertion_that_was_changed_after_signing_is_refused(client, idp, sign_on, person):
    form = idp.answer(leave(client), name="p-9", attributes=ADA)
    changed = tampered(form, "p-9", "p-1")
    assert bring(client, changed).status_code == 401
    assert signed_in(client) is None


def test_assertion_that_someone_else_signed_is_refused(client, idp, sign_on, person):
    forger = IdentityProvider(idp.issuer)
    form = forger.answer(leave(client), name="p-1", attributes=ADA)
    assert bring(client, form).status_code == 401
    assert signed_in(client) is None


@pytest.fixture(scope="module")
def next_key(idp: IdentityProvider) -> IdentityProvider:
    """The same provider with the key to which it rolls over."""
    return IdentityProvider(idp.issuer)


@pytest.fixture(scope="module")
def foreign_key(idp: IdentityProvider) -> IdentityProvider:
    return IdentityProvider(idp.issuer)


def test_each_of_the_published_certificates_signs_and_no_other(
    client, idp, next_key, foreign_key, person
):
    both = idp.metadata_with(idp, next_key, encrypting=foreign_key)
    bound(connect(idp, person.institution, metadata=both), person, "p-1")
    for signer, opens in ((idp, True), (next_key, True), (foreign_key, False)):
        browser = Browser()
        form = signer.answer(leave(browser), name="p-1", attributes=ADA)
        assert bring(browser, form).status_code == (302 if opens else 401)
        assert signed_in(browser) == ("ada@north.example" if opens else None)


@pytest.mark.long
def test_roll_over_keeps_links_and_ends_the_old_certificate(client, idp, next_key, person):
    def sign_in_with(signer: IdentityProvider) -> str | None:
        browser = Browser()
        bring(browser, signer.answer(leave(browser), name="p-1", attributes=ADA))
        return signed_in(browser)

    def read_again(metadata: str) -> None:
        connect(idp, person.institution, metadata=metadata)
        approve(Approval.objects.get(state="waiting"), by=second.user)

    second = MembershipFactory(institution=person.institution, offices=[StaffRoleKind.DIRECTOR])
    bound(connect(idp, person.institution), person, "p-1")
    assert [sign_in_with(idp), sign_in_with(next_key)] == ["ada@north.example", None]
    connect(idp, person.institution, metadata=idp.metadata_with(idp, next_key))
    assert [sign_in_with(idp), sign_in_with(next_key)] == ["ada@north.example", None]
    read_again(idp.metadata_with(idp, next_key))
    assert [sign_in_with(idp), sign_in_with(next_key)] == ["ada@north.example"] * 2
    read_again(next_key.metadata)
    assert [sign_in_with(idp), sign_in_with(next_key)] == [None, "ada@north.example"]
    assert SignOnLink.objects.count() == 1


def test_connection_from_before_several_were_read_goes_on(client, idp, sign_on, person):
    del sign_on.app.settings["idp"]["x509certs"]
    sign_on.app.save()
    bring(client, idp.answer(leave(client), name="p-1", attributes=ADA))
    assert signed_in(client) == "ada@north.example"


def test_assertion_is_good_once(client, idp, sign_on, person):
    form = idp.answer(leave(client), name="p-1", attributes=ADA)
    bring(client, form)
    assert signed_in(client) == "ada@north.example"
    client.post(reverse("account_logout"))
    assert bring(client, form).status_code == 401
    assert signed_in(client) is None


def test_assertion_is_good_in_the_session_that_asked_for_it(client, idp, sign_on, person):
    form = idp.answer(leave(client), name="p-1", attributes=ADA)
    stranger = Browser()
    assert bring(stranger, form).status_code == 401
    assert signed_in(stranger) is None


def test_provider_of_another_institution_opens_nothing_here(client, idp, sign_on, person):
    south = InstitutionFactory(slug="south", name="South")
    theirs = IdentityProvider("https://idp.south.example")
    connect(theirs, south)
    asked = leave(client, "at-south")
    form = theirs.answer(asked, name="p-1", attributes=ADA)

    # At their own door it is bound to no one; at ours the signature is not our provider's.
    assert refused(bring(client, form, "at-south"), "proof_needed")
    leave(client)
    assert bring(client, form).status_code == 401
    assert signed_in(client) is None


def test_same_name_at_two_providers_is_two_people(client, idp, sign_on, person):
    bo = MembershipFactory(institution__slug="south", user__email="bo@south.example")
    theirs = IdentityProvider("https://idp.south.example")
    bound(connect(theirs, bo.institution), bo, "p-1")
    other = Browser()
    form = theirs.answer(leave(other, "at-south"), name="p-1", attributes={MAIL: bo.user.email})
    bring(other, form, "at-south")
    assert signed_in(other) == "bo@south.example"


def test_name_that_is_new_each_time_is_refused_in_words(client, idp, sign_on, person):
    form = idp.answer(leave(client), name="t-1", name_format=TRANSIENT, attributes=ADA)
    answer = bring(client, form)
    assert answer.status_code == 403
    assert "transient NameID" in answer.content.decode()


def test_attribute_with_the_roster_s_number_of_someone_else_stops_a_link(client, idp, person):
    MembershipFactory(institution=person.institution, external_id="N2")
    row = connect(idp, person.institution, external_id_claim="employeeNumber")
    give_password(client, with_password(person))
    press_link(client, row)
    form = idp.answer(leave(client), name="p-9", attributes={"employeeNumber": "N2"})
    assert refused(bring(client, form), "two_people")
    assert SignOnLink.objects.count() == 0


@pytest.mark.parametrize("form", [{}, {"SAMLResponse": "!"}, {"SAMLResponse": "PGE+PC9hPg=="}])
def test_nonsense_is_refused_and_breaks_nothing(client, sign_on, form):
    assert bring(client, form).status_code == 401


def test_entities_in_an_answer_are_not_opened(client, sign_on):
    bomb = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    form = {"SAMLResponse": base64.b64encode(bomb.encode()).decode()}
    assert bring(client, form).status_code == 401
