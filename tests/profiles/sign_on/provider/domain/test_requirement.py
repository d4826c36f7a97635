"""Which provider a person must use, and who may do without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, Membership, SignOn
from profiles.sign_on.provider.domain.requirement import Session
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.people.domain.test_settings import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from tests.support.activation import activation_token
from tests.support.oidc import Provider, oidc_provider
from tests.support.pages import heading
from tests.support.sign_on import (
    PASSWORD,
    bound,
    colleague,
    come_back,
    connect,
    sign_in,
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
    client = Client()
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def enforced(provider: Provider, director: Membership) -> SignOn:
    return connect(provider, director.institution, state=SignOn.State.ENFORCED)


PROVIDER = [{"method": "socialaccount", "provider": "north"}]
BY_PASSWORD = [{"method": "password"}]
TWO_STEPS = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
PASSKEY = [{"method": "mfa", "passwordless": True}]


@pytest.mark.parametrize(
    ("records", "session"),
    [
        ([], Session()),
        (PROVIDER, Session(providers=frozenset({"north"}))),
        (BY_PASSWORD, Session(locally=True)),
        (TWO_STEPS, Session(locally=True, with_two_steps=True)),
        (PASSKEY, Session(locally=True, with_two_steps=True)),
    ],
)
def test_session_is_read_from_the_records_of_the_library(records, session):
    assert Session.of(records) == session


def test_password_leads_to_the_provider(enforced, director):
    member = colleague(director)
    client, where = sign_in(member.user.email)
    assert where == "/sign-on/north/required/"
    assert "requires you to sign in with North login" in client.get(where).content.decode()
    assert client.get("/settings/").status_code == 302
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_wrong_password_points_to_the_provider_whether_there_is_such_an_account(enforced):
    pages = []
    for email in ("ada@north.example", "nobody@north.example"):
        answer = Client().post(reverse("account_login"), {"login": email, "password": "wrong"})
        pages.append(answer.content.decode())
    assert all("People at North sign in with" in page for page in pages)


def test_mailed_code_leads_to_the_provider(enforced, director):
    member = colleague(director)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": member.user.email})
    message = OutboxMessage.objects.get(kind="account:login_code")
    code = re.search(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", message.body_text, re.MULTILINE)
    assert code is not None, message.body_text
    answer = client.post(reverse("account_confirm_login_code"), {"code": code.group()})
    assert answer["Location"] == "/sign-on/north/required/"
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_activation_link_leads_to_the_provider(enforced, director):
    member = MembershipFactory(institution=director.institution)
    address = reverse("profiles:activate", args=[activation_token(member.user)])
    client = Client()
    for answer in (client.get(address), client.post(address, {"without_password": "1"})):
        assert answer["Location"] == "/sign-on/north/required/"
    member.user.refresh_from_db()
    assert member.user.activated_at is None


def test_session_from_before_ends_at_the_provider_s_door(client, director, provider):
    row = connect(provider, director.institution)
    assert client.get("/settings/").status_code == 200
    SignOn.objects.filter(pk=row.pk).update(state="enforced")
    assert client.get("/settings/")["Location"] == "/sign-on/north/required/"
    assert client.get("/")["Location"] == "/sign-on/north/required/"


def test_provider_opens_what_it_is_required_for(enforced, director, provider):
    member = colleague(director)
    bound(enforced, member, "e1")
    client = Client()
    come_back(client, provider, enforced, "e1")
    assert heading(client.get("/settings/")) == "Settings"


def test_named_director_comes_in_with_password_and_second_step_and_it_is_told(enforced, director):
    secret = with_second_step(director)
    other = MembershipFactory(institution=director.institution, offices=[StaffRoleKind.DIRECTOR])
    enforced.break_glass.add(director)
    client, where = sign_in(director.user.email)
    assert where.startswith(reverse("mfa_authenticate"))
    assert client.get("/settings/").status_code == 302
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(where, {"code": code})
    assert client.get("/settings/").status_code == 200
    assert client.get(SETUP).status_code == 200
    event = AuditEvent.objects.get(verb="sign_on.bypassed")
    assert (event.actor, event.subject_id) == (director.user, director.pk)
    mail = OutboxMessage.objects.get(kind="break_glass")
    assert mail.recipient == other.user.email


@pytest.mark.parametrize("lacks", ["name", "second step", "office"])
def test_password_does_not_do_for_a_director_who_lacks(enforced, director, lacks):
    with_second_step(director)
    enforced.break_glass.add(director)
    if lacks == "name":
        enforced.break_glass.clear()
    elif lacks == "second step":
        Authenticator.objects.all().delete()
    else:
        director.staff_roles.all().delete()
    assert sign_in(director.user.email)[1] == "/sign-on/north/required/"


def test_operator_without_a_place_is_not_concerned(enforced):
    operator = UserFactory(is_staff=True, is_superuser=True, email="op@north.example")
    operator.set_password(PASSWORD)
    operator.save()
    assert sign_in(operator.email)[1] == "/"


def test_person_of_two_institutions_has_with_a_password_the_other_one_alone(
    enforced, director, provider
):
    member = colleague(director)
    other = MembershipFactory(user=member.user)
    client, where = sign_in(member.user.email)
    assert where == "/"
    assert client.get("/").wsgi_request.membership == other
    answer = client.post(reverse("profiles:switch_institution"), {"membership": str(member.pk)})
    assert answer["Location"] == "/sign-on/north/required/"
    assert client.get("/").wsgi_request.membership == other
    there, here = (reverse("networks:person", args=[one.pk]) for one in (director, other))
    assert [client.get(page).status_code for page in (there, here)] == [404, 200]


def test_operator_takes_the_requirement_away_by_command(enforced, director, capsys):
    SignOn.objects.update(tested_at=timezone.now())
    call_command("sign_on", "on", institution="north")
    assert capsys.readouterr().out == "north: in use.\n"
    assert SignOn.objects.get().state == "on"
    event = AuditEvent.objects.get(verb="sign_on.switched.on")
    assert event.actor is None
    with pytest.raises(CommandError, match="First choose a director"):
        call_command("sign_on", "enforced", institution="north")
    with pytest.raises(CommandError, match="has no sign-on"):
        call_command("sign_on", "on", institution="nowhere")
