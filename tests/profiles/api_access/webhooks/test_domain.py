"""Webhooks as a director sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from mentornet.models import WebhookDelivery, WebhookEndpoint
from mentornet.webhooks import delivery
from profiles.api_access.webhooks.domain import MOST_ENDPOINTS, create_endpoint
from profiles.models import AuditEvent, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    with receiver() as running:
        yield running


@pytest.fixture
def director(client: Client) -> Membership:
    """Signed in with `client`."""
    member = MembershipFactory(institution=InstitutionFactory(), offices=[StaffRoleKind.DIRECTOR])
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return member


def made(director: Membership, url: str = "https://hooks.example.org/in") -> WebhookEndpoint:
    return create_endpoint(director.institution, actor=director.user, url=url, events=["*"])


def test_from_an_address_to_a_delivered_test(client, director, inbox) -> None:
    page = client.post(
        reverse("profiles:webhook_new"),
        {"url": inbox.url, "name": "HR", "everything": "on"},
        follow=True,
    )
    row = WebhookEndpoint.objects.get()
    shown = re.findall(r"whsec_[\w+/=]+", page.content.decode())
    again = client.get(reverse("profiles:webhook", args=[row.pk])).content.decode()
    client.post(reverse("profiles:webhook_do", args=[row.pk, "test"]))
    delivery.deliver_due()
    page = client.get(reverse("profiles:webhook", args=[row.pk]))

    assert shown == [row.secret]
    assert "whsec_" not in again
    assert len(inbox.got) == 1
    assert [one.event.name for one in page.context["page"]] == ["webhook.test"]
    assert [one.state for one in page.context["page"]] == ["delivered"]
    assert list(AuditEvent.objects.order_by("at").values_list("verb", flat=True)) == [
        "webhook.created",
        "webhook.tested",
    ]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.org/in", "starts with https"),
        ("https://127.0.0.1/in", "not public"),
        ("https://localhost/in", "not public"),
        ("https://169.254.169.254/latest/meta-data/", "not public"),
        ("https://no-such-name.invalid/", "can’t find the name"),
    ],
)
def test_an_address_that_cannot_be_called_is_refused_at_its_field(
    client, director, url: str, said: str
) -> None:
    page = client.post(reverse("profiles:webhook_new"), {"url": url, "events": ["program.closed"]})

    assert said in page.context["form"].errors["url"][0]
    assert page.context["form"]["url"].value() == url
    assert page.context["form"]["events"].value() == ["program.closed"]
    assert WebhookEndpoint.objects.count() == 0


def test_events_are_offered_with_the_names_that_requests_have(client, director) -> None:
    page = client.get(reverse("profiles:webhook_new"))

    assertContains(page, "A unit was merged into another one (unit.merged)")


def test_no_event_chosen_is_said_at_the_events(client, director, inbox) -> None:
    page = client.post(reverse("profiles:webhook_new"), {"url": inbox.url})

    assert list(page.context["form"].errors) == ["events"]


def test_too_many_are_refused(client, director, inbox) -> None:
    for _number in range(MOST_ENDPOINTS):
        made(director)
    page = client.post(reverse("profiles:webhook_new"), {"url": inbox.url, "everything": "on"})

    assert page.context["form"].non_field_errors() == [
        "You already have 20 endpoints. Delete one first."
    ]


def test_pause_resume_rotate_and_delete(client, director) -> None:
    row = made(director)
    before = row.secret

    def act(name: str, **data: str) -> str:
        page = client.post(reverse("profiles:webhook_do", args=[row.pk, name]), data, follow=True)
        return page.content.decode()

    act("pause")
    row.refresh_from_db()
    paused = row.state
    act("resume")
    rotated = act("rotate")
    row.refresh_from_db()
    asked = act("delete")
    kept = WebhookEndpoint.objects.count()
    act("delete", sure="1")

    assert (paused, row.state) == ("paused", "active")
    assert row.secret != before
    assert row.secret in rotated
    assert "pause it instead" in asked
    assert (kept, WebhookEndpoint.objects.count()) == (1, 0)


@pytest.mark.parametrize("made_by", ["new", "rotate"])
def test_secret_stands_in_the_answer_alone_and_in_no_session(
    client, director, inbox, made_by
) -> None:
    if made_by == "new":
        address, data = reverse("profiles:webhook_new"), {"url": inbox.url}
        data["everything"] = "on"
    else:
        address = reverse("profiles:webhook_do", args=[made(director).pk, "rotate"])
        data = {}

    answer = client.post(address, data)

    secret = WebhookEndpoint.objects.get().secret
    assert (answer.status_code, secret in answer.content.decode()) == (200, True)
    assert "no-store" in answer["Cache-Control"]
    assert [secret in str(one.get_decoded()) for one in Session.objects.all()] == [False]
    assert (
        secret
        not in client.get(
            reverse("profiles:webhook", args=[WebhookEndpoint.objects.get().pk])
        ).content.decode()
    )


def test_what_was_given_up_is_sent_again(client, director, inbox) -> None:
    row = made(director, inbox.url)
    client.post(reverse("profiles:webhook_do", args=[row.pk, "test"]))
    WebhookDelivery.objects.update(state="failed", last_error="It answered 500.")
    failed = client.get(reverse("profiles:webhook", args=[row.pk]), {"state": "failed"})
    client.post(reverse("profiles:webhook_replay", args=[row.pk]))
    delivery.deliver_due()

    assert [one.last_error for one in failed.context["page"]] == ["It answered 500."]
    assert len(inbox.got) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    client, director, count, django_assert_num_queries
) -> None:
    for _number in range(count):
        made(director)
    client.get(reverse("profiles:webhooks"))
    with django_assert_num_queries(4):
        page = client.get(reverse("profiles:webhooks"))

    assert len(page.context["rows"]) == count


def test_another_institutions_endpoint_is_not_there(client, director) -> None:
    elsewhere = MembershipFactory(
        institution=InstitutionFactory(), offices=[StaffRoleKind.DIRECTOR]
    )
    row = made(elsewhere)

    assert client.get(reverse("profiles:webhook", args=[row.pk])).status_code == 404
    assert client.post(reverse("profiles:webhook_do", args=[row.pk, "delete"])).status_code == 404
