"""Whose role stays closed without a second factor, and what opens it."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from networks.concerns.domain.threads import report_concern
from profiles.models import AuditEvent, Institution, Membership, User
from profiles.vocabulary import StaffRoleKind
from tests.conftest import empty_cache
from tests.factories import MembershipFactory, UserFactory
from tests.profiles.people.domain.test_settings import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from tests.profiles.sign_on.test_session_limits import PASSWORD
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
SET_UP = "/second-factor/"


@pytest.fixture(autouse=True)
def real_installation(settings):
    settings.MENTORNET_DEMO = False
    settings.SECURE_SSL_REDIRECT = False


def known(user: User) -> User:
    user.set_password(PASSWORD)
    user.activated_at = timezone.now()
    user.save()
    return user


def member(*offices: str, **more) -> Membership:
    one = MembershipFactory(offices=list(offices), **more)
    known(one.user)
    return one


def sign_in(user: User) -> Client:
    """Sign in by the password, through the page; a second factor is asked for where there is one."""
    client = Client()
    response = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": "/network/"}
    )
    assert response.status_code == 302, response.context["form"].errors
    return client


def set_up_app(client: Client) -> str:
    """Add an authenticator app through its page; return its secret."""
    url = reverse("mfa_activate_totp")
    secret = client.get(url).context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(url, {"code": code_of(secret)})
    assert response.status_code == 302
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


DIRECTING = ("profiles:roster", "profiles:api_clients", "matching:directing_programs")


def test_director_without_a_second_factor_is_led_to_it_and_directs_nothing():
    client = sign_in(member(StaffRoleKind.DIRECTOR).user)

    first = client.get("/network/")
    doors = [client.get(reverse(one)) for one in DIRECTING]

    assert first.url == f"{SET_UP}?next=%2Fnetwork%2F"
    assert [one.url.split("?")[0] for one in doors] == [SET_UP] * 3
    assert client.get("/api/v1/members").status_code == 403


def test_own_pages_of_a_director_are_open_without_one():
    client = sign_in(member(StaffRoleKind.DIRECTOR).user)
    client.get("/")

    statuses = [client.get(one).status_code for one in ("/", "/network/", "/self-assessment/")]

    assert statuses == [200, 200, 200]


def test_ombuds_without_a_second_factor_reads_no_concern():
    ombuds = member(StaffRoleKind.OMBUDS)
    reporter = MembershipFactory(institution=ombuds.institution)
    row, _code = report_concern(reporter, kind="other", text="What happened", anonymous=False)
    client = sign_in(ombuds.user)
    client.get("/")
    path = reverse("networks:concern", args=[row.pk])

    before = client.get(path)
    set_up_app(client)
    after = client.get(path)

    assert (before.status_code, after.status_code) == (404, 200)
    assert "What happened" in after.content.decode()


def test_setting_one_up_opens_the_role_at_once_and_signing_in_with_it_later():
    director = member(StaffRoleKind.DIRECTOR)
    client = sign_in(director.user)
    client.get("/")

    secret = set_up_app(client)
    now = client.get("/dashboard/roster/").status_code
    later = sign_in(director.user)
    half = later.get("/dashboard/roster/")
    empty_cache()  # a code is good for one use
    later.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert (now, half.url.split("?")[0]) == (200, "/accounts/login/")
    assert heading(later.get("/dashboard/roster/")) == "Roster"


def test_code_by_mail_is_no_second_factor():
    director = member(StaffRoleKind.DIRECTOR)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": director.user.email})
    text = OutboxMessage.objects.get(kind="account:login_code").body_text
    code = next(word for word in text.split() if len(word) in (6, 7, 9) and word.isupper())
    client.post(reverse("account_confirm_login_code"), {"code": code})
    client.get("/")

    assert client.get("/dashboard/roster/").url.split("?")[0] == SET_UP


def test_facilitator_and_everyone_else_need_none():
    for one in (member(StaffRoleKind.FACILITATOR), member()):
        assert heading(sign_in(one.user).get("/network/")) == "My network"


def test_institution_that_asks_everyone_opens_nothing_without_one():
    one = member(institution__second_factor=Institution.SecondFactor.EVERYONE)
    client = sign_in(one.user)

    pages = [client.get(page) for page in ("/", "/network/", "/settings/", "/self-assessment/")]
    asked = [page.url.split("?")[0] for page in pages]
    set_up_app(client)

    assert asked == [SET_UP] * 4
    assert heading(client.get("/network/")) == "My network"


def test_person_of_two_institutions_uses_the_other_one_meanwhile():
    one = member(institution__second_factor=Institution.SecondFactor.EVERYONE)
    other = MembershipFactory(user=one.user)
    client = sign_in(one.user)
    client.get("/")

    page = client.get("/network/")

    assert (page.status_code, page.wsgi_request.membership) == (200, other)
    assert list(Membership.objects.visible_to(page.wsgi_request.user)) == [other]


def test_operator_with_a_password_alone_sees_no_page_of_the_service():
    operator = known(UserFactory(is_staff=True, is_superuser=True))
    client = sign_in(operator)
    doors = (
        "/admin/",
        "/admin/login/",
        "/admin/profiles/user/",
        "/",
        "/network/",
        "/api/v1/members",
    )

    met = [client.get(one) for one in doors]

    assert [one.get("Location", "").split("?")[0] for one in met] == [SET_UP] * len(doors)
    set_up_app(client)
    assert client.get("/admin/profiles/user/").context["cl"].result_count == 1


def test_operator_posts_nothing_without_one():
    operator = known(UserFactory(is_staff=True, is_superuser=True))
    person = UserFactory()
    client = sign_in(operator)

    response = client.post(f"/admin/profiles/user/{person.pk}/change/", {})

    person.refresh_from_db()
    assert (response.url.split("?")[0], person.is_active) == (SET_UP, True)


def test_second_factor_cannot_be_set_up_in_a_session_found_open():
    director = member(StaffRoleKind.DIRECTOR)
    client = sign_in(director.user)
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 16 * 60} for one in session["account_authentication_methods"]
    ]
    session.save()

    page = client.get(reverse("mfa_activate_totp"))
    sent = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert [one.url.split("?")[0] for one in (page, sent)] == ["/confirm/", "/confirm/"]
    assert Authenticator.objects.count() == 0


def test_director_can_ask_everyone_and_cannot_do_without():
    director = member(StaffRoleKind.DIRECTOR)
    client = sign_in(director.user)
    client.get("/")
    set_up_app(client)
    path = reverse("profiles:sign_in_settings")
    form = {"address_claim_days": 7, "own_device_days": 7}

    client.post(path, {**form, "second_factor": "no_one"})
    refused = Institution.objects.get(pk=director.institution_id).second_factor
    client.post(path, {**form, "second_factor": "everyone"})

    institution = Institution.objects.get(pk=director.institution_id)
    assert (refused, institution.second_factor, institution.own_device_days) == (
        "roles",
        "everyone",
        7,
    )
    verbs = AuditEvent.objects.filter(institution=institution).values_list("verb", flat=True)
    assert {"second_factor.changed", "own_device_days.changed"} <= set(verbs)


def test_demonstration_demands_none_and_says_who_would_need_one(settings):
    settings.MENTORNET_DEMO = True
    client = sign_in(member(StaffRoleKind.DIRECTOR).user)

    assert client.get("/dashboard/roster/").status_code == 200
    assert "requires it for operators, program directors, and ombuds" in (
        client.get(SET_UP).content.decode()
    )


def test_operator_at_the_command_line_removes_what_was_lost_and_its_owner_is_told():
    director = member(StaffRoleKind.DIRECTOR)
    client = sign_in(director.user)
    client.get("/")
    set_up_app(client)

    call_command("remove_second_factor", director.user.email)

    assert (Authenticator.objects.count(), client.get("/network/").status_code) == (0, 302)
    [notice] = OutboxMessage.objects.filter(
        body_text__contains="An operator turned off two-factor authentication"
    )
    assert notice.recipient == director.user.email
    again = sign_in(director.user)
    again.get("/")
    assert again.get("/dashboard/roster/").url.split("?")[0] == SET_UP
    with pytest.raises(CommandError):
        call_command("remove_second_factor", "nobody@school.example")
