"""What a director sees of the pairs: who has met, and not a word of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Meeting
from matching.models import MatchRun, Program
from matching.pairs.domain.by_hand import make_pair_by_hand
from matching.pairs.domain.publish import publish_run
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance
from networks.models import Tie
from profiles.models import User
from tests.factories import PreferenceFactory, ProgramFactory, TieFactory
from tests.support.matching import director_at, leave, mentor, protege

pytestmark = pytest.mark.django_db


def running(pairs: int):
    program = ProgramFactory(state="matching")
    for at in range(pairs):
        PreferenceFactory(
            enrollment=protege(program, f"P{at}"), chosen=mentor(program, f"M{at}"), rank=1
        )
    # Whoever has fewer than three to be paired with is asked first.
    others = [mentor(program, f"S{at}") for at in range(3)]
    client = director_at(program.institution)
    actor = User.objects.get(pk=client.session["_auth_user_id"])
    run = start_run(program, method="stable", actor=actor)
    advance(run.pk)
    publish_run(MatchRun.objects.get(pk=run.pk), actor=actor)
    leave(others)
    MatchRun.objects.update(published_at=timezone.now() - timedelta(days=300))
    return Program.objects.get(), client


def met(tie: Tie, days: int, state: str = "held") -> None:
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=state,
        starts_at=timezone.now() - timedelta(days=days),
        notes="Very confidential",
    )


def test_most_pressing_pairs_come_first_with_the_reason_and_no_text() -> None:
    program, client = running(4)
    ties = list(Tie.objects.order_by("protege__family_name"))
    met(ties[0], 10)
    met(ties[1], 90)
    met(ties[2], 5)
    met(ties[2], 3, "missed")
    met(ties[2], 1, "missed")

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    found = [
        (row.tie.protege.family_name, label, row.met) for row, label, *_ in page.context["rows"]
    ]
    assert found == [
        ("P1", "At risk", 1),
        ("P2", "At risk", 1),
        ("P3", "Not meeting", 0),
        ("P0", "On track", 1),
    ]
    text = page.content.decode()
    assert "The last 2 meetings did not take place." in text
    assert "Very confidential" not in text


def test_program_without_pairs_says_what_to_do_next() -> None:
    program = ProgramFactory()
    client = director_at(program.institution)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    assert "Pairs appear here after you publish a match." in page.content.decode()


@pytest.mark.parametrize("pairs", [1, 3])
def test_page_costs_the_same_for_any_number(pairs, django_assert_num_queries) -> None:
    program, client = running(pairs)
    address = reverse("evaluations:program_pairs", args=[program.pk])
    client.get(address)

    with django_assert_num_queries(12):
        client.get(address)


def test_what_two_did_before_a_program_made_them_a_pair_is_their_own() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    MatchRun.objects.update(published_at=timezone.now())
    Tie.objects.update(created_at=timezone.now() - timedelta(days=200))
    met(tie, 90)
    met(tie, 30, "missed")
    met(tie, 20, "missed")

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    [(row, label, *_)] = page.context["rows"]
    assert (row.met, row.last_met, label) == (0, None, "Getting started")


def test_what_two_did_before_a_director_paired_them_by_name_is_their_own() -> None:
    program = ProgramFactory(state="running")
    client = director_at(program.institution)
    make_pair_by_hand(program, protege=protege(program, "A"), mentor=mentor(program, "B"))
    MatchRun.objects.update(published_at=timezone.now() - timedelta(days=200))
    Tie.objects.update(state=Tie.State.ENDED, ended_on=timezone.localdate())
    mia, ben = protege(program, "Mia"), mentor(program, "Ben")
    tie = TieFactory(protege=mia.member, mentor=ben.member, state=Tie.State.ACTIVE)
    Tie.objects.filter(pk=tie.pk).update(
        created_at=timezone.now() - timedelta(days=100),
        started_on=timezone.localdate() - timedelta(days=100),
    )
    met(tie, 90)
    met(tie, 30, "missed")
    met(tie, 20, "missed")
    make_pair_by_hand(program, protege=mia, mentor=ben)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))
    [row] = [row for row, *_ in page.context["rows"] if row.tie.pk == tie.pk]
    assert (row.met, row.last_met) == (0, None)
    listed = client.get(reverse("evaluations:pairs"), {"met": "60"}).content.decode()
    assert "Ada Mia" not in listed
    assert "Ada Mia" not in client.get(reverse("evaluations:attention")).content.decode()
