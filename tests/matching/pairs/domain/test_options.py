"""What another choice for a mentee would do, before it is made."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import MatchRun, Program, Proposal
from tests.factories import InstitutionFactory
from tests.support.html import on_one_line
from tests.support.matching import director_at, finished, mentor, post, proposal_of, protege

pytestmark = pytest.mark.django_db


def options(client: Client, proposal: Proposal, **query: str) -> list:
    answer = client.get(reverse("matching:proposal", args=[proposal.pk]), query)
    return list(answer.context["page"])


def test_a_swap_says_both_scores_and_what_it_does_to_all_and_then_does_just_that(
    two_pairs: MatchRun, director: Client
) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    before = one.score + two.score

    [option] = options(director, one)
    assert (option.mentor, option.other) == (two.mentor, two)

    post(director, "proposal_change", one.pk, to=option.target)

    one.refresh_from_db()
    two.refresh_from_db()
    assert one.score == pytest.approx(option.score)
    assert two.score == pytest.approx(option.other_score)
    assert one.score + two.score - before == pytest.approx(option.change)


def test_a_mentor_with_openings_is_chosen_without_a_swap_and_found_by_name(
    program: Program, director: Client
) -> None:
    protege(program, "One")
    mentor(program, "X", areas={"research": 2})
    mentor(program, "Y")
    run = finished(program, director)
    one = Proposal.objects.get(run=run)

    [option] = options(director, one)
    assert option.other is None
    assert options(director, one, q="nobody") == []
    assert options(director, one, q=option.mentor.member.family_name) == [option]

    post(director, "proposal_change", one.pk, to=option.target)
    one.refresh_from_db()
    assert one.mentor == option.mentor


def test_mentee_without_a_mentor_sees_whom_each_choice_would_leave_without_one(
    program: Program, director: Client
) -> None:
    protege(program, "One")
    protege(program, "Two")
    mentor(program, "X")
    run = finished(program, director)
    left = Proposal.objects.get(run=run, mentor=None)

    page = director.get(reverse("matching:proposal", args=[left.pk])).content.decode()

    assert "would be left without a mentor" in on_one_line(page)


def test_published_runs_and_other_institutions_offer_nothing(
    two_pairs: MatchRun, director: Client
) -> None:
    one = proposal_of(two_pairs, "One")
    page = reverse("matching:proposal", args=[one.pk])

    assert director_at(InstitutionFactory()).get(page).status_code == 404
    MatchRun.objects.update(state=MatchRun.State.PUBLISHED)
    assert list(director.get(page).context["page"]) == []
