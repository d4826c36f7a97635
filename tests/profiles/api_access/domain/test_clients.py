"""API clients as a director keeps them: a secret once, a new one without a gap, out for good."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from mentornet.api.scopes import CONTENT, SCOPES
from mentornet.scannable import is_whole
from profiles.api_access.domain.clients import create_client
from profiles.models import ApiClient, AuditEvent, ContentGrant, Membership
from profiles.roster.domain.imports import start_bulk
from profiles.roster.tasks import advance_waiting_imports
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.support.api import signed_in, token_of

pytestmark = pytest.mark.django_db
LIST = "/dashboard/api-clients/"


@pytest.fixture
def director() -> Membership:
    member: Membership = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    return member


@pytest.fixture
def browser(director: Membership) -> Client:
    return signed_in(director)


def secret_on(page: str) -> str:
    (found,) = re.findall(r'<textarea id="secret"[^>]*>([^<]+)</textarea>', page)
    return str(found)


def make(browser: Client, **more: object) -> tuple[ApiClient, str]:
    given = {"name": "Workday", "scopes": ["members:read"], **more}
    page = browser.post(f"{LIST}new/", given).content.decode()
    return ApiClient.objects.get(name=given["name"]), secret_on(page)


def test_secret_is_known_to_scanners_and_can_be_copied(browser: Client) -> None:
    page = browser.post(f"{LIST}new/", {"name": "HR", "scopes": ["members:read"]}).content.decode()
    secret = secret_on(page)

    assert secret.startswith("mnet_cs_")
    assert is_whole(secret)
    assert not is_whole(secret[:-1] + ("0" if secret[-1] != "0" else "1"))
    assert page.count('class="secret"') == 2
    assert 'data-copy="secret"' in page
    assert 'data-copy="client-id"' in page
    (client,) = ApiClient.objects.all()
    assert is_whole(token_of(client, secret).json()["access_token"])


def test_permissions_are_shown_with_the_names_of_their_scopes(browser: Client) -> None:
    page = browser.get(f"{LIST}new/").content.decode()

    assert [name for name in SCOPES if f"({name})" not in page] == []


def test_command_creates_a_client_that_works(director: Membership, capsys: Any) -> None:
    slug = director.institution.slug
    call_command(
        "create_api_client",
        "Workday",
        f"--institution={slug}",
        "--scope=members:read",
        "--scope=units:read",
    )

    client = ApiClient.objects.get()
    said = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert said["CLIENT_ID"] == client.client_id
    assert token_of(client, said["CLIENT_SECRET"]).json()["scope"] == "members:read units:read"
    assert (client.institution, client.created_by) == (director.institution, None)
    assert AuditEvent.objects.filter(verb="api_client.created", subject_id=client.pk).exists()


@pytest.mark.parametrize(
    "given", [["--scope=assessments:content"], ["--scope=none"], [], ["--scope=units:read"]]
)
def test_command_refuses_what_it_cannot_grant(director: Membership, given: list[str]) -> None:
    slug = "none" if given == ["--scope=units:read"] else director.institution.slug
    with pytest.raises(CommandError):
        call_command("create_api_client", "HR", f"--institution={slug}", *given)

    assert not ApiClient.objects.exists()


def test_page_of_a_client_that_the_command_made_says_nothing_of_a_person(
    browser: Client, director: Membership
) -> None:
    client, _secret = create_client(
        director.institution, name="HR", scopes=["units:read"], actor=None
    )

    assert browser.get(f"{LIST}{client.pk}/").status_code == 200


def test_empty_list_says_what_a_client_is_for(browser: Client) -> None:
    page = browser.get(LIST).content.decode()

    assert "No systems connected yet" in page
    assert reverse("profiles:api_client_new") in page


def test_secret_is_shown_once_and_works(browser: Client) -> None:
    client, secret = make(browser)

    assert token_of(client, secret).status_code == 200
    detail = browser.get(f"{LIST}{client.pk}/").content.decode()
    assert secret not in detail
    assert client.client_id in detail
    assert AuditEvent.objects.filter(verb="api_client.created", subject_id=client.pk).exists()


def test_secret_page_is_not_kept_by_browsers(browser: Client) -> None:
    answer = browser.post(f"{LIST}new/", {"name": "HR", "scopes": ["units:read"]})

    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "given",
    [{"name": "", "scopes": ["units:read"]}, {"name": "HR"}, {"name": "HR", "scopes": ["x"]}],
)
def test_client_without_name_or_permission_is_not_made(browser: Client, given: dict) -> None:
    page = browser.post(f"{LIST}new/", given)

    assert page.status_code == 200
    assert not ApiClient.objects.exists()
    assert "errorlist" in page.content.decode()


def test_every_scope_can_be_granted_in_words(browser: Client) -> None:
    page = browser.get(f"{LIST}new/").content.decode()

    assert [name for name in SCOPES if f'value="{name}"' not in page] == []


def test_permissions_are_changed(browser: Client) -> None:
    client, _secret = make(browser)

    browser.post(f"{LIST}{client.pk}/", {"name": "HR", "scopes": ["units:read", "units:write"]})

    client.refresh_from_db()
    assert (client.name, client.scopes) == ("HR", ["units:read", "units:write"])


def test_new_secret_stands_beside_the_old_one_until_that_is_dropped(browser: Client) -> None:
    client, old = make(browser)

    new = secret_on(browser.post(f"{LIST}{client.pk}/rotate/").content.decode())

    assert [token_of(client, one).status_code for one in (old, new)] == [200, 200]
    assert "Two secrets" in browser.get(LIST).content.decode()
    browser.post(f"{LIST}{client.pk}/drop-previous/")
    assert [token_of(client, one).status_code for one in (old, new)] == [401, 200]


def test_client_is_shut_out_after_a_question(browser: Client) -> None:
    client, secret = make(browser)
    address = f"{LIST}{client.pk}/revoke/"

    assert "Revoke “Workday”?" in browser.get(address).content.decode()
    assert token_of(client, secret).status_code == 200
    browser.post(address)

    assert token_of(client, secret).status_code == 401
    detail = browser.get(f"{LIST}{client.pk}/").content.decode()
    assert "This can't be undone." in detail
    assert "/rotate/" not in detail
    refused = browser.post(f"{LIST}{client.pk}/rotate/", follow=True).content.decode()
    assert "This client was revoked" in refused


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(
    browser: Client, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        make(browser, name=f"System {number}")

    with django_assert_num_queries(4):
        browser.get(LIST)


def test_roster_page_shows_what_programs_sent(browser: Client, director: Membership) -> None:
    row = start_bulk(director.institution, content=b'{"external_id": "F1"}', dry_run=True)
    advance_waiting_imports()

    page = browser.get(f"/dashboard/roster/{row.pk}/")

    assert page.status_code == 200
    assert "Tested, nothing imported" in browser.get("/dashboard/roster/").content.decode()


def asks(browser: Client, **more: object) -> ApiClient:
    """A client that reads what people open to it."""
    given = {"scopes": [CONTENT], "purpose": "Coaches prepare the first talk.", **more}
    return make(browser, **given)[0]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"scopes": [CONTENT]}, ["purpose"]),
        ({"scopes": [CONTENT], "purpose": "  "}, ["purpose"]),
        ({"scopes": [CONTENT], "purpose": "x" * 301}, ["purpose"]),
        ({"scopes": ["units:read"], "purpose": "Coaching."}, ["purpose"]),
    ],
)
def test_purpose_is_asked_for_with_its_permission(
    browser: Client, given: dict, fields: list[str]
) -> None:
    page = browser.post(f"{LIST}new/", {"name": "Coaching", **given})

    assert list(page.context["form"].errors) == fields
    assert not ApiClient.objects.exists()


def test_director_sees_the_purpose_and_since_when(browser: Client) -> None:
    client = asks(browser)

    page = browser.get(f"{LIST}{client.pk}/").content.decode()

    assert "everyone here sees this client" in page
    assert page.count("Coaches prepare the first talk.") == 2  # as it stands, and to change


def test_saving_the_same_closes_nothing_and_says_so_by_silence(browser: Client) -> None:
    client = asks(browser)
    (grant,) = ContentGrant.objects.all()

    given = {"name": "Renamed", "scopes": [CONTENT], "purpose": grant.purpose}
    page = browser.post(f"{LIST}{client.pk}/", given, follow=True).content.decode()

    assert "is closed, because they shared it" not in page
    assert list(ContentGrant.objects.filter(ended_at=None)) == [grant]


def test_permission_without_purpose_is_not_saved_on_a_client_that_is_there(
    browser: Client,
) -> None:
    client, _secret = make(browser)

    page = browser.post(f"{LIST}{client.pk}/", {"name": "HR", "scopes": [CONTENT]})

    assert list(page.context["form"].errors) == ["purpose"]
    client.refresh_from_db()
    assert client.scopes == ["members:read"]
