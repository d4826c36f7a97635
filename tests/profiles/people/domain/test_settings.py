"""Settings through the browser's doors."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from profiles.models import SelfDescription, User
from tests.factories import MembershipFactory, UserFactory
from tests.support.activation import activation_token

pytestmark = pytest.mark.django_db
URL = "/settings/"
TYPED = {
    "time_zone": "Europe/Lisbon",
    "language": "es",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "pronouns": "they/them",
    "gender": "other",
    "gender_words": "agender",
    "shown": "on",
    "wishes_woman": "on",
}


@pytest.fixture
def member(client):
    one = MembershipFactory()
    client.force_login(one.user)
    return one


def test_settings_are_saved(client, member):
    assert client.post(URL, TYPED)["Location"] == URL
    member.refresh_from_db()
    member.user.refresh_from_db()
    described = SelfDescription.objects.get(member=member)
    assert (member.user.time_zone, member.user.language, member.orcid) == (
        "Europe/Lisbon",
        "es",
        "0000-0002-1825-0097",
    )
    assert (described.gender_words, described.shown, described.wishes_woman) == (
        "agender",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("orcid", "0000-0002-1825-0098"),
        ("gender", "forged"),
        ("pronouns", "x" * 51),
        ("gender_words", "\x00"),
    ],
)
def test_what_does_not_fit_is_an_error_at_its_field(client, member, field, value):
    answer = client.post(URL, {**TYPED, field: value})
    assert list(answer.context["form"].errors) == [field]
    assert SelfDescription.objects.count() == 0


def test_no_one_else_reads_what_is_not_shown(client, member):
    client.post(URL, {**TYPED, "shown": ""})
    colleague = MembershipFactory(institution=member.institution)
    client.force_login(colleague.user)
    page = client.get(reverse("networks:person", args=[member.pk])).content.decode()
    assert "they/them" not in page
    client.force_login(member.user)
    client.post(URL, TYPED)
    client.force_login(colleague.user)
    page = client.get(reverse("networks:person", args=[member.pk])).content.decode()
    assert "they/them" in page


def test_person_of_two_institutions_acts_for_one_at_a_time(client, member):
    other = MembershipFactory(user=member.user)
    assert other.institution.name in client.get(URL).content.decode()
    client.post(reverse("profiles:switch_institution"), {"membership": str(other.pk)})
    assert client.get("/").wsgi_request.membership == other


@pytest.mark.parametrize("forged", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_institution_of_someone_else_is_not_there(client, member, forged):
    answer = client.post(reverse("profiles:switch_institution"), {"membership": forged})
    assert answer.status_code == 404


def test_sign_in_address_cannot_be_changed_here(client, member):
    before = member.user.email
    answer = client.post(
        reverse("account_email"), {"action_add": "", "email": "elsewhere@other.example"}
    )
    assert answer["Location"] == reverse("profiles:my_address")
    assert User.objects.get(pk=member.user.pk).email == before
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [before]


def test_activated_account_adds_a_second_step(client):
    member = MembershipFactory(user=UserFactory(password="!"))
    token = activation_token(member.user)
    client.post(
        reverse("profiles:activate", args=[token]),
        {"new_password1": "correct horse 7", "new_password2": "correct horse 7"},
    )
    url = reverse("mfa_activate_totp")
    page = client.get(url, follow=True)
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password": "correct horse 7"})
        page = client.get(url)
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(url, {"code": code})
    kinds = Authenticator.objects.filter(user=member.user).values_list("type", flat=True)
    assert "totp" in kinds
