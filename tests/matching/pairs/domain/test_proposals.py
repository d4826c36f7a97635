"""Pairs changed by hand, and decisions for the runs to come."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import PairRule
from tests.support.matching import (
    finished,
    pairs,
    post,
    proposal_of,
)

pytestmark = pytest.mark.django_db


def test_swap_shows_who_would_rather_have_each_other(spares, two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")

    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")

    two_pairs.refresh_from_db()
    assert pairs(two_pairs) == {"One": "Y", "Two": "X"}
    assert len(two_pairs.summary["blocking_pairs"]) >= 1
    page = director.get(reverse("matching:run", args=[two_pairs.pk])).content.decode()
    assert "First matched with Ada X." in page
    assert "Since your changes, some pairs that we first matched would both prefer" in page
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")
    two_pairs.refresh_from_db()
    assert pairs(two_pairs) == {"One": "X", "Two": "Y"}
    assert two_pairs.summary["blocking_pairs"] == []
    assert {row.source for row in two_pairs.proposals.all()} == {"engine"}


def test_mentor_without_a_place_is_refused(two_pairs, director) -> None:
    one = proposal_of(two_pairs, "One")
    full = proposal_of(two_pairs, "Two").mentor

    page = post(director, "proposal_change", one.pk, to=str(full.pk))

    assert (
        "Ada Y has no openings left in this run. Swap two mentees instead." in page.content.decode()
    )
    assert pairs(two_pairs) == {"One": "X", "Two": "Y"}


def test_pair_taken_apart_frees_the_place(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    freed = one.mentor

    post(director, "proposal_change", one.pk, to="nobody")
    post(director, "proposal_change", two.pk, to=str(freed.pk))

    assert pairs(two_pairs) == {"One": None, "Two": "X"}


def test_locks_and_bans_hold_in_the_next_run(two_pairs, program, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")
    post(director, "proposal_decide", one.pk, "lock")
    forbidden = proposal_of(two_pairs, "Two")
    post(director, "proposal_decide", forbidden.pk, "forbid")

    run = finished(program, director)

    assert pairs(run) == {"One": "Y", "Two": None}
    assert {row.source for row in run.proposals.all()} == {"locked", "engine"}
    for rule in PairRule.objects.all():
        post(director, "pair_rule_lift", rule.pk)
    assert pairs(finished(program, director)) == {"One": "X", "Two": "Y"}
