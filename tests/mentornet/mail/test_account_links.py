"""Links and codes that open an account: one hour, ten minutes, once, and not after a change."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from mentornet.mail.links import revoke
from mentornet.mail.purposes import Purpose
from mentornet.models import Link, OutboxMessage
from profiles.models import User
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
NEW = {"password1": "correct-horse-battery", "password2": "correct-horse-battery"}


@pytest.fixture
def user() -> User:
    user = MembershipFactory(user__email="ada@school.example").user
    user.activated_at = timezone.now()
    user.set_password("an-older-long-password")
    user.save()
    return user


@pytest.fixture
def at(monkeypatch):
    """Let the clock stand later than now, for links and for the sign-in library."""
    now = timezone.now()

    def move(later: timedelta) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now + later)
        monkeypatch.setattr("time.time", lambda: (now + later).timestamp())

    return move


def reset_link(user: User) -> str:
    Client().post("/accounts/password/reset/", {"email": user.email})
    message = OutboxMessage.objects.get(kind="account:password_reset_key")
    [link] = re.findall(r"http\S+/password/reset/key/\S+", message.body_text)
    return urlsplit(link).path


def resets(path: str) -> bool:
    """Return whether whoever has the link sets a new password."""
    client = Client()
    form = client.get(path)
    if form.status_code != 302:
        return False
    return client.post(form["Location"], NEW).status_code == 302


def test_reset_link_sets_a_password_once(user):
    path = reset_link(user)
    assert resets(path)
    user.refresh_from_db()
    assert user.check_password(NEW["password1"])
    assert not resets(path)


def test_reset_link_lives_for_an_hour(user, at):
    path = reset_link(user)
    at(timedelta(minutes=59))
    assert Client().get(path).status_code == 302
    at(timedelta(minutes=61))
    assert not resets(path)


def test_fetching_a_reset_link_changes_nothing(user):
    path = reset_link(user)
    before = list(Link.objects.values())
    for _scanner in range(3):
        Client().get(path)
    assert list(Link.objects.values()) == before
    assert resets(path)


def test_reset_link_dies_with_the_address(user):
    path = reset_link(user)
    User.objects.filter(pk=user.pk).update(email="new@school.example")
    assert not resets(path)


def test_reset_link_of_one_resets_no_other(user):
    other = MembershipFactory().user
    path = reset_link(user)
    key = path.rstrip("/").rpartition("/")[2]
    _uid, _dash, token = key.partition("-")
    assert not resets(path.replace(key, f"{other.pk.hex}-{token}"))
    other.refresh_from_db()
    assert not other.has_usable_password()


def asked_for_code(user: User) -> tuple[Client, str]:
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    message = OutboxMessage.objects.filter(kind="account:login_code").latest("created_at")
    found = re.search(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", message.body_text, re.MULTILINE)
    assert found is not None
    return client, found[0]


def signs_in(client: Client, code: str) -> bool:
    client.post("/accounts/login/code/confirm/", {"code": code})
    return "_auth_user_id" in client.session


def test_code_signs_in_once_and_leaves_a_used_link(user):
    client, code = asked_for_code(user)
    assert signs_in(client, code)
    assert list(Link.objects.values_list("purpose", "state", "user")) == [("code", "used", user.pk)]


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_code_lives_for_ten_minutes(user, at, minutes, works):
    client, code = asked_for_code(user)
    at(timedelta(minutes=minutes))
    assert signs_in(client, code) is works


def test_code_dies_with_the_address(user):
    client, code = asked_for_code(user)
    User.objects.filter(pk=user.pk).update(email="new@school.example")
    assert not signs_in(client, code)


def test_code_dies_when_it_is_revoked(user):
    client, code = asked_for_code(user)
    revoke(purposes=[Purpose.CODE], holder=user)
    assert not signs_in(client, code)


def test_asking_again_and_again_for_a_code_locks_nobody_out(user):
    waiting, code = asked_for_code(user)
    asked_for_code(user)
    assert signs_in(waiting, code)


def test_code_of_one_session_signs_in_no_other(user):
    _theirs, code = asked_for_code(user)
    mine, _other = asked_for_code(MembershipFactory().user)
    assert not signs_in(mine, code)
