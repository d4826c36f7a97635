from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.phrases import AREA_PHRASES, RANK_STEPS, ROLE_LABELS
from networks.suggestions.domain.scoring import (
    AREA_WEIGHT,
    DISTANCE_WEIGHT,
    DIVERSITY_WEIGHT,
    EXPERTISE_WEIGHT,
    LOAD_WEIGHT,
    REACH_WEIGHT,
    ROLE_WEIGHT,
    Candidate,
    Gap,
    Parts,
    Seeker,
    Want,
    expertise_part,
    hours_apart,
    rank_candidates,
    score_parts,
    suggest,
)

CARDIOLOGY = ("School", "Medicine", "Cardiology")
NEPHROLOGY = ("School", "Medicine", "Nephrology")
SURGERY = ("School", "Surgery", "Trauma")

ranks = st.sampled_from(sorted(RANK_STEPS))
roles = st.frozensets(st.sampled_from(sorted(ROLE_LABELS)))
areas = st.frozensets(st.sampled_from(sorted(AREA_PHRASES)))
paths = st.sampled_from([(), CARDIOLOGY, NEPHROLOGY, SURGERY])
modes = st.frozensets(st.sampled_from(["in_person", "phone", "video", "async"]))
terms = st.sampled_from(["sleep", "Sleep", "genomics", "grant writing", "é"])
offsets = st.floats(min_value=-12, max_value=14)
unit_values = st.floats(min_value=0, max_value=1)
wants = st.builds(
    Want,
    area=st.sampled_from(sorted(AREA_PHRASES)),
    role=st.sampled_from(["", *sorted(ROLE_LABELS)]),
    priority=st.integers(1, 3),
)
seekers = st.builds(
    Seeker,
    rank=ranks,
    unit_path=paths,
    expertise=st.frozensets(terms),
    modes=modes,
    utc_offset=offsets,
    wants=st.lists(wants, max_size=5).map(tuple),
    filled_roles=roles,
    network_paths=st.lists(paths, max_size=3).map(tuple),
)
gaps = st.builds(
    Gap,
    role=st.sampled_from(["", *sorted(ROLE_LABELS)]),
    area=st.sampled_from(["", *sorted(AREA_PHRASES)]),
)
candidates = st.builds(
    Candidate,
    key=st.uuids().map(str),
    name=st.sampled_from(["Ann Lee", "ann lee", "Bo Ek"]),
    rank=ranks,
    unit_path=paths,
    roles=roles,
    areas=areas,
    expertise=st.lists(terms, max_size=4).map(tuple),
    text_rank=st.floats(min_value=0, max_value=1),
    modes=modes,
    utc_offset=offsets,
    capacity=st.integers(0, 50),
    active=st.integers(0, 60),
    waiting=st.integers(0, 5),
    rank_wish=st.sampled_from(["half_generation", "junior", "any"]),
)


def mentor(**changes):
    return replace(
        Candidate(
            key="a",
            name="Ann Lee",
            rank="associate",
            unit_path=NEPHROLOGY,
            roles=frozenset({"sponsor"}),
            areas=frozenset({"career"}),
            modes=frozenset({"video"}),
            capacity=3,
            active=1,
        ),
        **changes,
    )


def assistant(**changes):
    return replace(Seeker(rank="assistant", unit_path=CARDIOLOGY), **changes)


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


@given(seekers, gaps, st.lists(candidates, max_size=6), st.randoms(use_true_random=False))
def test_order_of_the_candidates_makes_no_difference(seeker, gap, people, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)

    assert rank_candidates(seeker, gap, shuffled) == rank_candidates(seeker, gap, people)


@given(seekers, gaps, candidates)
def test_reasons_and_cautions_are_distinct_sentences(seeker, gap, candidate):
    suggestion = suggest(seeker, gap, candidate)

    said = [*suggestion.reasons, *suggestion.cautions]
    assert len(set(said)) == len(said)
    assert [sentence for sentence in said if not sentence.strip()] == []


def test_equal_scores_come_by_name_and_then_by_key():
    people = [mentor(key="b"), mentor(key="a"), mentor(key="z", name="Al Ek")]

    ranked = rank_candidates(assistant(), Gap(role="sponsor"), people)

    assert [one.candidate.key for one in ranked] == ["z", "a", "b"]


def test_reasons_say_what_the_person_needs_most_first():
    seeker = assistant(
        wants=(Want("career", "sponsor", 1), Want("research", "", 2)),
        network_paths=(CARDIOLOGY,),
    )

    suggestion = suggest(seeker, Gap(role="sponsor"), mentor())

    assert suggestion.reasons == (
        "Offers to be a sponsor, which you need most",
        "One rank ahead of you",
        "Mentors in career guidance, which you need",
        "Has room for 2 more",
        "Outside your own unit, as nobody in your network is",
    )
    assert suggestion.cautions == ()


def test_reasons_name_the_terms_in_common():
    seeker = assistant(expertise=frozenset({"sleep medicine", "genomics"}))
    candidate = mentor(expertise=("Genomics", "Sleep medicine", "stroke"), text_rank=0.4)

    suggestion = suggest(seeker, Gap(area="career"), candidate)

    assert suggestion.reasons[0] == "Mentors in career guidance"
    assert "Shares Genomics and Sleep medicine with you" in suggestion.reasons


@pytest.mark.parametrize(
    ("rank", "sentence"),
    [
        ("associate", "One rank ahead of you"),
        ("full", "Two ranks ahead of you"),
        ("assistant", "A peer, at your own rank elsewhere"),
    ],
)
def test_reasons_say_how_far_ahead_the_mentor_is(rank, sentence):
    suggestion = suggest(assistant(), Gap(), mentor(rank=rank))

    assert [reason for reason in suggestion.reasons if reason == sentence] == [sentence]


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


def test_same_rank_in_the_same_unit_is_cautioned_as_competition():
    suggestion = suggest(assistant(), Gap(), mentor(rank="assistant", unit_path=CARDIOLOGY))

    assert suggestion.parts.distance == 0.2
    assert suggestion.cautions == (
        "Same rank and same unit as you: you may compete for the same things",
    )


def test_mentors_wish_about_rank_lowers_the_distance_and_is_said():
    candidate = mentor(rank="assistant", rank_wish="junior")

    suggestion = suggest(assistant(), Gap(), candidate)

    assert suggestion.parts.distance == pytest.approx(0.3)
    assert suggestion.cautions == ("Would rather mentor people at an earlier rank",)


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


def test_time_zone_far_away_is_cautioned():
    suggestion = suggest(assistant(utc_offset=-5), Gap(), mentor(utc_offset=5.5))

    assert suggestion.cautions == ("10.5 hours away by the clock",)
    assert suggestion.parts.reach == 0.5


def test_hours_apart_goes_the_shorter_way_round():
    assert hours_apart(-11, 13) == 0
    assert hours_apart(12, -10) == 2


def test_person_without_any_words_still_gets_reasons():
    suggestion = suggest(Seeker(rank="assistant"), Gap(role="sponsor"), mentor())

    assert suggestion.reasons == (
        "Offers to be a sponsor, which nobody does for you yet",
        "One rank ahead of you",
        "Has room for 2 more",
    )
