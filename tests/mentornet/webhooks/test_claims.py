"""Who is slow holds a few deliveries, and keeps no one else waiting."""

from __future__ import annotations

from collections import Counter
from threading import Event, Lock
from uuid import uuid4

import pytest
import yaml
from django.db import connection, transaction
from django.utils import timezone

from mentornet import settings as live
from mentornet.models import WebhookDelivery, WebhookEndpoint
from mentornet.webhooks import claims, delivery, publishing
from mentornet.webhooks.events import BY_NAME
from mentornet.webhooks.tasks import deliver_webhooks
from profiles.api_access.webhooks import domain as endpoints
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.support.receiver import receiver

TASK = "mentornet.tasks.deliver_webhooks"
JOINED = BY_NAME["member.returned"]
State = WebhookDelivery.State


def add_endpoint(director: Membership, url: str = "https://hr.example/in") -> WebhookEndpoint:
    return endpoints.create_endpoint(
        director.institution, actor=director.user, url=url, events=["*"]
    )


def director() -> Membership:
    return MembershipFactory(offices=[StaffRoleKind.DIRECTOR])


def happen(director: Membership, times: int) -> None:
    people = [uuid4() for _time in range(times)]
    said = {key: {"object": "member", "id": str(key)} for key in people}
    publishing.announce_many(JOINED, director.institution_id, said)


@pytest.mark.django_db
def test_an_endpoint_that_does_not_answer_holds_a_few_while_all_others_go_on(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    let_go, lock = Event(), Lock()
    held = at_most = 0

    def hang(number, got):
        nonlocal held, at_most
        with lock:
            held += 1
            at_most = max(at_most, held)
        # Its answer comes when all others have theirs, and never where these wait for it.
        is_let_go = let_go.wait(delivery.STARTS_FOR)
        with lock:
            held -= 1
        return (204 if is_let_go else 500), {}

    def take(number, got):
        if number == 30:
            let_go.set()
        return 204, {}

    with receiver() as slow, receiver() as quick:
        slow.answer, quick.answer = hang, take
        here, elsewhere = director(), director()
        add_endpoint(here, slow.url), add_endpoint(elsewhere, quick.url)
        happen(here, 30)
        happen(elsewhere, 30)
        delivery.deliver_due()

    assert at_most == claims.OF_AN_ENDPOINT < delivery.AT_ONCE
    assert Counter(WebhookDelivery.objects.values_list("state", flat=True)) == {State.DELIVERED: 60}


@pytest.mark.django_db
def test_bounds_hold_for_all_workers_together_until_they_are_surely_dead():
    here, elsewhere = director(), director()
    mine = [add_endpoint(here) for _time in range(4)]
    theirs = add_endpoint(elsewhere)
    happen(here, 10)
    now = timezone.now()

    first = claims.claim_due(now, 20)
    happen(elsewhere, 10)
    now = timezone.now()
    second = claims.claim_due(now, 20)

    of_first = Counter(one.endpoint_id for one in first)
    assert sum(of_first.values()) == claims.OF_AN_INSTITUTION
    assert max(of_first.values()) <= claims.OF_AN_ENDPOINT
    assert set(of_first) <= {one.pk for one in mine}
    assert Counter(one.endpoint_id for one in second) == {theirs.pk: claims.OF_AN_ENDPOINT}
    assert claims.claim_due(now, 20) == []
    assert len(claims.claim_due(now + claims.LEASE, 20)) > 0


@pytest.mark.django_db(transaction=True)
def test_one_worker_claims_at_a_time():
    def is_free() -> bool:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('webhooks', 0))")
                return bool(cursor.fetchone()[0])
        finally:
            other.close()

    with transaction.atomic():
        claims.claim_due(timezone.now(), 1)
        inside = is_free()
    assert (inside, is_free()) == (False, True)


def test_webhooks_have_a_worker_of_their_own_and_what_was_on_its_way_is_still_sent():
    assert live.CELERY_TASK_ROUTES[TASK] == {"queue": "webhooks"}
    # A release before rang for this task on the queue of mail, where it is known by the same name.
    assert deliver_webhooks.name == TASK
    services = yaml.safe_load((live.BASE_DIR / "docker-compose.yml").read_text())["services"]
    words = [str(one.get("command", "")).split() for one in services.values()]
    lanes = [set(one[one.index("--queues") + 1].split(",")) for one in words if "--queues" in one]
    assert set().union(*lanes) == set(live.QUEUES)
    assert [lane for lane in lanes if "webhooks" in lane] == [{"webhooks"}]
