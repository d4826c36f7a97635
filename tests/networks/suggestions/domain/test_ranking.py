"""The order of suggestions."""

from hypothesis import given
from hypothesis import strategies as st

from networks.suggestions.domain.ranking import rank_candidates
from networks.suggestions.domain.scoring import Gap
from tests.networks.suggestions.domain.people import (
    assistant,
    candidates,
    gaps,
    mentor,
    seekers,
)


@given(seekers, gaps, st.lists(candidates, max_size=6), st.randoms(use_true_random=False))
def test_order_of_the_candidates_makes_no_difference(seeker, gap, people, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)

    assert rank_candidates(seeker, gap, shuffled) == rank_candidates(seeker, gap, people)


def test_equal_scores_come_by_name_and_then_by_key():
    people = [mentor(key="b"), mentor(key="a"), mentor(key="z", sort_key="Ek Al")]

    ranked = rank_candidates(assistant(), Gap(role="sponsor"), people)

    assert [one.candidate.key for one in ranked] == ["z", "a", "b"]
