"""People of a roster, and what their institution's systems are told of them."""

from __future__ import annotations

import json
from typing import Any

from mentornet.models import WebhookDelivery, WebhookEndpoint
from mentornet.webhooks.signing import new_secret
from profiles.models import Institution, Membership
from tests.factories import MembershipFactory
from tests.support.api import person

Told = list[tuple[str, str, Any]]


def listen(institution: Institution, *events: str) -> WebhookEndpoint:
    found: WebhookEndpoint = WebhookEndpoint.objects.create(
        institution=institution,
        url="https://hooks.example.org/in",
        events=list(events or ["member.created", "member.updated", "member.ended"])
        + ["member.returned", "member.email_changed"] * (not events),
        sealed_secret=new_secret(),
    )
    return found


def member(institution: Institution, number: int = 1, **more: Any) -> Membership:
    """Somebody as `person(number)` has them."""
    sent = person(number)
    found: Membership = MembershipFactory(
        institution=institution,
        external_id=sent["external_id"],
        user__email=sent["email"],
        given_name=sent["given_name"],
        family_name=sent["family_name"],
        rank=sent["rank"],
        **more,
    )
    return found


def told() -> Told:
    """What goes out, in its order: the event, whose it is by external id, what changed."""
    names = {str(one.pk): one.external_id for one in Membership.objects.all()}
    found = []
    for delivery in WebhookDelivery.objects.order_by("pk").select_related("event"):
        body = json.loads(delivery.event.body)
        said = body["data"]
        assert set(said) <= {
            "object",
            "id",
            "external_id",
            "institution_id",
            "import_id",
            "state",
            "changed",
        }
        assert said["external_id"] == names[said["id"]]
        assert (said["object"], said["id"]) == ("member", str(delivery.subject_id))
        found.append((body["type"], names[said["id"]], said.get("changed")))
    return found


def bodies() -> list[tuple[str, dict[str, Any]]]:
    """What goes out about whatever it is, in its order: the event, and all that it says."""
    deliveries = WebhookDelivery.objects.order_by("pk").select_related("event")
    read = [json.loads(one.event.body) for one in deliveries]
    return [(one["type"], one["data"]) for one in read]
