"""How stable pairs of peers are: a count, whatever a director tries one after the other."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, MatchRun, Program
from matching.tasks import advance_run
from tests.factories import EnrollmentFactory, ProgramFactory
from tests.matching.groups.forming.domain.test_pairing import pairs, peers, run_of, wishes
from tests.support.groups import board, htmx, seat_of
from tests.support.matching import director_at, page, post

pytestmark = pytest.mark.django_db

ONE_LEFT = (
    "No stable pairing exists. In these pairs, 1 pair of people would both rather have each other. "
    "That is proven to be the fewest possible."
)
UNSAID = (
    "We don’t say how stable these pairs are: it would tell too much about a few people’s "
    "preferences."
)


@pytest.fixture
def program() -> Program:
    return ProgramFactory(kind="peer_pairs", state="matching", choices_asked=3)


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


@pytest.fixture
def ring(program: Program) -> dict[str, Enrollment]:
    """A would rather have B, B C, and C A: nothing is stable. D would have any of them; the others are pairs."""
    people = peers(program, "ABCDEFGHIJKL")
    wishes(people, A="BC", B="CA", C="AB", D="ABC")
    for one, other in ("EF", "GH", "IJ", "KL"):
        wishes(people, **{one: other, other: one})
    return people


def said(program: Program, director: Client) -> str:
    return board(director, run_of(program, director)).stability


def test_a_count_is_told_and_never_who(program, director, ring) -> None:
    run = run_of(program, director)

    assert pairs(run) >= {"EF", "GH", "IJ", "KL"}
    assert board(director, run).stability == ONE_LEFT
    shown = re.sub(r"\s+", " ", page(director, "group_run", run.pk))
    assert ONE_LEFT in shown
    assert "on their list" not in shown
    table = director.get(reverse("matching:group_table", args=[run.pk])).content.decode()
    assert not re.search("rather|list|stable", table.replace("wait list", ""))
    wishes(ring, A="D", D="A", B="C", C="B")
    stable = "Everyone’s pairing is stable: no two people would both rather have each other."
    assert said(program, director) == stable


def test_runs_one_after_the_other_do_not_tell_who_is_in_the_ring(program, director, ring) -> None:
    def leave_out(names: str) -> None:
        rows = Enrollment.objects.filter(program=program)
        rows.update(left_out=False)
        rows.filter(member__family_name__in=names).update(left_out=True)

    assert said(program, director) == ONE_LEFT
    for names in ("D", "L", "AD", "KL", "ABCD"):
        leave_out(names)
        assert said(program, director) == UNSAID, names
    leave_out("")
    assert said(program, director) == ONE_LEFT, "the same people"

    # Nor do other weights, another draw, a lock, people moved, or someone new.
    first = MatchRun.objects.latest("number")
    htmx(director, "group_seat", seat_of(first, "E").pk, "move", to="waiting")
    assert board(director, first).stability == ""
    htmx(director, "group_act", first.pk, "undo")
    htmx(director, "group_seat", seat_of(first, "E").pk, "lock")
    post(director, "group_act", first.pk, "again")
    locked = MatchRun.objects.latest("number")
    advance_run(str(locked.pk))
    assert board(director, MatchRun.objects.get(pk=locked.pk)).stability == UNSAID
    EnrollmentFactory(program=program)
    assert said(program, director) == UNSAID


def test_of_a_few_people_nothing_is_told(program, director) -> None:
    people = peers(program, "ABCD")
    wishes(people, A="BC", B="CA", C="AB")
    assert said(program, director) == UNSAID
