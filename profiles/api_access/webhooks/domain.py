"""The addresses of an institution's own systems that are told of events; directors look after them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail.outbox import queue_message
from mentornet.webhooks import delivery, publishing, signing
from mentornet.webhooks.events import BY_NAME, EVENTS, readable
from mentornet.webhooks.models import ALL, WebhookDelivery, WebhookEndpoint
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import ApiClient, Institution, Membership, User
from profiles.vocabulary import StaffRoleKind

MOST_ENDPOINTS = 20
State = WebhookEndpoint.State


class TooManyEndpoints(DomainError):
    code = "too_many_endpoints"

    def __init__(self) -> None:
        super().__init__(
            _("You already have %(most)d endpoints. Delete one first.") % {"most": MOST_ENDPOINTS}
        )


def missing_scope(
    name: str,
    *,
    scopes: Collection[str],
    client: ApiClient,
    endpoint: WebhookEndpoint | None = None,
) -> str:
    """Return the scope that is missing for telling an address of the event *name*; empty if none is.

    *scopes* are those of the *client*'s token. All events are those that the client may read; but of an
    *endpoint* that another one or a director has made, which shall lose none of them, all that there are.
    """
    if name != ALL:
        needed = {BY_NAME[name].scope} if name in BY_NAME else set()
    else:
        needed = {event.scope for event in EVENTS}
        if endpoint is None or endpoint.client_id == client.pk:
            needed &= set(client.scopes)
    return min(needed - {"", *scopes}, default="")


@transaction.atomic
def create_endpoint(
    institution: Institution,
    *,
    actor: User | None,
    url: str,
    events: Sequence[str],
    name: str = "",
    client: ApiClient | None = None,
) -> WebhookEndpoint:
    """Begin to tell *url* of *events*. Its `secret` is for the director to hand on.

    With *client*, an API client does so, and the endpoint is told of what that one may read alone.
    Raises TooManyEndpoints.
    """
    Institution.objects.select_for_update().get(pk=institution.pk)
    if WebhookEndpoint.objects.of(institution).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    row = WebhookEndpoint(
        institution=institution, url=url, events=list(events), name=name, client=client
    )
    signing.change_secret(row, now=timezone.now())
    row.save()
    record(Verb.WEBHOOK_CREATED, actor=actor, institution=institution, subject=row)
    return row


@transaction.atomic
def change_endpoint(
    endpoint: WebhookEndpoint,
    *,
    actor: User | None,
    url: str,
    events: Sequence[str],
    name: str,
    client: ApiClient | None = None,
) -> WebhookEndpoint:
    """Tell another address, or of other events; what waits goes to the new address.

    A *client* that decides so is judged for the endpoint from then on. A director's change leaves an
    endpoint to the client that has made it.
    """
    locked = _lock_for_update(endpoint)
    if client is not None and (locked.url, locked.events) != (url, list(events)):
        locked.client = client
    locked.url, locked.events, locked.name = url, list(events), name
    locked.save(update_fields=["url", "events", "name", "client"])
    record(Verb.WEBHOOK_CHANGED, actor=actor, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def rotate_secret(
    endpoint: WebhookEndpoint, *, actor: User | None, now: datetime | None = None
) -> WebhookEndpoint:
    """Give it a new secret; for a day the old one signs as well, so that no event is refused."""
    locked = _lock_for_update(endpoint)
    signing.change_secret(locked, now=now or timezone.now())
    locked.save(update_fields=["sealed_secret", "sealed_old_secret", "old_secret_until"])
    record(Verb.WEBHOOK_SECRET_CHANGED, actor=actor, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def pause_endpoint(endpoint: WebhookEndpoint, *, actor: User | None) -> WebhookEndpoint:
    """Send nothing until it is resumed; events wait, for a month. Idempotent."""
    locked = _lock_for_update(endpoint)
    if locked.state != State.PAUSED:
        locked.state = State.PAUSED
        locked.save(update_fields=["state"])
        record(Verb.WEBHOOK_PAUSED, actor=actor, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def resume_endpoint(endpoint: WebhookEndpoint, *, actor: User | None) -> WebhookEndpoint:
    """Send again, beginning with what has waited. Idempotent."""
    locked = _lock_for_update(endpoint)
    if locked.state == State.ACTIVE:
        return locked
    locked.state, locked.failures, locked.failing_since, locked.retry_at = (
        State.ACTIVE,
        0,
        None,
        None,
    )
    locked.save(update_fields=["state", "failures", "failing_since", "retry_at"])
    now = timezone.now()
    waiting = locked.deliveries.told(now).filter(state=WebhookDelivery.State.PENDING)
    waiting.update(due_at=now, first_tried_at=None)
    record(Verb.WEBHOOK_RESUMED, actor=actor, institution=locked.institution, subject=locked)
    publishing.wake()
    return locked


@transaction.atomic
def delete_endpoint(endpoint: WebhookEndpoint, *, actor: User | None) -> None:
    """Forget the address with all that waited for it."""
    locked = _lock_for_update(endpoint)
    record(Verb.WEBHOOK_DELETED, actor=actor, institution=locked.institution, subject=locked)
    locked.delete()


@transaction.atomic
def send_test(endpoint: WebhookEndpoint, *, actor: User | None) -> None:
    """Send an event that says nothing."""
    publishing.test_endpoint(endpoint)
    record(Verb.WEBHOOK_TESTED, actor=actor, institution=endpoint.institution, subject=endpoint)


@transaction.atomic
def replay_deliveries(
    endpoint: WebhookEndpoint,
    *,
    actor: User | None,
    one: int | None = None,
    since: datetime | None = None,
    also_delivered: bool = False,
    scopes: Collection[str] | None = None,
) -> int:
    """Send again the delivery *one*, or all since *since* that were given up; return how many.

    With *also_delivered*, those that were taken as well: a receiver that has lost what it had. With
    *scopes*, those alone that they let read.

    The receiver knows by the id what it has had already.
    """
    rows = WebhookDelivery.objects.filter(endpoint=endpoint)
    if scopes is not None:
        rows = rows.filter(event__name__in=readable(scopes))
    if one is not None:
        rows = rows.filter(pk=one)
    else:
        if not also_delivered:
            rows = rows.filter(state=WebhookDelivery.State.FAILED)
        if since is not None:
            rows = rows.filter(event__created_at__gte=since)
    count = delivery.replay(rows)
    if count:
        record(
            Verb.WEBHOOK_REPLAYED, actor=actor, institution=endpoint.institution, subject=endpoint
        )
        publishing.wake()
    return count


def report_disabled(endpoint: WebhookEndpoint) -> None:
    """Tell the institution's directors that their endpoint is switched off, and why."""
    institution = Institution.objects.get(pk=endpoint.institution_id)
    directors = Membership.objects.current().filter(
        institution=institution, offices__contains=[StaffRoleKind.DIRECTOR]
    )
    for member in directors.select_related("user", "institution"):
        with reading(member):
            queue_message(
                key=f"webhook-disabled:{endpoint.pk}:{timezone.now():%Y-%m-%dT%H}:{member.pk}",
                to=member.user.email,
                subject=_("Your webhook was turned off"),
                template="webhook_disabled",
                context={
                    "name": member.short_name,
                    "endpoint": endpoint,
                    "link": settings.SITE_URL + reverse("profiles:webhook", args=[endpoint.pk]),
                },
                institution=institution,
            )


def _lock_for_update(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    locked: WebhookEndpoint = (
        WebhookEndpoint.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=endpoint.pk)
    )
    return locked
