"""Ending with a kind word, stages by age, and the network as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks.models import StageReached, Tie
from networks.relationships.domain.stage import proposed_stage
from profiles.models import Membership
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def end(tie: Tie, member: Membership, **data: str):
    return client_of(member).post(reverse("networks:tie_ending", args=[tie.pk]), data, follow=True)


def test_ending_is_drafted_kindly_and_told_when_the_day_is_over() -> None:
    tie = TieFactory()
    address = reverse("networks:tie_ending", args=[tie.pk])
    draft = client_of(tie.protege).get(address).context["form"]["message"].value()
    assert draft.startswith("Dear Ada,")

    end(tie, tie.protege, message="Thank you for all of it", ended_as="friends")

    tie.refresh_from_db()
    assert (tie.state, tie.ended_as) == ("ended", "friends")
    message = OutboxMessage.objects.get()
    assert message.recipient == tie.mentor.user.email
    assert message.due_at > timezone.now()
    assert "Thank you for all of it" in message.body_text
    assert "From now on: friends." in message.body_text


def test_ending_without_a_word_is_as_good() -> None:
    tie = TieFactory()

    end(tie, tie.mentor, message="", ended_as="")

    assert "writes:" not in OutboxMessage.objects.get().body_text


def test_ending_taken_back_leaves_nothing_behind() -> None:
    tie = TieFactory()
    end(tie, tie.protege, message="Thank you", ended_as="peers")

    client_of(tie.protege).post(reverse("networks:tie_undo_end", args=[tie.pk]))

    tie.refresh_from_db()
    assert (tie.state, tie.ended_as) == ("active", "")
    assert OutboxMessage.objects.get().state == "cancelled"


def test_ended_tie_cannot_be_ended_again() -> None:
    tie = TieFactory(state="ended", ended_on="2026-01-01")

    assert end(tie, tie.protege).status_code == 404


@pytest.mark.parametrize(
    ("stage", "months", "expected"),
    [
        ("initiation", 11, ""),
        ("initiation", 12, "protege"),
        ("protege", 59, ""),
        ("protege", 60, "separation"),
        ("separation", 200, ""),
        ("friendship", 200, ""),
    ],
)
def test_stage_is_proposed_by_age(stage, months, expected) -> None:
    started = date(2020, 1, 15)
    today = date(2020 + months // 12, 1 + months % 12, 15)

    assert proposed_stage(stage=stage, started_on=started, today=today) == expected


def test_either_side_confirms_a_stage_and_its_history_is_kept() -> None:
    began = timezone.localdate() - timedelta(days=500)
    tie = TieFactory(started_on=began)
    address = tie.get_absolute_url()
    assert "Has your relationship changed?" in client_of(tie.mentor).get(address).content.decode()

    for _ in range(2):
        client_of(tie.mentor).post(
            reverse("networks:tie_stage", args=[tie.pk]), {"stage": "protege"}
        )

    tie.refresh_from_db()
    assert tie.stage == "protege"
    rows = StageReached.objects.filter(tie=tie).values_list("stage", "since", "said_by")
    assert rows[0] == ("initiation", began, None)
    assert [(stage, by) for stage, _, by in rows][1:] == [("protege", tie.mentor_id)]
    assert (
        "Has your relationship changed?" not in client_of(tie.protege).get(address).content.decode()
    )


def test_network_is_shown_as_it_was() -> None:
    past = TieFactory(
        started_on="2024-01-01", state="ended", ended_on="2025-06-30", mentor__family_name="Former"
    )
    TieFactory(protege=past.protege, started_on="2026-01-01", mentor__family_name="Present")
    client = client_of(past.protege)

    def names(on: str) -> list[bool]:
        page = client.get(reverse("networks:network"), {"on": on}).content.decode()
        return ["Former" in page, "Present" in page]

    assert names("") == [False, True]
    assert names("2025-03-01") == [True, False]
    assert names("2025-12-01") == [False, False]
    assert names("2026-02-01") == [False, True]
    assert names("nonsense") == [False, True]
    assert names("1900-01-01") == [True, False]  # the first day that is known


def test_declining_a_recorded_relationship_asks_first() -> None:
    tie = TieFactory(state=Tie.State.UNCONFIRMED)
    mentor, address = client_of(tie.mentor), reverse("networks:tie_refuse", args=[tie.pk])

    asked = mentor.post(address).content.decode()
    before = Tie.objects.get().state
    mentor.post(address, {"sure": "1"})

    assert "Decline this relationship?" in asked
    assert f"{tie.protege.name} sees that you declined." in asked
    assert (before, Tie.objects.get().state) == (Tie.State.UNCONFIRMED, Tie.State.REFUSED)
    again = mentor.post(address, follow=True).content.decode()
    assert "Decline this relationship?" not in again
