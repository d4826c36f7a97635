"""Deliveries over the API: what became of each, the last error, and sending again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from mentornet.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from mentornet.webhooks import delivery
from profiles.institution.domain.units import add_unit
from profiles.models import AuditEvent
from tests.factories import InstitutionFactory
from tests.support.api import Api
from tests.support.member_events import listen
from tests.support.receiver import receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


@pytest.fixture
def endpoint(api: Api) -> WebhookEndpoint:
    """Told of two units."""
    found = listen(api.client.institution, "unit.created")
    for name in ("One", "Two"):
        add_unit(api.client.institution, name=name, actor=None)
    return found


def test_the_log_says_what_was_sent_and_what_went_wrong(api: Api, endpoint, settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    with receiver() as inbox:
        inbox.answer = lambda number, got: (500, {})
        api.post(f"/webhooks/{endpoint.pk}/rotate")
        WebhookEndpoint.objects.update(url=inbox.url, sealed_old_secret="")
        delivery.deliver_due()

    found = api.get(f"/webhooks/{endpoint.pk}/deliveries").json()["items"]
    newest = WebhookDelivery.objects.order_by("-pk").select_related("event").first()
    assert newest is not None
    assert found[0]["id"] == str(newest.event_id)
    assert [(one["state"], one["attempts"], one["status"]) for one in found] == [
        ("pending", 1, 500)
    ] * 2
    assert found[0]["last_error"] == "It answered 500."
    assert found[0]["event"] == json.loads(newest.event.body)
    assert found[0]["message_id"] == newest.event.message_id
    one = api.get(f"/webhooks/{endpoint.pk}/deliveries/{newest.event_id}").json()
    assert one == found[0]
    shown = api.get(f"/webhooks/{endpoint.pk}").json()
    assert shown["last_error"] == "It answered 500."
    assert shown["failing_since"]
    assert api.get(f"/webhooks/{endpoint.pk}/deliveries?state=failed").json()["items"] == []


def test_one_or_all_since_a_time_are_sent_again(api: Api, endpoint) -> None:
    rows = WebhookDelivery.objects.order_by("pk")
    first, second = rows
    rows.filter(pk=first.pk).update(state="failed")
    rows.filter(pk=second.pk).update(state="delivered")
    WebhookEvent.objects.filter(pk=first.event_id).update(
        created_at=timezone.now() - timedelta(days=2)
    )
    here = f"/webhooks/{endpoint.pk}"
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()

    def states() -> list[str]:
        return list(rows.values_list("state", flat=True))

    assert api.post(f"{here}/replay", {"since": yesterday}).json() == {"replayed": 0}
    assert states() == ["failed", "delivered"]
    again = api.post(f"{here}/replay", {"since": yesterday, "also_delivered": True})
    assert (again.json(), states()) == ({"replayed": 1}, ["failed", "pending"])
    one = api.post(f"{here}/deliveries/{first.event_id}/replay")
    assert (one.json(), states()) == ({"replayed": 1}, ["pending", "pending"])
    # What waits already is not sent twice.
    assert api.post(f"{here}/deliveries/{first.event_id}/replay").json() == {"replayed": 0}
    assert AuditEvent.objects.filter(verb="webhook.replayed").count() == 2


def test_a_time_has_to_be_named(api: Api, endpoint) -> None:
    answer = api.post(f"/webhooks/{endpoint.pk}/replay", {})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/since"


def test_deliveries_of_another_endpoint_are_not_there(api: Api, endpoint) -> None:
    other = listen(api.client.institution, "unit.created")
    event = WebhookDelivery.objects.first().event_id

    assert api.get(f"/webhooks/{other.pk}/deliveries").json()["items"] == []
    assert api.get(f"/webhooks/{other.pk}/deliveries/{event}").status_code == 404
    assert api.post(f"/webhooks/{other.pk}/deliveries/{event}/replay").status_code == 404


def test_what_can_still_be_taken_back_is_no_ones_yet(api: Api, endpoint) -> None:
    """The end of a pair is told the day after. No log tells it before, and no pause sends it sooner."""
    rows = WebhookDelivery.objects.order_by("pk")
    held, told = rows
    at = timezone.now() + timedelta(days=1)
    rows.filter(pk=held.pk).update(due_at=at)
    rows.filter(pk=told.pk).update(due_at=at, attempts=1)
    here = f"/webhooks/{endpoint.pk}"

    found = api.get(f"{here}/deliveries").json()["items"]
    assert [one["id"] for one in found] == [str(told.event_id)]
    assert api.get(f"{here}/deliveries/{held.event_id}").status_code == 404
    for state in ("paused", "active"):
        tag = api.get(here)["ETag"]
        assert api.patch(here, {"state": state}, if_match=tag).status_code == 200
    held.refresh_from_db()
    told.refresh_from_db()
    assert (held.due_at, told.due_at < at) == (at, True)
