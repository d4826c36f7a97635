"""A director connects, switches on and requires a sign-on; what requiring it does to people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, Membership, SignOn, SignOnDomain
from profiles.people.domain.activation import activation_token
from profiles.sign_on.provider.domain.secrets import opened
from profiles.vocabulary import Office
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.people.domain.test_settings import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from tests.support.oidc import Provider, oidc_provider
from tests.support.saml import IdentityProvider
from tests.support.sign_on import (
    PASSWORD,
    bound,
    colleague,
    come_back,
    connect,
    oidc_form,
    sign_in,
    with_second_step,
)

pytestmark = pytest.mark.django_db
SETUP = "/directors/sign-on/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(
        institution=InstitutionFactory(slug="north", name="North"),
        offices=[Office.DIRECTOR],
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
        ("issuer", "http://localhost:9", "Nothing that can be read was found"),
        ("issuer", "{issuer}/realms/x", "Nothing that can be read was found"),
        ("domains", "not a domain", "is no domain"),
        ("domains", "gmail.com", "Anybody can have an address at gmail.com"),
        ("domains", "south.example", "People of another institution use south.example"),
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
    assert "nobody on your roster does" in str(answer.context["form"].errors["domains"])

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
    assert "Nothing that can be read was found" in str(answer.context["form"].errors["issuer"])


def test_saml_metadata_is_read_and_kept(client):
    idp = IdentityProvider("https://idp.north.example")
    typed = {"name": "North login", "metadata": idp.metadata, "domains": "north.example"}
    assert client.post(f"{SETUP}saml/", typed)["Location"] == SETUP
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
        MembershipFactory(offices=[Office.DIRECTOR]),
    ):
        answer = client.post(f"{SETUP}break-glass/", {"members": [str(other.pk)]})
        assert answer.status_code == 404
    assert SignOn.objects.get().break_glass.count() == 0


# Where it is required -----------------------------------------------------------------------


@pytest.fixture
def enforced(provider: Provider, director: Membership) -> SignOn:
    return connect(provider, director.institution, state=SignOn.State.ENFORCED)


def test_password_leads_to_the_provider(enforced, director):
    member = colleague(director)
    client, where = sign_in(member.user.email)
    assert where == "/sign-on/north/required/"
    assert "asks its people to sign in with North login" in client.get(where).content.decode()
    assert client.get("/settings/").status_code == 302
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_wrong_password_points_to_the_provider_whether_there_is_such_an_account(enforced):
    pages = []
    for email in ("ada@north.example", "nobody@north.example"):
        answer = Client().post(reverse("account_login"), {"login": email, "password": "wrong"})
        pages.append(answer.content.decode())
    assert all("People of North sign in with" in page for page in pages)


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
    assert client.get("/settings/").status_code == 200


def test_named_director_comes_in_with_password_and_second_step_and_it_is_told(enforced, director):
    secret = with_second_step(director)
    other = MembershipFactory(institution=director.institution, offices=[Office.DIRECTOR])
    enforced.break_glass.add(director)
    client, where = sign_in(director.user.email)
    assert where.startswith(reverse("mfa_authenticate"))
    assert client.get("/settings/").status_code == 302
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(where, {"code": code})
    assert client.get("/settings/").status_code == 200
    assert client.get(SETUP).status_code == 200
    event = AuditEvent.objects.get(verb="sign_on.break_glass")
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
    event = AuditEvent.objects.get(verb="sign_on.state.on")
    assert event.actor is None
    with pytest.raises(CommandError, match="First name a director"):
        call_command("sign_on", "enforced", institution="north")
    with pytest.raises(CommandError, match="has no sign-on"):
        call_command("sign_on", "on", institution="nowhere")
