"""Who is matched, and who is kept apart."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Program, Proposal
from matching.pairs.domain.explanations import RULE_LABELS
from networks.models import Tie
from profiles.vocabulary import Rank
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    PreferenceFactory,
    TieFactory,
)
from tests.support.matching import (
    finished,
    leave,
    mentor,
    pairs,
    post,
    proposal_of,
    protege,
    published,
)

pytestmark = pytest.mark.django_db


def test_run_parts_those_whom_a_wish_or_a_rule_parts(program, director) -> None:
    boss = mentor(program, "Boss", places=9)
    declining, apart = mentor(program, "Declining", places=9), mentor(program, "Apart", places=9)
    tied, peer = (
        mentor(program, "Tied", places=9),
        mentor(program, "Peer", places=9, member__rank=Rank.ASSISTANT),
    )
    own = protege(program, "Own", member__supervisor=boss.member)
    PreferenceFactory(enrollment=declining, chosen=own, rank=None)
    ExclusionFactory(owner=apart.member, other=own.member, reach="pair")
    TieFactory(protege=own.member, mentor=tied.member)

    run = finished(program, director)

    assert pairs(run) == {"Own": None}
    cause = Proposal.objects.get().cause
    assert cause["cause"] == "no_candidates"
    assert cause["removed"] == {"tied": 1, "blocked": 2, "supervision": 1, "rank": 1}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Ada Peer has an opening and is ruled out only by: rule on ranks" in page or (
        "Ada Boss has an opening and is ruled out only by: line of supervision" in page
    )
    # Whom people know, declined or asked to be kept apart from is theirs, and so is how many they are.
    assert "Mentors ruled out by: line of supervision and rule on ranks." in page
    assert not any(str(RULE_LABELS[one]) in page for one in ("tied", "blocked"))
    assert peer.is_active


def test_nothing_is_said_of_what_is_confidential_where_nothing_else_rules_anyone_out(
    program, director
) -> None:
    own = protege(program, "Own")
    for name in ("Tied", "Known", "Old"):
        TieFactory(protege=own.member, mentor=mentor(program, name).member)

    run = finished(program, director)

    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "No mentor is possible." in page
    assert str(RULE_LABELS["tied"]) not in page


def test_left_out_person_is_passed_over_until_taken_in(program, director) -> None:
    one = protege(program, "One")
    protege(program, "Two")
    mentor(program, "X", places=2)

    post(director, "left_out", one.pk, out="1")
    run = finished(program, director)
    assert pairs(run) == {"One": None, "Two": "X"}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Left out of this run." in page
    post(director, "left_out", one.pk, out="0")

    assert pairs(finished(program, director)) == {"One": "X", "Two": "X"}


def test_waiting_list_is_matched_around_existing_pairs(
    spares, two_pairs, program, director
) -> None:
    published(director, two_pairs)
    leave(spares)
    waiting = protege(program, "Third")
    EnrollmentFactory(program=program, side="mentor", member__family_name="Z", places=1)

    run = finished(Program.objects.get(), director)

    assert pairs(run) == {"Third": "Z"}
    assert waiting.is_active


def test_pair_that_ended_is_made_anew_with_somebody_else(
    spares, two_pairs, program, director
) -> None:
    published(director, two_pairs)
    leave(spares)
    tie = proposal_of(two_pairs, "One").tie
    Tie.objects.filter(pk=tie.pk).update(state="ended", ended_on=timezone.localdate())

    run = finished(Program.objects.get(), director)
    assert pairs(run) == {"One": None}
    EnrollmentFactory(program=program, side="mentor", member__family_name="Z", places=1)
    run = finished(Program.objects.get(), director)

    assert pairs(run) == {"One": "Z"}
