"""Becoming someone else by single sign-on: sequences of a person's own acts, none of which succeeds.

The attackers are a director with a provider of their own, on which they can say whatever they want;
the victim is the ombuds, or anyone else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import Approval, Membership, SignOn, SignOnLink
from profiles.sign_on.provider.trial import TESTING
from profiles.vocabulary import StaffRoleKind
from tests.conftest import empty_cache
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.forged import (
    CLIENT,
    SECRET,
    ForgedProvider,
    RSAKey,
    forged_provider,
    leave,
    token,
)
from tests.support.forged import come_back as bring_back
from tests.support.sign_on import (
    bound,
    give_password,
    press_link,
    refused,
    signed_in,
    with_password,
)

pytestmark = pytest.mark.django_db
SETUP = "/dashboard/sign-on/"


@pytest.fixture(scope="module")
def evil_running() -> Iterator[ForgedProvider]:
    with forged_provider() as provider:
        yield provider


@pytest.fixture
def evil(evil_running: ForgedProvider) -> ForgedProvider:
    """The attacker's own provider."""
    evil_running.reset()
    empty_cache()
    return evil_running


@pytest.fixture
def theirs(running: ForgedProvider) -> ForgedProvider:
    """The institution's provider, which the attacker does not run."""
    running.reset()
    empty_cache()
    return running


@pytest.fixture
def director() -> Membership:
    institution = InstitutionFactory(slug="north", name="North")
    member = MembershipFactory(
        institution=institution, offices=[StaffRoleKind.DIRECTOR], user__email="di@north.example"
    )
    return with_password(member)


@pytest.fixture
def ombuds(director: Membership) -> Membership:
    return with_password(
        MembershipFactory(
            institution=director.institution,
            offices=[StaffRoleKind.OMBUDS],
            external_id="N1",
            user__email="ombuds@north.example",
        )
    )


@pytest.fixture
def attacker(director: Membership) -> Client:
    client = Client()
    give_password(client, director)
    return client


def typed(provider: ForgedProvider, **more: str) -> dict[str, str]:
    return {
        "name": "North login",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "domains": "north.example",
        "external_id_claim": "staff_no",
        **more,
    }


def connect(attacker: Client, provider: ForgedProvider, **more: str) -> Any:
    return attacker.post(f"{SETUP}oidc/", typed(provider, **more))


def try_alone(attacker: Client, provider: ForgedProvider) -> None:
    """The trial that a director may do alone, with their own account."""
    attacker.post(f"{SETUP}test/")
    provider.answer = lambda claims: token(provider.key, {**claims, "email": "di@north.example"})
    bring_back(attacker, leave(attacker, provider))
    assert SignOn.objects.get().tested_at is not None


def say_yes(director: Membership) -> None:
    """A second director, who is deceived, agrees."""
    other = MembershipFactory(institution=director.institution, offices=[StaffRoleKind.DIRECTOR])
    client = Client()
    client.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    waiting = Approval.objects.get(state="waiting")
    client.post(reverse("profiles:approval_approve", args=[waiting.pk]))


def claim(provider: ForgedProvider, *, sub: str, **claims: Any) -> None:
    """Have the provider say so of whoever comes."""
    provider.sub = sub
    provider.answer = lambda right: token(provider.key, {**right, "sub": sub, **claims})


def as_stranger(provider: ForgedProvider) -> tuple[Client, Any]:
    client = Client()
    return client, bring_back(client, leave(client, provider))


def in_use(director: Membership, provider: ForgedProvider) -> SignOn:
    """The institution's provider as two people connected it long ago."""
    client = Client()
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    connect(client, provider)
    SignOn.objects.update(state=SignOn.State.ON, tested_at=timezone.now())
    return SignOn.objects.get()


def test_director_s_own_provider_opens_no_one_by_number_or_address(
    attacker, evil, director, ombuds
):
    connect(attacker, evil)
    try_alone(attacker, evil)
    evil.answer = lambda right: token(
        evil.key, {**right, "staff_no": "N1", "email": "ombuds@north.example"}
    )
    # Alone, it is not even in use.
    attacker.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    client, answer = as_stranger(evil)
    assert refused(answer, "not_in_use")

    # And with the yes of a second director who was deceived, it still opens no one.
    say_yes(director)
    assert SignOn.objects.get().is_on
    client, answer = as_stranger(evil)
    assert refused(answer, "proof_needed")
    assert signed_in(client) is None
    attacker_again = Client()
    give_password(attacker_again, director)
    press_link(attacker_again, SignOn.objects.get())
    answer = bring_back(attacker_again, leave(attacker_again, evil))
    assert refused(answer, "two_people")
    assert signed_in(attacker_again) == "di@north.example"
    assert SignOnLink.objects.count() == 0


def test_director_links_their_own_account_and_then_claims_to_be_another(
    attacker, theirs, director, ombuds
):
    row = in_use(director, theirs)
    press_link(attacker, row)
    claim(theirs, sub="d-1", email="di@north.example")
    bring_back(attacker, leave(attacker, theirs))
    assert SignOnLink.objects.get().member == director
    claim(theirs, sub="d-1", staff_no="N1", email="ombuds@north.example", email_verified=True)
    client, _answer = as_stranger(theirs)
    assert signed_in(client) == "di@north.example"


def test_director_edits_the_claim_after_the_yes(attacker, evil, director, ombuds):
    connect(attacker, evil, external_id_claim="")
    try_alone(attacker, evil)
    attacker.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    say_yes(director)
    connect(attacker, evil, external_id_claim="sub")
    assert SignOn.objects.get().external_id_claim == ""
    claim(evil, sub="N1", email="ombuds@north.example")
    client, answer = as_stranger(evil)
    assert refused(answer, "proof_needed")
    assert signed_in(client) is None


def test_director_changes_the_connection_between_asking_and_the_yes(
    attacker, evil, theirs, director, ombuds
):
    connect(attacker, theirs)
    try_alone(attacker, theirs)
    attacker.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    connect(attacker, evil)
    try_alone(attacker, evil)
    say_yes(director)
    assert SignOn.objects.get().state == SignOn.State.DRAFT
    assert Approval.objects.get().state == "waiting"


@pytest.mark.parametrize("who", ["the asker", "director elsewhere", "who has left", "colleague"])
def test_only_another_director_of_the_institution_gives_the_second_yes(
    attacker, evil, director, who
):
    connect(attacker, evil)
    try_alone(attacker, evil)
    attacker.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    client = Client()
    if who == "the asker":
        client = attacker
    elif who == "colleague":
        other = MembershipFactory(institution=director.institution)
    else:
        other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    if who == "who has left":
        MembershipFactory(
            user=other.user,
            institution=director.institution,
            offices=[StaffRoleKind.DIRECTOR],
            end_date="2026-01-31",
        )
    if client is not attacker:
        client.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    waiting = Approval.objects.get()
    client.post(reverse("profiles:approval_approve", args=[waiting.pk]))
    assert Approval.objects.get().state == "waiting"
    assert SignOn.objects.get().state == SignOn.State.DRAFT


def test_director_has_the_keys_of_the_provider_in_use_exchanged(
    attacker, theirs, evil, director, ombuds
):
    """By a description that names other addresses, which is not asked again, or by their own edit."""
    row = in_use(director, theirs)
    bound(row, ombuds, "o-1")
    before = json.dumps(row.app.settings["endpoints"])
    answer = connect(attacker, evil)
    assert "Turn it off first" in str(answer.context["form"].non_field_errors())
    row.refresh_from_db()
    assert json.dumps(row.app.settings["endpoints"]) == before

    theirs.sub = "o-1"
    theirs.answer = lambda right: token(RSAKey("k1"), right)
    client, answer = as_stranger(theirs)
    assert answer.status_code == 401
    theirs.answer = lambda right: token(
        evil.key, right, kid="e1", jku=f"{evil.issuer}/jwks", jwk=evil.key.jwk
    )
    client, answer = as_stranger(theirs)
    assert answer.status_code == 401
    assert signed_in(client) is None


def test_director_switches_off_connects_their_own_and_takes_over_a_link(
    attacker, theirs, evil, director, ombuds
):
    row = in_use(director, theirs)
    bound(row, ombuds, "o-1")
    attacker.post(f"{SETUP}state/", {"state": "draft", "sure": "1"})
    connect(attacker, evil)
    try_alone(attacker, evil)
    attacker.post(f"{SETUP}state/", {"state": "on", "sure": "1"})
    say_yes(director)
    assert SignOn.objects.get().is_on
    claim(evil, sub="o-1", staff_no="N1", email="ombuds@north.example")
    client, answer = as_stranger(evil)
    assert refused(answer, "proof_needed")
    assert signed_in(client) is None


def test_director_removes_the_provider_and_connects_one_of_the_same_name(
    attacker, theirs, evil, director, ombuds
):
    row = in_use(director, theirs)
    bound(row, ombuds, "o-1")
    attacker.post(f"{SETUP}state/", {"state": "draft", "sure": "1"})
    attacker.post(f"{SETUP}remove/")
    assert SignOn.objects.count() == SignOnLink.objects.count() == 0
    # The same name for itself, at an address that is not its own, is not believed.
    evil_issuer, evil.issuer = evil.issuer, theirs.issuer
    try:
        answer = connect(attacker, evil, issuer=evil_issuer)
    finally:
        evil.issuer = evil_issuer
    assert "The provider calls itself" in str(answer.context["form"].errors)
    connect(attacker, evil)
    assert SignOn.objects.get().state == SignOn.State.DRAFT
    claim(evil, sub="o-1")
    assert refused(as_stranger(evil)[1], "not_in_use")


def test_director_removes_a_link_and_makes_it_their_own(attacker, theirs, director, ombuds):
    row = in_use(director, theirs)
    bound(row, ombuds, "o-1")
    attacker.post(f"{SETUP}forget/", {"email": "ombuds@north.example"})
    assert SignOnLink.objects.count() == 0
    press_link(attacker, row)
    claim(theirs, sub="d-1", staff_no="N1", email="ombuds@north.example")
    answer = bring_back(attacker, leave(attacker, theirs))
    assert refused(answer, "two_people")
    claim(theirs, sub="d-1")
    client, answer = as_stranger(theirs)
    assert refused(answer, "proof_needed")
    assert signed_in(client) is None


def test_trial_signs_no_one_in_whatever_comes_back(attacker, evil, director, ombuds):
    row = in_use(director, evil)
    bound(row, ombuds, "o-1")
    claim(evil, sub="o-1", staff_no="N1")
    attacker.post(f"{SETUP}test/")
    page = bring_back(attacker, leave(attacker, evil))
    assert "That is a different account" in page.content.decode()
    assert signed_in(attacker) == "di@north.example"
    assert SignOnLink.objects.get().member == ombuds


@pytest.mark.django_db(transaction=True)
def test_answer_from_a_trial_of_what_no_one_agreed_to_cannot_be_used_as_a_sign_in(
    attacker, theirs, director, ombuds
):
    """The mark of the trial is taken away between the check of the answer and the sign-in."""
    row = in_use(director, theirs)
    bound(row, ombuds, "o-1")
    own_key = RSAKey("evil")
    connect(attacker, theirs)
    proposal = {
        "protocol": SignOn.OIDC,
        "name": "North login",
        "client_id": CLIENT,
        "settings": row.app.settings,
        "external_id_claim": "",
        "domains": [],
    }
    SignOn.objects.update(proposal=proposal)
    theirs.keys = [own_key.jwk]
    theirs.sub = "o-1"
    theirs.answer = lambda right: token(own_key, right)
    attacker.post(f"{SETUP}test/")
    query = leave(attacker, theirs)

    taken: list[object] = []

    def forget_the_trial(path: str) -> None:
        # What another tab of theirs does at this very moment, on a connection of its own.
        if path == "/userinfo":
            session = attacker.session
            taken.append(session.pop(TESTING, None))
            session.save()
            connection.close()

    theirs.on_request = forget_the_trial
    page = bring_back(attacker, query)
    assert taken == [{"sign_on": str(row.pk), "app": row.app_id}]
    assert page.context["asserted"].uid == "o-1"
    assert signed_in(attacker) == "di@north.example"


def test_another_institution_s_provider_claims_the_same_address(theirs, evil, director, ombuds):
    """Also of someone who has a place at both."""
    south = InstitutionFactory(slug="south", name="South")
    MembershipFactory(institution=south, user=ombuds.user, external_id="S1")
    row = in_use(director, theirs)
    bound(row, ombuds, "o-1")
    boss = with_password(MembershipFactory(institution=south, offices=[StaffRoleKind.DIRECTOR]))
    client = Client()
    give_password(client, boss)
    connect(client, evil)
    SignOn.objects.filter(institution=south).update(
        state=SignOn.State.ENFORCED, tested_at=timezone.now()
    )
    claim(evil, sub="o-1", staff_no="S1", email="ombuds@north.example", email_verified=True)
    stranger = Client()
    leaving = stranger.get("/accounts/oidc/at-south/login/")
    query = {
        name: leaving["Location"].split(f"{name}=")[1].split("&")[0] for name in ("state", "nonce")
    }
    evil.nonce = query["nonce"]
    answer = stranger.get(
        "/accounts/oidc/at-south/login/callback/", {"code": "c", "state": query["state"]}
    )
    assert refused(answer, "proof_needed")
    assert signed_in(stranger) is None
    assert list(SignOnLink.objects.values_list("member", flat=True)) == [ombuds.pk]
