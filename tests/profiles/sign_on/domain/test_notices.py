"""Mail on every change to how someone signs in: caused through the doors, read in the outbox."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.access.devices import COOKIE
from profiles.models import Membership, User
from profiles.sign_on.domain.notices import Change, notify_security_change
from tests.factories import MembershipFactory
from tests.profiles.sign_on.credentials.test_required_factor import set_up_app, sign_in
from tests.profiles.sign_on.test_session_limits import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "nine mortars under tulips"


@pytest.fixture
def member() -> Membership:
    one = MembershipFactory(user__email="ada@school.example")
    one.user.set_password(PASSWORD)
    one.user.activated_at = timezone.now()
    one.user.save()
    OutboxMessage.objects.all().delete()
    return one


def told(user: User) -> list[str]:
    """What was said to *user*, by the sentence, in order."""
    sentences = {str(one.value): one.name for one in Change}
    found = OutboxMessage.objects.filter(kind="security_notice", recipient=user.email)
    lines = [one.body_text.strip().splitlines() for one in found.order_by("created_at")]
    return [sentences[line] for one in lines for line in one if line in sentences]


def test_first_sign_in_with_a_browser_is_told_and_the_second_is_not(member):
    client = sign_in(member.user)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": member.user.email, "password": PASSWORD})

    assert told(member.user) == ["NEW_DEVICE"]


def test_browser_of_a_colleague_is_new(member):
    colleague = MembershipFactory(user__email="bo@school.example")
    colleague.user.set_password(PASSWORD)
    colleague.user.save()
    client = sign_in(member.user)
    client.post(reverse("account_logout"))

    client.post(reverse("account_login"), {"login": colleague.user.email, "password": PASSWORD})

    assert told(colleague.user) == ["NEW_DEVICE"]
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": member.user.email, "password": PASSWORD})
    assert told(member.user) == ["NEW_DEVICE"]


@pytest.mark.parametrize(
    "forged",
    ["", "x", signing.dumps(["mark"], salt="another")],
    ids=["empty", "no signature", "another salt"],
)
def test_forged_cookie_makes_no_browser_known(member, forged):
    client = Client()
    client.cookies[COOKIE] = forged

    client.post(reverse("account_login"), {"login": member.user.email, "password": PASSWORD})

    assert told(member.user) == ["NEW_DEVICE"]


def test_changed_password_is_told(member):
    client = sign_in(member.user)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )

    assert told(member.user) == ["NEW_DEVICE", "PASSWORD"]


def test_password_set_by_any_other_code_is_told_and_a_new_login_is_not(member):
    member.user.set_password(NEW)
    member.user.save()
    fresh = User.objects.create_user("new@school.example", NEW)

    assert (told(member.user), told(fresh)) == (["PASSWORD"], [])


@pytest.mark.django_db(transaction=True)
def test_second_factor_added_and_removed_is_told():
    one = MembershipFactory(user__email="ada@school.example")
    one.user.set_password(PASSWORD)
    one.user.save()
    client = sign_in(one.user)

    set_up_app(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))

    assert sorted(told(one.user)) == [
        "NEW_DEVICE",
        "RECOVERY_CODES_MADE",
        "RECOVERY_CODES_MADE",
        "RECOVERY_CODES_REMOVED",
        "SECOND_FACTOR_ADDED",
        "SECOND_FACTOR_REMOVED",
    ]


def test_signing_out_everywhere_else_keeps_this_browser_and_is_told(member):
    here, elsewhere = sign_in(member.user), sign_in(member.user)

    here.post(reverse("usersessions_list"), {"others": "1"})

    assert (here.get("/settings/").status_code, elsewhere.get("/settings/").status_code) == (
        200,
        302,
    )
    assert told(member.user) == ["NEW_DEVICE", "NEW_DEVICE", "SESSIONS_ENDED"]


def test_signing_out_everywhere_ends_this_session_too(member):
    here, elsewhere = sign_in(member.user), sign_in(member.user)

    response = here.post(reverse("usersessions_list"), {"everywhere": "1"})

    assert response.url == reverse("account_login")
    assert [one.get("/settings/").status_code for one in (here, elsewhere)] == [302, 302]


def test_list_of_sessions_is_ones_own(member):
    client = sign_in(member.user)
    other = MembershipFactory(user__email="bo@school.example")
    other.user.set_password(PASSWORD)
    other.user.save()
    sign_in(other.user)

    page = client.get(reverse("usersessions_list"))

    assert [one.user_id for one in page.context["sessions"]] == [member.user_id]
    assert "Active sessions" in page.content.decode()


def test_change_of_the_address_is_told_to_both(member):
    notify_security_change(member.user, change=Change.ADDRESS, also_to=["old@school.example"])

    found = OutboxMessage.objects.filter(kind="security_notice").values_list("recipient", flat=True)
    assert sorted(found) == ["ada@school.example", "old@school.example"]


def test_notice_leads_to_this_site_and_shows_no_secret(member):
    sign_in(member.user)

    text = OutboxMessage.objects.get(kind="security_notice").body_text

    assert "http://localhost:8000/accounts/sessions/" in text
    assert PASSWORD not in text
