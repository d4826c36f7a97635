"""Binding an account at a provider to a login here: by the person, who proves it, and no one else."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, Membership, SignOn, SignOnLink
from profiles.sign_on.credentials.proof import LINKING
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.people.domain.test_settings import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
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
REQUIRED = "/sign-on/north/required/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def ada() -> Membership:
    institution = InstitutionFactory(slug="north", name="North")
    member = MembershipFactory(
        institution=institution, external_id="N1", user__email="ada@north.example"
    )
    return with_password(member)


@pytest.fixture
def sign_on(provider: Provider, ada: Membership) -> SignOn:
    return connect(provider, ada.institution)


@pytest.fixture
def required(provider: Provider, ada: Membership) -> SignOn:
    return connect(provider, ada.institution, state=SignOn.State.ENFORCED)


def give_code(client: Client, member: Membership) -> None:
    """Sign in with a code from the mailbox of the login's address."""
    client.post(reverse("account_request_login_code"), {"email": member.user.email})
    message = OutboxMessage.objects.filter(kind="account:login_code").latest("created_at")
    assert message.recipient == member.user.email
    code = re.search(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", message.body_text, re.MULTILINE)
    assert code is not None, message.body_text
    client.post(reverse("account_confirm_login_code"), {"code": code.group()})


def standing(sign_on: SignOn) -> list[tuple[Membership, str]]:
    links = SignOnLink.objects.standing(sign_on).select_related("member", "account")
    return [(one.member, one.account.uid) for one in links]


def test_first_sign_in_asks_for_proof_and_the_second_opens(client, provider, sign_on, ada):
    provider.knows("k1", email="ada@north.example", email_verified=True)
    answer = come_back(client, provider, sign_on, "k1")
    assert refused(answer, "proof_needed")
    page = answer.content.decode()
    assert "knows you as “ada@north.example”" in page
    assert "with=password&amp;next=/sign-on/north/link/" in page
    assert signed_in(client) is None
    assert SocialAccount.objects.count() == 0

    give_password(client, ada)
    assert SignOnLink.objects.count() == 0
    press_link(client, sign_on)
    come_back(client, provider, sign_on, "k1")

    assert signed_in(client) == "ada@north.example"
    assert standing(sign_on) == [(ada, "k1")]
    link = SignOnLink.objects.get()
    assert (link.issuer, link.institution) == (provider.issuer, ada.institution)
    event = AuditEvent.objects.get(verb="sign_on.linked")
    assert (event.actor, event.subject_id) == (ada.user, link.pk)

    other = Client()
    come_back(other, provider, sign_on, "k1")
    assert signed_in(other) == "ada@north.example"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "ada@north.example", "email_verified": True},
        {"email": "nobody@north.example", "email_verified": True},
        {"email": "bo@south.example", "email_verified": True},
        {"staff_no": "N1"},
        {"staff_no": "N404"},
        {},
    ],
    ids=["a member", "nobody", "another institution's", "number", "no such number", "nothing"],
)
def test_claims_choose_no_one_and_tell_of_nobody(client, provider, ada, claims):
    """The answer is the same whoever is claimed, so that it tells of no account either."""
    sign_on = connect(provider, ada.institution, external_id_claim="staff_no")
    MembershipFactory(user__email="bo@south.example")
    provider.knows("k2", **claims)
    answer = come_back(client, provider, sign_on, "k2")
    assert refused(answer, "proof_needed")
    said = claims.get("email") or claims.get("staff_no") or "k2"
    page = re.sub(r"csrf\w*|[A-Za-z0-9]{64}", "", answer.content.decode()).replace(said, "")
    assert "ada" not in page
    assert signed_in(client) is None
    assert SignOnLink.objects.count() == SocialAccount.objects.count() == 0


def test_code_to_the_present_address_is_a_proof(client, provider, sign_on, ada):
    come_back(client, provider, sign_on, "k3")
    give_code(client, ada)
    press_link(client, sign_on)
    come_back(client, provider, sign_on, "k3")
    assert standing(sign_on) == [(ada, "k3")]


def test_someone_new_proves_their_mailbox_and_is_activated_by_it(client, provider, sign_on, ada):
    new = MembershipFactory(institution=ada.institution, user__email="cy@north.example")
    come_back(client, provider, sign_on, "k4")
    new.user.refresh_from_db()
    assert new.user.activated_at is None
    give_code(client, new)
    press_link(client, sign_on)
    come_back(client, provider, sign_on, "k4")
    assert standing(sign_on) == [(new, "k4")]
    new.user.refresh_from_db()
    assert new.user.activated_at is not None


def test_second_factor_is_asked_before_the_link(client, provider, sign_on, ada):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(ada.user, secret)
    come_back(client, provider, sign_on, "k5")
    answer = give_password(client, ada)
    assert press_link(client, sign_on)["Location"].startswith(reverse("account_login"))
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(answer["Location"], {"code": code})
    press_link(client, sign_on)
    come_back(client, provider, sign_on, "k5")
    assert standing(sign_on) == [(ada, "k5")]


def test_where_it_is_required_the_proof_opens_nothing_else(client, provider, required, ada):
    assert give_password(client, ada)["Location"] == REQUIRED
    assert signed_in(client) is None

    come_back(client, provider, required, "k6")
    give_password(client, ada)
    assert signed_in(client) == "ada@north.example"
    assert client.get("/settings/")["Location"] == REQUIRED
    assert client.get("/").wsgi_request.membership is None
    press_link(client, required)
    come_back(client, provider, required, "k6")
    assert client.get("/settings/").status_code == 200
    assert standing(required) == [(ada, "k6")]

    # And from then on no password does any more.
    other = Client()
    assert give_password(other, ada)["Location"] == REQUIRED
    assert signed_in(other) is None


def test_proof_at_one_institution_s_required_provider_is_none_at_another_s(
    client, provider, required, ada
):
    south = InstitutionFactory(slug="south", name="South")
    theirs = connect(provider, south)
    come_back(client, provider, theirs, "k7")
    assert give_password(client, ada)["Location"] == REQUIRED
    assert signed_in(client) is None


def test_link_is_asked_for_again_where_the_proof_is_old(client, provider, sign_on, ada):
    give_password(client, ada)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] = time.time() - 15 * 60 - 1
    session.save()
    page = press_link(client, sign_on).content.decode()
    assert "confirm that it is you" in page
    assert LINKING not in client.session
    come_back(client, provider, sign_on, "k8")
    assert standing(sign_on) == []


def test_session_that_the_provider_opened_proves_nothing(client, provider, sign_on, ada):
    south = MembershipFactory(user=ada.user, institution__slug="south", institution__name="South")
    theirs = connect(provider, south.institution)
    bound(theirs, south, "s1")
    come_back(client, provider, theirs, "s1")
    assert signed_in(client) == "ada@north.example"
    assert "confirm that it is you" in press_link(client, sign_on).content.decode()
    assert refused(come_back(client, provider, sign_on, "k9"), "proof_needed")
    assert standing(sign_on) == []


def test_button_is_good_once_and_for_the_one_provider(client, provider, sign_on, ada):
    south = MembershipFactory(user=ada.user, institution__slug="south", institution__name="South")
    theirs = connect(provider, south.institution)
    give_password(client, ada)
    press_link(client, theirs)
    assert refused(come_back(client, provider, sign_on, "k10"), "proof_needed")
    assert refused(come_back(client, provider, sign_on, "k10"), "proof_needed")
    assert SignOnLink.objects.count() == 0


def test_provider_is_asked_to_have_the_person_sign_in_there_once_more(client, sign_on, ada):
    """On a shared computer, someone else may still be signed in there."""
    leaving = client.get("/accounts/oidc/at-north/login/")
    assert "prompt" not in parse_qs(urlsplit(leaving["Location"]).query)
    give_password(client, ada)
    press_link(client, sign_on)
    leaving = client.get("/accounts/oidc/at-north/login/")
    assert parse_qs(urlsplit(leaving["Location"]).query)["prompt"] == ["login"]


@pytest.mark.parametrize("claims", [{"email": "Bo@north.example"}, {"staff_no": "N2"}])
def test_account_there_of_someone_else_on_the_roster_is_not_linked(client, provider, ada, claims):
    sign_on = connect(provider, ada.institution, external_id_claim="staff_no")
    MembershipFactory(institution=ada.institution, external_id="N2", user__email="bo@north.example")
    provider.knows("k11", **claims)
    give_password(client, ada)
    press_link(client, sign_on)
    assert refused(come_back(client, provider, sign_on, "k11"), "two_people")
    assert SignOnLink.objects.count() == 0


def test_second_account_there_is_not_linked_beside_the_first(client, provider, sign_on, ada):
    bound(sign_on, ada, "k12")
    give_password(client, ada)
    press_link(client, sign_on)
    assert refused(come_back(client, provider, sign_on, "k13"), "linked_to_another")
    assert standing(sign_on) == [(ada, "k12")]


def test_account_there_that_is_someone_else_s_opens_nothing_on_the_way_to_a_link(
    client, provider, sign_on, ada
):
    bo = MembershipFactory(institution=ada.institution)
    bound(sign_on, bo, "k14")
    give_password(client, ada)
    press_link(client, sign_on)
    assert refused(come_back(client, provider, sign_on, "k14"), "linked_to_another")
    assert signed_in(client) == "ada@north.example"
    assert standing(sign_on) == [(bo, "k14")]


def test_link_of_the_time_when_claims_made_them_waits_for_the_proof(client, provider, sign_on, ada):
    old = bound(sign_on, ada, "k15")
    SignOnLink.objects.filter(pk=old.pk).update(proven=False, issuer="")
    assert refused(come_back(client, provider, sign_on, "k15"), "proof_needed")
    give_password(client, ada)
    press_link(client, sign_on)
    come_back(client, provider, sign_on, "k15")
    assert standing(sign_on) == [(ada, "k15")]


def test_link_to_another_issuer_opens_nothing(client, provider, sign_on, ada):
    old = bound(sign_on, ada, "k16")
    SignOnLink.objects.filter(pk=old.pk).update(issuer="https://other.example")
    assert refused(come_back(client, provider, sign_on, "k16"), "proof_needed")
    assert signed_in(client) is None


def test_whoever_has_no_place_at_the_institution_links_nothing(client, provider, sign_on, ada):
    bo = with_password(MembershipFactory(user__email="bo@south.example"))
    give_password(client, bo)
    press_link(client, sign_on)
    assert refused(come_back(client, provider, sign_on, "k17"), "not_on_roster")
    assert SignOnLink.objects.count() == 0


@pytest.mark.parametrize("change", ["left", "operator"])
def test_whoever_may_not_enter_links_nothing(client, provider, sign_on, ada, change):
    give_password(client, ada)
    press_link(client, sign_on)
    if change == "left":
        Membership.objects.filter(pk=ada.pk).update(end_date="2026-01-31")
    else:
        ada.user.is_staff = True
        ada.user.save()
    code = "has_left" if change == "left" else "runs_the_service"
    assert refused(come_back(client, provider, sign_on, "k18"), code)
    assert SignOnLink.objects.count() == 0


def test_connecting_by_the_library_s_own_way_links_nothing(client, provider, sign_on, ada):
    give_password(client, ada)
    answer = come_back(client, provider, sign_on, "k19", process="connect")
    assert refused(answer, "proof_needed")
    assert SocialAccount.objects.count() == 0


def test_link_page_alone_changes_nothing(client, sign_on, ada):
    give_password(client, ada)
    page = client.get(reverse("profiles:link_sign_on", args=["north"])).content.decode()
    assert "with access to everything in this account" in page
    assert LINKING not in client.session


def unlink(client: Client) -> None:
    client.post(reverse("profiles:unlink_sign_on", args=["north"]))


def test_person_removes_their_own_link_and_is_signed_out(client, provider, sign_on, ada):
    bound(sign_on, ada, "k20")
    by_provider = Client()
    come_back(by_provider, provider, sign_on, "k20")
    give_password(client, ada)
    assert (
        reverse("profiles:link_sign_on", args=["north"])
        in client.get("/settings/").content.decode()
    )
    page = client.get(reverse("profiles:link_sign_on", args=["north"])).content.decode()
    assert "signs you in here as ada@north.example" in page
    unlink(client)
    assert standing(sign_on) == []
    assert [signed_in(one) for one in (client, by_provider)] == [None, None]
    assert refused(come_back(Client(), provider, sign_on, "k20"), "proof_needed")
    event = AuditEvent.objects.get(verb="sign_on.unlinked")
    assert (event.actor, event.subject_id) == (ada.user, ada.pk)


def test_session_that_the_provider_opened_does_not_remove_the_link(client, provider, sign_on, ada):
    bound(sign_on, ada, "k21")
    come_back(client, provider, sign_on, "k21")
    unlink(client)
    assert standing(sign_on) == [(ada, "k21")]


def test_no_one_removes_the_link_of_another(client, sign_on, ada):
    bo = with_password(MembershipFactory(institution=ada.institution))
    bound(sign_on, ada, "k22")
    give_password(client, bo)
    unlink(client)
    assert standing(sign_on) == [(ada, "k22")]


def test_everyone_is_told_of_a_link_to_their_login(client, provider, sign_on, ada):
    give_password(client, ada)
    press_link(client, sign_on)
    come_back(client, provider, sign_on, "k23")
    told = OutboxMessage.objects.filter(kind="security_notice", body_text__contains="connected to")
    assert [one.recipient for one in told] == ["ada@north.example"]
