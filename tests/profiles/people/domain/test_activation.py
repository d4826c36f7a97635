import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from mentornet.models import OutboxMessage
from profiles.people.domain.activation import (
    SALT,
    _address_mark,
    activation_path,
    last_activation_mails,
    send_activation_mails,
)
from tests.factories import MembershipFactory
from tests.support.activation import activation_token

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def member():
    return MembershipFactory(user__email="ada@school.example")


def without_csrf(response):
    tokens = r'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"'
    return re.sub(tokens, "", response.content.decode())


def path_to(member, **options):
    return activation_path(activation_token(member), **options)


def test_activate_sets_the_password_verifies_the_address_and_signs_in(client, member):
    response = client.post(path_to(member, next_path="/people/?q=a"), CHOSEN)
    assert (response.status_code, response.url) == (302, "/people/?q=a")
    member.user.refresh_from_db()
    assert member.user.check_password(PASSWORD)
    assert member.user.activated_at is not None
    assert client.session["_auth_user_id"] == str(member.user_id)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == (member.user.email, True, True)


def test_activate_without_a_password_signs_in(client, member):
    client.post(path_to(member), {"without_password": "1"})
    member.user.refresh_from_db()
    assert member.user.activated_at is not None
    assert not member.user.has_usable_password()


def test_activate_by_get_uses_nothing_up(client, member):
    assert client.get(path_to(member)).status_code == 200
    member.user.refresh_from_db()
    assert member.user.activated_at is None


def test_activate_with_a_weak_password_says_so(client, member):
    response = client.post(path_to(member), {"new_password1": "123", "new_password2": "123"})
    assert response.context["form"].errors.keys() == {"new_password1"}
    assert "<li></li>" not in response.content.decode()


def test_activate_goes_nowhere_outside(client, member):
    response = client.post(path_to(member, next_path="https://evil.example/"), CHOSEN)
    assert response.url == "/first-steps/"


def test_activate_a_second_time_is_refused(client, member):
    client.post(path_to(member), CHOSEN)
    member.user.refresh_from_db()
    assert client.post(path_to(member), CHOSEN).status_code == 410


def test_every_link_of_a_person_dies_when_they_activate_by_one(client, member):
    first, second = path_to(member), path_to(member)
    client.post(first, CHOSEN)
    for path in (first, second):
        answer = Client().post(path, {"new_password1": "x" * 20, "new_password2": "x" * 20})
        assert answer.status_code == 410
    member.user.refresh_from_db()
    assert member.user.check_password(PASSWORD)


def test_activate_after_the_address_changed_is_refused(client, member):
    path = path_to(member)
    member.user.email = "new@school.example"
    member.user.save()
    assert client.get(path).status_code == 410


def test_activate_after_the_membership_ended_is_refused(client, member):
    path = path_to(member)
    type(member).objects.filter(pk=member.pk).update(end_date="2026-01-31")
    assert client.post(path, CHOSEN).status_code == 410


def test_activation_link_lives_for_fourteen_days(client, member, monkeypatch):
    path = path_to(member)
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=13, hours=23))
    assert client.get(path).status_code == 200
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=14, hours=1))
    page = client.get(path)
    assert page.status_code == 410
    assert "This link has expired. Enter your email to get a new one." in page.content.decode()


def test_link_that_was_mailed_before_still_activates_its_own_address_only(client, member):
    user = member.user
    token = signing.dumps([str(user.pk), _address_mark(user)], salt=SALT)
    path = reverse("profiles:activate", args=[token])
    assert client.get(path).status_code == 200
    type(user).objects.filter(pk=user.pk).update(email="new@school.example")
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("purpose", [Purpose.CHECK_IN, Purpose.CONSENT, Purpose.RESET])
def test_link_of_another_purpose_opens_no_account(client, member, purpose):
    token = links.issue(purpose, holder=member)
    answer = client.post(reverse("profiles:activate", args=[token]), CHOSEN)
    assert answer.status_code == 410


@pytest.mark.parametrize("payload", ["x", 1, None, ["a", "b"], [1], {"a": 1}])
def test_activate_with_a_forged_token_is_refused(client, payload):
    token = signing.dumps(payload, salt=SALT)
    assert client.get(reverse("profiles:activate", args=[token])).status_code == 410
    assert client.get(reverse("profiles:activate", args=["nonsense"])).status_code == 410


def test_fresh_link_answers_the_same_to_everyone_and_mails_one_person_once(client, member):
    path = reverse("profiles:fresh_activation_link")
    known = client.post(path, {"email": "ADA@school.example"})
    client.post(path, {"email": "ada@school.example"})
    unknown = client.post(path, {"email": "nobody@school.example"})
    assert without_csrf(known) == without_csrf(unknown)
    assert [message.recipient for message in OutboxMessage.objects.all()] == ["ada@school.example"]


def test_send_activation_mails_leaves_out_those_who_have_activated_or_left(member):
    institution = member.institution
    MembershipFactory(institution=institution, end_date="2026-01-31")
    MembershipFactory(institution=institution, user__activated_at="2026-01-31T00:00Z")
    assert send_activation_mails(institution, actor=member.user) == 1
    assert send_activation_mails(institution, actor=member.user) == 1
    assert [message.recipient for message in OutboxMessage.objects.all()] == [member.user.email]


def test_last_activation_email_is_that_of_the_institution_that_asks():
    here = MembershipFactory(user__activated_at=None)
    elsewhere = MembershipFactory(user=here.user)
    send_activation_mails(elsewhere.institution, actor=None)

    assert list(last_activation_mails([here, elsewhere])) == [elsewhere.pk]
    assert last_activation_mails([here]) == {}
