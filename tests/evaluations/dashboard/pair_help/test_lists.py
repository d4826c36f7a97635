"""The list of pairs: how each is doing, and one email to both of many."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import MatchRun
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import met, running
from tests.factories import InstitutionFactory, MembershipFactory, TieFactory
from tests.support.html import field, on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db
LIST = "evaluations:pairs"


def page(client: Client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def test_pairs_of_programs_and_no_others_with_how_they_are_doing() -> None:
    program, client = running(2)
    ties = list(Tie.objects.order_by("protege__family_name"))
    met(ties[0], 10)
    own = TieFactory(protege=ties[0].protege)
    Tie.objects.filter(pk=ties[1].pk).update(state="ended", ended_on=ties[1].started_on)

    shown = page(client)

    assert "2 pairs" in shown
    assert "On track" in shown
    assert "Ended" in shown
    assert own.mentor.family_name not in shown
    assert "Very confidential" not in shown
    assert "1 pair" in page(client, goes_on="active", program=str(program.pk))
    assert "1 pair" in page(client, goes_on="ended")
    assert "1 pair" in page(client, q="ṕ0")
    assert "No pairs" not in page(client, q="p0")
    assert page(director_at(InstitutionFactory())).count("No pairs yet") == 1


@pytest.mark.parametrize("pairs", [1, 3])
def test_queries_do_not_grow(pairs: int, django_assert_num_queries: Any) -> None:
    _program, client = running(pairs)
    page(client)

    with django_assert_num_queries(12):
        page(client)


def test_both_of_each_active_pair_are_emailed_after_asking() -> None:
    _program, client = running(2)
    ended = Tie.objects.order_by("protege__family_name").last()
    assert ended is not None
    Tie.objects.filter(pk=ended.pk).update(state="ended", ended_on=ended.started_on)
    chosen = {"act": "write", "all": "1", "query": ""}

    answer = client.post(reverse(f"{LIST}_act"), chosen).content.decode()
    asks = on_one_line(answer)
    assert "Both people of 1 pair get an email." in asks
    assert "1 relationship has ended" in asks
    assert not OutboxMessage.objects.filter(kind="pair_help").exists()

    given = {"subject": "Hello", "text": "How is it going?", "sure": "1"}
    given["previewed"] = field(answer, "previewed")
    for _time in range(2):  # a button that is pressed twice
        client.post(reverse(f"{LIST}_act"), chosen | given)

    assert OutboxMessage.objects.filter(kind="pair_help").count() == 2
    told = set(OutboxMessage.objects.filter(kind="pair_help").values_list("recipient", flat=True))
    assert len(told) == 2
    assert ended.protege.user.email not in told


def test_file_has_what_the_page_has() -> None:
    program, client = running(1)

    answer = client.get(reverse(f"{LIST}_file", args=["csv"]))

    written = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head, line = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert head[:3] == ["Mentee", "Mentor", "Program"]
    assert line[2] == program.name


@pytest.mark.parametrize("role", [None, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_no_one_else_gets_in(role: str | None) -> None:
    member = MembershipFactory(offices=[role] if role else [])

    assert client_of(member).get(reverse(LIST)).status_code == 403


def test_pairs_that_have_not_met_for_sixty_days_are_one_filter_away() -> None:
    _program, client = running(4)
    ties = list(Tie.objects.order_by("protege__family_name"))
    MatchRun.objects.update(published_at=timezone.now() - timedelta(days=300))
    met(ties[0], 10)
    met(ties[1], 70)
    met(ties[2], 20, "missed")
    Tie.objects.filter(pk=ties[3].pk).update(state="ended", ended_on=timezone.localdate())

    shown = page(client, met="60")

    assert "2 pairs" in shown
    found = [one.protege.name in shown for one in ties]
    assert found == [False, True, True, False]
    # They count from when the program made them a pair, whatever the mentee notes as the first day.
    Tie.objects.update(started_on=timezone.localdate())
    assert "2 pairs" in page(client, met="60")
    assert "Not meeting" in page(client)
    # Two whom it took over ten days ago had no time to meet, whatever they did before.
    Tie.objects.update(created_at=timezone.now() - timedelta(days=300))
    MatchRun.objects.update(published_at=timezone.now() - timedelta(days=10))
    assert "2 pairs" not in page(client, met="60")


def test_each_offer_leads_to_its_own_page_and_names_to_the_people() -> None:
    program, client = running(1)
    tie = Tie.objects.get()

    shown = page(client)

    for one in (tie.protege_id, tie.mentor_id):
        assert f'<a href="{reverse("profiles:directed_person", args=[one])}">' in shown
    assert f'<a href="{reverse("evaluations:pair_help", args=[program.pk, tie.pk])}">' in shown
    assert f'<a href="{reverse("evaluations:pair_end", args=[program.pk, tie.pk])}">' in shown

    met(tie, 2)
    assert reverse("evaluations:pair_end", args=[program.pk, tie.pk]) not in page(client)
