"""The words that point to a need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.assessment.domain.lexicon import LEXICON, areas_in
from profiles.vocabulary import Area


@given(st.text(max_size=400))
def test_areas_come_once_in_the_lexicons_order(text: str) -> None:
    order = list(dict.fromkeys(entry.area for entry in LEXICON))
    found = areas_in(text)
    assert list(found) == [area for area in order if area in found]


@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_on_new_lines_keeps_every_area(before: str, after: str) -> None:
    assert set(areas_in(before)) <= set(areas_in(f"{before}\n{after}"))


@pytest.mark.parametrize("text", ["GRANT", "grants", "first\n author", "a K08"])
def test_words_count_by_their_beginning_in_any_case_and_spacing(text: str) -> None:
    assert areas_in(text) == (Area.RESEARCH,)


@pytest.mark.parametrize("text", ["", "migrant", "unpaper", "k8"])
def test_words_within_words_do_not_count(text: str) -> None:
    assert areas_in(text) == ()


def test_every_area_can_be_found_and_no_pair_stands_twice() -> None:
    assert {entry.area for entry in LEXICON} == set(Area)
    pairs = [(entry.area, entry.role) for entry in LEXICON]
    assert len(set(pairs)) == len(pairs)
