"""What a client may not read, no webhook of its making tells it: whatever it asks for in turn."""

from __future__ import annotations

from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from mentornet.api.scopes import SCOPES as GRANTED
from mentornet.models import WebhookDelivery, WebhookEndpoint
from mentornet.webhooks import delivery, publishing
from mentornet.webhooks.events import BY_NAME, EVENTS, SCOPES
from profiles.api_access.domain.clients import change_client, revoke_client
from profiles.api_access.webhooks import domain as endpoints
from profiles.models import Institution
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api, signed_in, token_of
from tests.support.receiver import receiver

pytestmark = pytest.mark.django_db
HOOKS = ("webhooks:read", "webhooks:write")
SECRET = "the pair of Ada and Ben"


@pytest.fixture
def school(settings) -> Institution:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    return InstitutionFactory()


def pair_starts(school: Institution) -> None:
    said = {"object": "tie", "id": SECRET}
    publishing.announce_many(BY_NAME["tie.started"], school.pk, {uuid4(): said})


def scoped(api: Api, *scopes: str) -> None:
    """A director leaves the client these scopes alone."""
    change_client(api.client, name="HR", scopes=scopes, actor=MembershipFactory().user)


def fault(answer) -> tuple[int, str, str]:
    (found,) = answer.json()["errors"]
    return answer.status_code, found["pointer"], found["detail"]


def test_each_event_names_the_scope_of_a_list_that_there_is():
    assert {event.scope for event in EVENTS if event.name != "webhook.test"} <= set(GRANTED)
    assert {event.about for event in EVENTS} == set(SCOPES)


def test_a_client_asks_for_what_it_may_read_and_no_more(school):
    api = Api(school, (*HOOKS, "members:read"))
    url = "https://127.0.0.1/in"
    events = ["member.ended", "tie.started"]

    refused = api.post("/webhooks", {"url": url, "events": events})
    made = api.post("/webhooks", {"url": url, "events": ["member.ended"]}).json()
    etag = api.get(f"/webhooks/{made['id']}")["ETag"]
    changed = api.patch(f"/webhooks/{made['id']}", {"events": events}, if_match=etag)

    for answer in (refused, changed):
        assert fault(answer) == (422, "/events/1", "This needs the scope ties:read.")
    assert WebhookEndpoint.objects.get().events == ["member.ended"]
    # All events are those that it may read; a token of fewer scopes doesn't ask for the client's others.
    assert api.post("/webhooks", {"url": url, "events": ["*"]}).status_code == 201
    pair_starts(school)
    assert WebhookDelivery.objects.count() == 0
    api.token = token_of(api.client, api.secret, scope=" ".join(HOOKS)).json()["access_token"]
    narrow = api.post("/webhooks", {"url": url, "events": ["*"]})
    assert fault(narrow) == (422, "/events/0", "This needs the scope members:read.")


def test_a_client_that_lost_the_scope_gets_nothing_more_by_any_way(school):
    api = Api(school, (*HOOKS, "ties:read"))
    with receiver() as inbox:
        made = api.post("/webhooks", {"url": inbox.url, "events": ["tie.started"]}).json()
        here = f"/webhooks/{made['id']}"
        for _time in range(2):
            pair_starts(school)
        sent, waits = WebhookDelivery.objects.order_by("pk")
        WebhookDelivery.objects.filter(pk=sent.pk).update(state="delivered")
        scoped(api, *HOOKS)

        # What happens from now on, what waited, and what it asks to be sent again.
        pair_starts(school)
        delivery.deliver_due()
        again = api.post(f"{here}/deliveries/{sent.event_id}/replay")
        since = {"since": "2020-01-01T00:00:00Z", "also_delivered": True}
        all_again = api.post(f"{here}/replay", since)
        # What someone else has sent again does not leave, either.
        endpoints.replay_deliveries(WebhookEndpoint.objects.get(), actor=None, one=sent.pk)
        moved = api.patch(here, {"url": f"{inbox.url}/x"}, if_match="*")
        api.patch(here, {"state": "paused"}, if_match="*")
        api.patch(here, {"state": "active"}, if_match="*")
        delivery.deliver_due()
        log = api.get(f"{here}/deliveries")
        one = api.get(f"{here}/deliveries/{sent.event_id}")

        assert inbox.got == []
        assert (again.status_code, all_again.json()) == (404, {"replayed": 0})
        assert (moved.status_code, moved.json()["code"]) == (403, "insufficient_scope")
        assert (log.json()["items"], one.status_code) == ([], 404)
        rows = WebhookDelivery.objects.order_by("pk").values_list("pk", "state", "last_error")
        why = "Its API client may not read this."
        assert list(rows) == [(sent.pk, "failed", why), (waits.pk, "failed", why)]

        # What it may read again is told from then on; of a client that was revoked, nothing is.
        scoped(api, *HOOKS, "ties:read")
        pair_starts(school)
        delivery.deliver_due()
        assert len(inbox.got) == 1
        revoke_client(api.client, actor=MembershipFactory().user)
        pair_starts(school)
        assert delivery.deliver_due() == 0 and len(inbox.got) == 1


def test_no_client_turns_anothers_endpoint_to_itself_without_the_scope(school):
    director = MembershipFactory(institution=school, offices=[StaffRoleKind.DIRECTOR])
    api, other = Api(school, (*HOOKS, "members:read")), Api(school, (*HOOKS, "ties:read"))
    theirs = [
        endpoints.create_endpoint(
            school, actor=director.user, url="https://127.0.0.1/director", events=events
        ).pk
        for events in (["*"], ["tie.started"])
    ]
    body = {"url": "https://127.0.0.1/other", "events": ["tie.started"]}
    theirs.append(other.post("/webhooks", body).json()["id"])

    for key in theirs:
        mine = {"url": "https://127.0.0.1/mine"}
        answer = api.patch(f"/webhooks/{key}", mine, if_match="*")
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert not WebhookEndpoint.objects.filter(url__endswith="mine").exists()
    # Whoever may read it all may do so, and is judged for it from then on, also when a director renames it.
    assert other.patch(f"/webhooks/{theirs[1]}", mine, if_match="*").status_code == 200
    row = WebhookEndpoint.objects.get(pk=theirs[1])
    endpoints.change_endpoint(
        row, actor=director.user, url=row.url, events=["tie.started"], name="Pairs"
    )
    scoped(other, *HOOKS)
    pair_starts(school)
    told = WebhookDelivery.objects.values_list("endpoint__url", flat=True)
    assert list(told) == ["https://127.0.0.1/director"]


def test_directors_read_who_is_judged(school):
    director = MembershipFactory(institution=school, offices=[StaffRoleKind.DIRECTOR])
    api = Api(school, (*HOOKS, "ties:read"))
    made = api.post("/webhooks", {"url": "https://127.0.0.1/in", "events": ["*"]}).json()
    page = signed_in(director)
    address = reverse("profiles:webhook", args=[made["id"]])

    assert "only events about what that client is allowed" in page.get(address).content.decode()
    revoke_client(api.client, actor=director.user)
    assert "no events are sent" in page.get(address).content.decode()


def test_endpoints_of_before_are_their_clients(school):
    director = MembershipFactory(institution=school, offices=[StaffRoleKind.DIRECTOR])
    api = Api(school, (*HOOKS, "ties:read"))
    made = api.post("/webhooks", {"url": "https://127.0.0.1/in", "events": ["*"]}).json()
    own = {"url": "https://127.0.0.1/director", "events": ["*"]}
    theirs = endpoints.create_endpoint(school, actor=director.user, **own)
    WebhookEndpoint.objects.update(client=None)

    with connection.cursor() as cursor:
        cursor.execute(
            import_module("mentornet.migrations.0028_webhook_clients")._CLIENTS_OF_BEFORE
        )
    assert dict(WebhookEndpoint.objects.values_list("pk", "client")) == {
        theirs.pk: None,
        WebhookEndpoint.objects.get(pk=made["id"]).pk: api.client.pk,
    }
