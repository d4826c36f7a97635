"""The administration: operators alone. Everyone else is told no, directors too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.models import Job, OutboxMessage, WebhookDelivery, WebhookEvent
from profiles.institution.domain.audit import record
from tests.contract.matrix import Kwargs, Outcome, Row, only
from tests.contract.world import World

OPERATORS = only("operator", others=Outcome.DENIED)
NO_ONE = {**OPERATORS, "operator": Outcome.DENIED}

LISTED: dict[str, Callable[[World], Any]] = {
    "mentornet_job": lambda world: Job.objects.order_by("created_at").first(),
    "mentornet_outboxmessage": lambda world: OutboxMessage.objects.order_by("created_at").first(),
    "mentornet_webhookdelivery": lambda world: _delivery(world),
    "mentornet_webhookendpoint": lambda world: world.rows["endpoint"],
    "profiles_apiclient": lambda world: world.rows["api_client"],
    "profiles_approval": lambda world: world.rows["approval"],
    "profiles_auditevent": lambda world: _act(world),
    "profiles_institution": lambda world: world.protege.institution,
    "profiles_membership": lambda world: world.protege,
    "profiles_rosterimport": lambda world: world.rows["roster_import"],
    "profiles_user": lambda world: world.protege.user,
}


def _delivery(world: World) -> WebhookDelivery:
    """Return an event on its way to the endpoint of the world; the same each time it is asked for."""
    endpoint = world.rows["endpoint"]
    if found := WebhookDelivery.objects.filter(endpoint=endpoint).order_by("pk").last():
        return found
    here = {"institution": endpoint.institution, "subject_id": endpoint.pk}
    event = WebhookEvent.objects.create(name="program.closed", body="{}", **here)
    due = timezone.now() + timedelta(days=1)
    return WebhookDelivery.objects.create(endpoint=endpoint, event=event, due_at=due, **here)


def _act(world: World) -> Any:
    """Return what the operator of the world did by their office."""
    return record(
        Verb.STAFF_ROLE_GRANTED,
        actor=world.operator,
        institution=world.protege.institution,
        subject=world.protege,
    )


def _object(row: Callable[[World], Any]) -> Kwargs:
    return lambda world: {"object_id": str(row(world).pk)}


ADMIN: dict[str, Row] = {
    "admin:index": Row(OPERATORS),
    "admin:login": Row(OPERATORS),
    "admin:logout": Row(OPERATORS, method="post"),
    "admin:jsi18n": Row(OPERATORS),
    "admin:app_list": Row(OPERATORS, kwargs=lambda world: {"app_label": "profiles"}),
    **{f"admin:{model}_changelist": Row(OPERATORS) for model in LISTED},
    **{f"admin:{model}_add": Row(NO_ONE) for model in LISTED},
    "admin:profiles_institution_add": Row(OPERATORS),
    **{
        f"admin:{model}_{page}": Row(OPERATORS, kwargs=_object(row))
        for page in ("change", "history")
        for model, row in LISTED.items()
    },
}
