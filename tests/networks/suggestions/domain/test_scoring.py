"""Scores and their parts."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.phrases import ROLE_LABELS
from networks.suggestions.domain.ranking import suggest
from networks.suggestions.domain.scoring import (
    AREA_WEIGHT,
    DISTANCE_WEIGHT,
    DIVERSITY_WEIGHT,
    EXPERTISE_WEIGHT,
    LOAD_WEIGHT,
    REACH_WEIGHT,
    ROLE_WEIGHT,
    Gap,
    Parts,
    Seeker,
    expertise_part,
    hours_apart,
    score_parts,
)
from tests.networks.suggestions.domain.people import (
    CARDIOLOGY,
    NEPHROLOGY,
    SURGERY,
    assistant,
    candidates,
    gaps,
    mentor,
    seekers,
    unit_values,
)


def test_weights_sum_to_one():
    weights = [
        AREA_WEIGHT,
        ROLE_WEIGHT,
        EXPERTISE_WEIGHT,
        DISTANCE_WEIGHT,
        DIVERSITY_WEIGHT,
        LOAD_WEIGHT,
        REACH_WEIGHT,
    ]

    assert sum(weights) == pytest.approx(1.0)


@given(seekers, gaps, candidates)
def test_score_and_every_part_lie_between_zero_and_one(seeker, gap, candidate):
    suggestion = suggest(seeker, gap, candidate)

    values = [getattr(suggestion.parts, part.name) for part in fields(Parts)]
    assert [value for value in [*values, suggestion.score] if not 0 <= value <= 1] == []


@given(st.tuples(*[unit_values] * 7), st.integers(0, 6), unit_values)
def test_score_is_monotone_in_each_part(values, which, raised):
    higher = [max(value, raised) if at == which else value for at, value in enumerate(values)]

    assert Parts(*higher).score >= Parts(*values).score


@given(unit_values, unit_values, st.integers(0, 6), st.integers(0, 6))
def test_expertise_part_is_monotone_in_text_and_in_shared_terms(one, other, few, many):
    low, high = sorted((one, other))
    less, more = sorted((few, many))

    assert expertise_part(low, less) <= expertise_part(high, more)


@given(seekers, gaps, candidates, st.sampled_from(sorted(ROLE_LABELS)))
def test_offering_one_more_role_never_lowers_the_score(seeker, gap, candidate, role):
    more = replace(candidate, roles=candidate.roles | {role})

    # The last bit of a float is no lowering.
    assert suggest(seeker, gap, more).score >= suggest(seeker, gap, candidate).score - 1e-12


@given(seekers, gaps, candidates)
def test_having_one_person_fewer_never_lowers_the_score(seeker, gap, candidate):
    freer = replace(candidate, active=max(0, candidate.active - 1))

    assert suggest(seeker, gap, freer).score >= suggest(seeker, gap, candidate).score


def test_half_generation_is_the_best_distance():
    distance = {
        rank: score_parts(Seeker(rank="trainee"), Gap(), mentor(rank=rank)).distance
        for rank in ("trainee", "instructor", "assistant", "associate", "full")
    }

    assert distance == {
        "trainee": 0.5,
        "instructor": 1.0,
        "assistant": 1.0,
        "associate": 0.7,
        "full": 0.5,
    }


def test_unit_far_from_the_network_counts_more():
    seeker = assistant(network_paths=(SURGERY,))

    diversity = [
        score_parts(seeker, Gap(), mentor(unit_path=path)).diversity
        for path in (CARDIOLOGY, NEPHROLOGY, SURGERY, ("School", "Neurology"))
    ]

    assert diversity == pytest.approx([0, 1 / 3, 0, 2 / 3])


def test_open_invitations_take_half_a_place_each():
    load = [score_parts(assistant(), Gap(), mentor(waiting=n)).load for n in (0, 1, 9)]

    assert load == pytest.approx([2 / 3, 1.5 / 3, 0])


def test_hours_apart_goes_the_shorter_way_round():
    assert hours_apart(-11, 13) == 0
    assert hours_apart(12, -10) == 2
