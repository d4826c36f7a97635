"""Events on their way to an institution's systems: signed, in order, at least once, never for ever."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from threading import Event
from uuid import uuid4

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from matching.models import MatchRun
from matching.pairs.domain.publish import publish_run
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance
from mentornet import safe_targets
from mentornet.models import OutboxMessage, WebhookDelivery, WebhookEndpoint, WebhookEvent
from mentornet.webhooks import claims, delivery, publishing, signing
from mentornet.webhooks.events import BY_NAME
from networks.models import Tie
from networks.relationships.domain.tie import end_tie, undo_end
from profiles.api_access.webhooks import domain as endpoints
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    TieFactory,
)
from tests.support.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
State = WebhookDelivery.State
JOINED = BY_NAME["member.returned"]


@pytest.fixture
def inbox(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    with receiver() as running:
        yield running


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(institution=InstitutionFactory(), offices=[StaffRoleKind.DIRECTOR])


@pytest.fixture
def endpoint(inbox: Receiver, director: Membership) -> WebhookEndpoint:
    return endpoints.create_endpoint(
        director.institution, actor=director.user, url=inbox.url, events=["*"]
    )


def happen(director: Membership, *subjects, due_at=None) -> None:
    """Announce that these members are back."""
    said = {key: {"object": "member", "id": str(key)} for key in subjects}
    publishing.announce_many(JOINED, director.institution_id, said, due_at=due_at)


def later(**delta: float) -> datetime:
    return timezone.now() + timedelta(**delta)


class InTurn:
    """A pool that does one thing after the other, in the thread of who asks."""

    def __init__(self, size: int) -> None: ...

    def __enter__(self) -> InTurn:
        return self

    def __exit__(self, *error: object) -> None: ...

    def submit(self, do, *work) -> Future:
        done: Future = Future()
        done.set_result(do(*work))
        return done


def ids(inbox: Receiver) -> list[str]:
    return [json.loads(one.body)["data"]["id"] for one in inbox.got]


@pytest.mark.tools
def test_an_event_arrives_once_and_signed(inbox, director, endpoint) -> None:
    person = uuid4()
    happen(director, person)

    assert delivery.deliver_due() == 1
    assert delivery.deliver_due(now=later(days=1)) == 0
    (got,) = inbox.got
    said = Webhook(endpoint.secret).verify(got.body, got.headers)
    assert said["type"] == "member.returned"
    assert said["data"] == {
        "object": "member",
        "id": str(person),
        "institution_id": str(director.institution_id),
    }
    assert got.headers["webhook-id"] == said["id"] == WebhookEvent.objects.get().message_id
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(got.body, got.headers)


def test_nobody_listens_and_nothing_is_written(director) -> None:
    happen(director, uuid4())

    assert WebhookEvent.objects.count() == 0


def test_another_institution_hears_nothing(inbox, endpoint) -> None:
    elsewhere = MembershipFactory(
        institution=InstitutionFactory(), offices=[StaffRoleKind.DIRECTOR]
    )
    happen(elsewhere, uuid4())

    assert delivery.deliver_due() == 0
    assert inbox.got == []


def test_an_endpoint_hears_what_it_asked_for(inbox, director) -> None:
    endpoints.create_endpoint(
        director.institution, actor=director.user, url=inbox.url, events=["program.closed"]
    )
    happen(director, uuid4())

    assert delivery.deliver_due() == 0


def test_what_happens_to_one_row_arrives_in_order_whatever_fails(inbox, director, endpoint) -> None:
    person, other = uuid4(), uuid4()
    for number in range(3):
        happen(director, person)
        if number == 0:
            happen(director, other)
    # The first is refused once: the other person's event passes it, the person's own do not.
    refused: list[str] = []

    def refuse_once(number, got):
        if str(person) in got.body and not refused:
            refused.append(got.body)
            return 500, {}
        return 204, {}

    inbox.answer = refuse_once

    delivery.deliver_due()
    first_round = ids(inbox)
    for hours in range(1, 4):
        delivery.deliver_due(now=later(hours=hours))

    assert sorted(first_round) == sorted([str(person), str(other)])
    order = [one.headers["webhook-id"] for one in inbox.got if str(person) in one.body]
    expected = [
        event.message_id
        for event in WebhookEvent.objects.filter(subject_id=person).order_by("deliveries__id")
    ]
    assert list(dict.fromkeys(order)) == expected
    assert WebhookDelivery.objects.filter(state=State.DELIVERED).count() == 4


def test_a_lease_keeps_others_away_until_its_worker_is_surely_dead(
    inbox, director, endpoint
) -> None:
    happen(director, uuid4())
    claimed = claims.claim_due(timezone.now(), 10)  # a worker that dies here

    assert len(claimed) == 1
    assert delivery.deliver_due() == 0
    assert delivery.deliver_due(now=later(minutes=4)) == 1


def test_a_failing_endpoint_is_asked_less_and_less_often(inbox, director, endpoint) -> None:
    inbox.answer = lambda number, got: (500, {})
    happen(director, *(uuid4() for _ in range(5)))
    delivery.deliver_due()
    at_first = len(inbox.got)
    happen(director, uuid4())
    delivery.deliver_due()

    assert at_first == len(inbox.got) == claims.OF_AN_ENDPOINT
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.last_error) == (1, "It answered 500.")


def test_who_asks_for_time_gets_it(inbox, director, endpoint) -> None:
    inbox.answer = lambda number, got: (429, {"Retry-After": "3600"})
    happen(director, uuid4())
    delivery.deliver_due()

    assert delivery.deliver_due(now=later(minutes=50)) == 0
    assert len(inbox.got) == 1


def test_after_three_days_it_is_switched_off_and_directors_are_told(
    inbox, director, endpoint
) -> None:
    inbox.answer = lambda number, got: (500, {})
    happen(director, uuid4())
    for hours in range(0, 100, 8):
        delivery.deliver_due(now=later(hours=hours))

    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.DISABLED
    mail = OutboxMessage.objects.get(kind="webhook_disabled")
    assert mail.recipient == director.user.email
    assert "It answered 500." in mail.body_text
    assert WebhookDelivery.objects.get().state == State.FAILED
    # Events go on being kept, and are sent when it is switched on again.
    inbox.answer = lambda number, got: (204, {})
    happen(director, uuid4())
    assert delivery.deliver_due(now=later(days=5)) == 0
    endpoints.resume_endpoint(endpoint, actor=director.user)
    assert delivery.deliver_due(now=later(days=5)) == 1
    assert endpoints.replay_deliveries(endpoint, actor=director.user) == 1
    assert delivery.deliver_due(now=later(days=5)) == 1
    assert WebhookDelivery.objects.filter(state=State.DELIVERED).count() == 2


def test_gone_means_gone(inbox, director, endpoint) -> None:
    inbox.answer = lambda number, got: (410, {})
    happen(director, uuid4())
    delivery.deliver_due()

    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.DISABLED


def test_a_replay_keeps_the_id(inbox, director, endpoint) -> None:
    happen(director, uuid4())
    delivery.deliver_due()
    row = WebhookDelivery.objects.get()

    assert endpoints.replay_deliveries(endpoint, actor=director.user, one=row.pk) == 1
    delivery.deliver_due()

    first, second = inbox.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


@pytest.mark.tools
def test_for_a_day_both_secrets_sign(inbox, director, endpoint) -> None:
    old = endpoint.secret
    new = endpoints.rotate_secret(endpoint, actor=director.user).secret
    happen(director, uuid4())
    delivery.deliver_due()
    happen(director, uuid4())
    delivery.deliver_due(now=later(hours=25))

    during, after = inbox.got
    assert Webhook(old).verify(during.body, during.headers)
    assert Webhook(new).verify(during.body, during.headers)
    assert len(during.headers["webhook-signature"].split()) == 2
    assert len(after.headers["webhook-signature"].split()) == 1
    assert old != new


def test_a_secret_lies_sealed(endpoint) -> None:
    stored = WebhookEndpoint.objects.values_list("sealed_secret", flat=True).get()

    assert endpoint.secret.startswith("whsec_")
    assert endpoint.secret not in stored


def test_a_private_address_is_called_by_no_delivery(inbox, director, endpoint, settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False
    WebhookEndpoint.objects.update(url=inbox.url.replace("http:", "https:"))
    happen(director, uuid4())

    assert delivery.deliver_due() == 0
    assert inbox.got == []
    assert "not public" in WebhookDelivery.objects.get().last_error


def test_what_is_taken_back_on_its_way_holds_up_nothing(
    inbox, director, endpoint, monkeypatch
) -> None:
    first, second = uuid4(), uuid4()
    happen(director, first)
    happen(director, second)
    send = delivery.post

    def send_and_take_back(*given):
        answer = send(*given)
        WebhookEvent.objects.filter(subject_id=first).delete()
        return answer

    # Side by side is one thread here: it shares the test's connection.
    monkeypatch.setattr(delivery, "ThreadPoolExecutor", InTurn)
    monkeypatch.setattr(delivery, "post", send_and_take_back)

    delivery.deliver_due()

    assert [row.state for row in WebhookDelivery.objects.all()] == [State.DELIVERED]
    assert len(inbox.got) == 2


def test_one_endpoint_that_cannot_be_signed_for_holds_up_no_other(
    inbox, director, endpoint
) -> None:
    other = endpoints.create_endpoint(
        director.institution, actor=director.user, url=inbox.url, events=["*"]
    )
    WebhookEndpoint.objects.filter(pk=other.pk).update(sealed_secret="of a key that is lost")
    happen(director, uuid4())

    assert delivery.deliver_due() == 1
    assert {row.endpoint_id: row.state for row in WebhookDelivery.objects.all()} == {
        endpoint.pk: State.DELIVERED,
        other.pk: State.PENDING,
    }
    assert "secret" in WebhookEndpoint.objects.get(pk=other.pk).last_error


def test_a_name_server_that_hangs_holds_up_no_other_endpoint(
    inbox, director, endpoint, monkeypatch
) -> None:
    let_go, real = Event(), socket.getaddrinfo

    def look_up(host, *args, **more):
        if host == "hangs.example":
            let_go.wait()
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(safe_targets, "LOOK_UP_SECONDS", 1)
    other = endpoints.create_endpoint(
        director.institution, actor=director.user, url="http://hangs.example/", events=["*"]
    )
    happen(director, uuid4())

    try:
        assert delivery.deliver_due() == 1
    finally:
        let_go.set()
    assert {row.endpoint_id: row.state for row in WebhookDelivery.objects.all()} == {
        endpoint.pk: State.DELIVERED,
        other.pk: State.PENDING,
    }
    assert "name server" in WebhookEndpoint.objects.get(pk=other.pk).last_error


def test_thousands_for_one_endpoint_keep_no_other_waiting(inbox, director, endpoint) -> None:
    happen(director, *(uuid4() for _time in range(60)))
    other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    own = {"actor": other.user, "url": inbox.url, "events": ["*"]}
    theirs = endpoints.create_endpoint(other.institution, **own)
    happen(other, uuid4())
    assert delivery.deliver_due(limit=20) > 0
    assert theirs.deliveries.get().state == State.DELIVERED


def test_old_events_are_forgotten(inbox, director, endpoint) -> None:
    happen(director, uuid4())

    assert delivery.purge_events(now=later(days=29)) == 0
    assert delivery.purge_events(now=later(days=31)) == 1
    assert WebhookDelivery.objects.count() == 0


# What is told, and what is not ----------------------------------------------------------------


def test_a_pairs_end_is_told_when_it_cannot_be_taken_back(inbox, director, endpoint) -> None:
    WebhookEndpoint.objects.update(events=["tie.started", "tie.ended"])
    program = ProgramFactory(institution=director.institution, state="matching")
    EnrollmentFactory(program=program)
    EnrollmentFactory.create_batch(3, program=program, side="mentor")
    run = start_run(program, method="stable", actor=director.user)
    advance(run.pk)
    publish_run(MatchRun.objects.get(), actor=director.user)
    tie = Tie.objects.get()
    one, other = tie.protege, tie.mentor
    end_tie(tie, by=one)
    undo_end(tie, by=one)
    end_tie(tie, by=other)
    delivery.deliver_due()
    at_once = [json.loads(got.body)["type"] for got in inbox.got]
    delivery.deliver_due(now=later(days=2))

    assert at_once == ["tie.started"]
    ended = [json.loads(got.body) for got in inbox.got[1:]]
    assert [one["type"] for one in ended] == ["tie.ended"]
    assert ended[0]["data"] == {
        "object": "tie",
        "id": str(tie.pk),
        "protege_id": str(one.pk),
        "protege_external_id": one.external_id,
        "mentor_id": str(other.pk),
        "mentor_external_id": other.external_id,
        "state": "ended",
        "started_on": str(tie.started_on),
        "ended_on": str(director.institution.local_date()),
        "program_id": str(program.pk),
        "run_id": str(run.pk),
        "institution_id": str(director.institution_id),
    }


def test_what_two_people_do_between_themselves_is_no_event(director, endpoint) -> None:
    one, other = MembershipFactory.create_batch(2, institution=director.institution)
    end_tie(TieFactory(protege=one, mentor=other), by=one)

    assert WebhookEvent.objects.count() == 0
