"""Showing again who one is: by each thing that someone has, and what becomes of a form meanwhile."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from networks.concerns.domain.threads import report_concern
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.sign_on.test_session_limits import PASSWORD

pytestmark = pytest.mark.django_db
MY_DATA = "/settings/my-data.json"
CONFIRM = "/confirm/"


@pytest.fixture(autouse=True)
def real_installation(settings):
    settings.MENTORNET_DEMO = False
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def member() -> Membership:
    one = MembershipFactory(user__email="ada@school.example")
    one.user.activated_at = timezone.now()
    one.user.save()
    return one


def signed_in(member: Membership, *, minutes_ago: int = 20, method: str = "password") -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time() - 60 * minutes_ago}
    ]
    session["account_authentication_methods_user"] = str(member.user.pk)
    session.pop("second_factor_due", None)
    session.save()
    return client


def with_password(member: Membership) -> Membership:
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_signing_in_is_good_for_fifteen_minutes(member, minutes, status):
    assert signed_in(member, minutes_ago=minutes).get(MY_DATA).status_code == status


def test_password_opens_the_page_again(member):
    client = signed_in(with_password(member))

    asked = client.get(MY_DATA)
    wrong = client.post(asked.url, {"password": "not this one at all"})
    still = client.get(MY_DATA).status_code
    right = client.post(asked.url, {"password": PASSWORD})

    assert (asked.status_code, asked.url) == (302, f"{CONFIRM}?next=%2Fsettings%2Fmy-data.json")
    assert (wrong.status_code, still) == (200, 302)
    assert (right.url, client.get(MY_DATA).status_code) == (MY_DATA, 200)


def test_person_with_codes_only_confirms_by_a_code(member):
    client = signed_in(member, method="code")
    page = client.get(CONFIRM, {"next": MY_DATA})
    ways = page.context["ways"]
    assert (ways.password, ways.code, ways.app, ways.passkey) == (False, True, False, False)

    client.post(CONFIRM, {"send": "1", "next": MY_DATA})
    text = OutboxMessage.objects.get(kind="account:login_code").body_text
    code = next(word for word in text.split() if len(word) in (6, 7, 9) and word.isupper())
    wrong = client.post(CONFIRM, {"code": "AAAAAA", "next": MY_DATA})
    right = client.post(CONFIRM, {"code": code, "next": MY_DATA})

    assert (wrong.status_code, right.status_code, right.url) == (200, 302, MY_DATA)
    assert {"roster", "account"} <= set(client.get(MY_DATA).json())


def test_code_is_void_after_three_wrong_ones(member):
    client = signed_in(member, method="code")
    client.post(CONFIRM, {"send": "1"})
    text = OutboxMessage.objects.get(kind="account:login_code").body_text
    code = next(word for word in text.split() if len(word) in (6, 7, 9) and word.isupper())

    for _try in range(3):
        client.post(CONFIRM, {"code": "AAAAAA"})
    late = client.post(CONFIRM, {"code": code})

    assert (late.status_code, client.get(MY_DATA).status_code) == (200, 302)


def test_code_of_ten_minutes_ago_is_void(member):
    client = signed_in(member, method="code")
    client.post(CONFIRM, {"send": "1"})
    text = OutboxMessage.objects.get(kind="account:login_code").body_text
    code = next(word for word in text.split() if len(word) in (6, 7, 9) and word.isupper())
    session = client.session
    session["confirmation_code"] = {
        **session["confirmation_code"],
        "at": time.time() - 601,
    }
    session.save()

    client.post(CONFIRM, {"code": code})

    assert client.get(MY_DATA).status_code == 302


def test_person_with_a_second_factor_is_offered_it_and_no_code_by_mail(member):
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})
    client = signed_in(with_password(member))

    ways = client.get(CONFIRM).context["ways"]
    sent = client.post(CONFIRM, {"send": "1"})

    assert (ways.password, ways.app, ways.code) == (True, True, False)
    assert (sent.status_code, OutboxMessage.objects.filter(kind="account:login_code").count()) == (
        200,
        0,
    )


def test_guessing_the_password_is_limited(member):
    client = signed_in(with_password(member))

    statuses = [client.post(CONFIRM, {"password": "wrong"}).status_code for _try in range(12)]

    assert statuses[-1] == 429


def test_confirmation_leads_nowhere_outside(member):
    client = signed_in(with_password(member))

    response = client.post(CONFIRM, {"password": PASSWORD, "next": "https://evil.example/"})

    assert response.url == "/"


def test_text_of_a_form_that_came_too_late_is_kept_and_sent(member):
    MembershipFactory(institution=member.institution, offices=[StaffRoleKind.OMBUDS])
    row, _code = report_concern(member, kind="other", text="It began", anonymous=False)
    client = signed_in(with_password(member))
    path = reverse("networks:concern", args=[row.pk])

    late = client.post(path, {"text": "More of what happened"})
    before = row.messages.count()
    back = client.post(late.url, {"password": PASSWORD})
    held = client.get(back.url).context["held"]
    client.post(held.path, {**dict(held.fields), "from_held": "1"})

    assert "held" not in client.session
    assert (late.url, back.url) == (f"{CONFIRM}?next=%2Fheld%2F", "/held/")
    assert (before, row.messages.count()) == (1, 2)


def test_discarded_text_is_gone(member):
    client = signed_in(with_password(member))
    client.post("/settings/my-data/", {"kind": "goals", "sure": "1"})

    client.post("/held/")

    assert ("held" in client.session, client.get("/held/").url) == (False, "/")


def test_own_notes_and_network_ask_for_nothing(member):
    client = signed_in(member, minutes_ago=700)

    statuses = [client.get(one).status_code for one in ("/", "/self-assessment/", "/settings/")]

    assert statuses == [200, 200, 200]


def test_api_in_a_browser_asks_as_the_pages_do():
    client = signed_in(MembershipFactory(offices=[StaffRoleKind.DIRECTOR]))
    session = client.session
    session["account_authentication_methods"] += [{"method": "mfa", "at": time.time() - 1200}]
    session.save()

    stale = client.get("/api/v1/members")
    session["account_authentication_methods"] += [{"method": "mfa", "at": time.time()}]
    session.save()

    assert (stale.status_code, stale.json()["code"]) == (403, "fresh_authentication_required")
    assert len(client.get("/api/v1/members").json()["items"]) == 1


def test_demonstration_asks_nothing_and_says_what_would_be_asked(member, settings):
    settings.MENTORNET_DEMO = True
    client = signed_in(member, minutes_ago=700)

    page = client.get("/settings/my-data/")

    assert page.status_code == 200
    assert "A real installation asks here for your password or passkey again" in (
        page.content.decode()
    )
