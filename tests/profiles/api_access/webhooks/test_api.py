"""Webhook endpoints over the API: added, changed, rotated, removed, and told."""

from __future__ import annotations

import pytest
from standardwebhooks import Webhook

from mentornet.models import IdempotencyKey, WebhookEndpoint
from mentornet.webhooks import delivery
from tests.factories import InstitutionFactory
from tests.support.api import Api
from tests.support.receiver import receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


@pytest.mark.tools
def test_from_nothing_to_a_signed_test(api: Api, settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    with receiver() as inbox:
        made = api.post("/webhooks", {"url": inbox.url, "events": ["*"]}, idempotency_key="one")
        again = api.post("/webhooks", {"url": inbox.url, "events": ["*"]}, idempotency_key="one")
        key = made.json()["id"]
        secret = api.get(f"/webhooks/{key}/secret").json()["secret"]
        api.post(f"/webhooks/{key}/test")
        delivery.deliver_due()

        (got,) = inbox.got
    assert made.status_code == again.status_code == 201
    assert made.json() == again.json()
    assert WebhookEndpoint.objects.count() == 1
    assert Webhook(secret).verify(got.body, got.headers)["type"] == "webhook.test"
    # What is kept of answers holds no secret.
    assert b"whsec_" not in bytes(IdempotencyKey.objects.get(key="one").body)


def test_change_rotate_and_remove(api: Api, settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    body = {"url": "https://127.0.0.1/in", "name": "HR", "events": ["member.ended"]}
    key = api.post("/webhooks", body).json()["id"]
    found = api.get(f"/webhooks/{key}")
    before = api.get(f"/webhooks/{key}/secret").json()["secret"]

    late = api.patch(f"/webhooks/{key}", {"events": ["*"]}, if_match='"old"')
    changed = api.patch(f"/webhooks/{key}", {"events": ["*"]}, if_match=found["ETag"])
    api.post(f"/webhooks/{key}/rotate")
    after = api.get(f"/webhooks/{key}/secret").json()["secret"]
    removed = api.call("DELETE", f"/webhooks/{key}")

    assert late.status_code == 412
    assert changed.json() == {**found.json(), "events": ["*"]}
    assert before != after
    assert removed.status_code == 204
    assert api.get("/webhooks").json()["items"] == []


def test_a_delivery_that_fails_meanwhile_refuses_no_change(api: Api, settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    with receiver() as inbox:
        inbox.answer = lambda number, got: (500, {})
        here = (
            f"/webhooks/{api.post('/webhooks', {'url': inbox.url, 'events': ['*']}).json()['id']}"
        )
        read = api.get(here)["ETag"]
        api.post(f"{here}/test")
        delivery.deliver_due()

    # Whoever asks whether it is another is told so, and whoever changes it is not too late.
    again = api.get(here, if_none_match=read)
    assert (again.status_code, again.json()["last_error"]) == (200, "It answered 500.")
    assert api.get(here, if_none_match=again["ETag"]).status_code == 304
    assert api.patch(here, {"name": "HR"}, if_match=read).status_code == 200
    assert api.patch(here, {"name": "Late"}, if_match=read).status_code == 412


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "https://10.0.0.1/", "events": ["*"]}, "/url"),
        ({"url": "http://hooks.example.org/", "events": ["*"]}, "/url"),
        ({"url": "https://127.0.0.1/", "events": []}, "/events"),
        ({"events": ["*"]}, "/url"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(api: Api, body, pointer: str) -> None:
    answer = api.post("/webhooks", body)

    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]
    assert WebhookEndpoint.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    api: Api, settings, count: int, django_assert_num_queries
) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    for _number in range(count):
        api.post("/webhooks", {"url": "https://127.0.0.1/in", "events": ["*"]})
    api.get("/webhooks")
    with django_assert_num_queries(2):
        found = api.get("/webhooks").json()["items"]

    assert len(found) == count
