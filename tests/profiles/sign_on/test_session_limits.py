"""When a session ends by itself, by the requests that someone and their open pages send."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Membership
from profiles.sign_on.domain.sessions import ACTIVE_AT, DEVICE, OPENED_AT, Device, Life
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db
PASSWORD = "tulip mortar nine sails"
PAGE = "/self-assessment/"
PART = "/self-assessment/parts/framework/"


@pytest.fixture
def member() -> Membership:
    one = MembershipFactory(institution=InstitutionFactory(), user__email="ada@school.example")
    one.user.set_password(PASSWORD)
    one.user.activated_at = timezone.now()
    one.user.save()
    return one


def sign_in(member: Membership, device: str | None = None, **more: str) -> Client:
    client = Client()
    fields = {"login": member.user.email, "password": PASSWORD, **more}
    response = client.post(
        reverse("account_login"), {**fields, **({"device": device} if device else {})}
    )
    assert response.status_code == 302
    return client


def let_pass(client: Client, *, since_opening: timedelta, idle: timedelta) -> None:
    """Set the session back, as if it had been opened and last used so long ago."""
    session = client.session
    now = timezone.now()
    session[OPENED_AT] = (now - since_opening).isoformat()
    session[ACTIVE_AT] = (now - idle).isoformat()
    session.save()


HALF, MINUTE, HOUR, DAY = (timedelta(minutes=n) for n in (30, 1, 60, 1440))


@pytest.mark.parametrize(
    ("device", "opened", "idle", "still_in"),
    [
        ("shared", HOUR, HALF - MINUTE, True),
        ("shared", HOUR, HALF, False),
        ("shared", 12 * HOUR - MINUTE, MINUTE, True),
        ("shared", 12 * HOUR, MINUTE, False),
        (None, HOUR, HALF, False),  # who says nothing sits at a shared computer
        ("nonsense", HOUR, HALF, False),
        ("own", 13 * DAY, 13 * DAY, True),
        ("own", 14 * DAY, MINUTE, False),
    ],
)
def test_session_lasts_as_long_as_the_page_said(member, device, opened, idle, still_in):
    client = sign_in(member, device)
    let_pass(client, since_opening=opened, idle=idle)

    assert client.get(PAGE).status_code == (200 if still_in else 302)


def test_institution_shortens_the_time_on_own_devices(member):
    client = sign_in(member, "own")
    let_pass(client, since_opening=timedelta(days=3), idle=MINUTE)
    assert client.get(PAGE).status_code == 200

    member.institution.own_device_days = 3
    member.institution.save()

    assert client.get(PAGE).status_code == 302


def test_cookie_goes_with_the_browser_on_a_shared_computer_and_stays_on_ones_own(member):
    shared, own = sign_in(member, "shared"), sign_in(member, "own")

    ages = [one.cookies["sessionid"]["max-age"] for one in (shared, own)]

    assert ages == ["", 14 * 86_400]


def test_sign_in_by_code_asks_and_keeps_the_answer(member):
    client = Client()
    client.post(
        reverse("account_request_login_code"), {"email": member.user.email, "device": "own"}
    )
    text = OutboxMessage.objects.get(kind="account:login_code").body_text
    code = next(word for word in text.split() if len(word) in (6, 7, 9) and word.isupper())

    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert client.session[DEVICE] == Device.OWN


def test_activity_is_noted_and_polling_is_none(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=timedelta(minutes=20))

    client.get(PAGE, headers={"X-Automatic": "1", "HX-Request": "true"})
    after_polling = datetime.fromisoformat(client.session[ACTIVE_AT])
    client.get(PAGE)
    after_click = datetime.fromisoformat(client.session[ACTIVE_AT])

    now = timezone.now()
    assert now - after_polling > timedelta(minutes=19)
    assert now - after_click < MINUTE


def test_typing_that_an_autosave_sends_is_activity(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=timedelta(minutes=20))

    client.post(PART, {}, headers={"HX-Request": "true"})

    assert timezone.now() - datetime.fromisoformat(client.session[ACTIVE_AT]) < MINUTE


def test_page_that_polls_does_not_keep_someone_signed_in(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)

    response = client.get(
        PAGE,
        headers={
            "X-Automatic": "1",
            "HX-Request": "true",
            "HX-Current-URL": "http://testserver/network/",
        },
    )

    assert (response.status_code, response["HX-Redirect"]) == (
        401,
        "/accounts/login/?next=%2Fnetwork%2F",
    )


def test_who_signs_in_again_lands_where_they_were(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)

    asked = client.get(PART)
    back = client.post(asked.url, {"login": member.user.email, "password": PASSWORD})

    assert (asked.url, back.url) == (f"/accounts/login/?next={PART}", PART)


def test_text_sent_too_late_is_kept_and_sent_after_signing_in(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)

    late = client.post(PART, {"text": "Write “grant”\nand <rest>"})
    kept = client.session["held"]
    back = client.post(late.url, {"login": member.user.email, "password": PASSWORD})
    page = client.get(back.url)

    assert (late.url, back.url) == ("/accounts/login/?next=%2Fheld%2F", "/held/")
    held = page.context["held"]
    assert held.path == PART
    assert held.fields == [("text", "Write “grant”\nand <rest>")]
    assert "grant" not in kept


def test_text_kept_for_one_person_is_not_shown_to_the_next(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)
    client.post(PART, {"text": "Mine alone"})
    other = MembershipFactory(user__email="bo@school.example")
    other.user.set_password(PASSWORD)
    other.user.save()

    client.post(reverse("account_login"), {"login": other.user.email, "password": PASSWORD})
    page = client.get(reverse("profiles:held"))

    assert (page.status_code, page.url, "held" in client.session) == (302, "/", False)


def test_passwords_and_codes_are_never_kept(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)
    fields = {"oldpassword": "secret one", "code": "ABC", "text": "kept"}

    late = client.post(PART, fields)
    client.post(late.url, {"login": member.user.email, "password": PASSWORD})

    assert client.get(reverse("profiles:held")).context["held"].fields == [("text", "kept")]


def test_public_page_stays_open_when_the_time_is_over(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)

    page = client.get(reverse("profiles:fresh_activation_link"))

    assert (page.status_code, "_auth_user_id" in client.session) == (200, False)


def test_api_in_a_browser_ends_with_the_session(member):
    client = sign_in(member, "shared")
    let_pass(client, since_opening=HOUR, idle=HALF)

    assert client.get("/api/v1/members").status_code == 401


def test_every_page_that_asks_by_itself_says_so():
    """Each element that asks again and again has the header in the same tag; five templates have one."""
    polling = {}
    for file in sorted(settings.BASE_DIR.glob("templates/**/*.html")):
        text = file.read_text(encoding="utf-8")
        for asks in re.finditer('hx-trigger="every', text):
            start = text.rfind("<", 0, asks.start()) + 1
            end = text.find(">", asks.end())
            tag = text[start : end if end > 0 else len(text)]
            polling[file.name] = '"X-Automatic": "1"' in tag
    assert polling == {
        "_console_clock.html": True,
        "_projector.html": True,
        "_waiting.html": True,
        "polling.html": True,
        "working.html": True,
    }


def test_limits_of_a_life():
    now = timezone.now()
    life = Life(device=Device.OWN, opened_at=now - timedelta(days=20), active_at=now)
    # No institution can make it longer than 14 days.
    assert life.is_over(now, own_device_days=30)
