"""How names are compared: whatever the case, the accents and the signs."""

import pytest

from mentornet.folding import distance, fold, has_words, tokens

SEARCHES = [
    ("engstrom", "Mia Engström"),
    ("Engström", "Mia Engström"),
    ("obrien", "Siobhan O’Brien"),
    ("O'Brien", "Siobhan O’Brien"),
    ("jose maria", "José María de la Cruz y Ortega"),
    ("ozturk", "Çağla Öztürk"),
    ("isik", "Işık"),
    ("soren", "Søren"),
    ("gross", "Groß"),
]


@pytest.mark.parametrize(("typed", "name"), SEARCHES)
def test_a_name_is_found_as_people_type_it(typed, name):
    assert has_words(name, tokens(typed))


def test_words_are_found_by_their_beginnings_in_any_order():
    assert has_words("School of Medicine / Cardiology", tokens("card sch"))
    assert not has_words("School of Medicine / Cardiology", tokens("diology"))


def test_signs_and_spaces_do_not_count():
    assert fold("  OB/GYN ") == fold("Ob-Gyn") == "ob gyn"
    assert fold("…") == ""


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("medicine", "medicine", 0),
        ("medcine", "medicine", 1),
        ("meidcine", "medicine", 1),
        ("medizin", "medicine", 2),
        ("surgery", "neurology", 3),
        ("", "abcdef", 3),
    ],
)
def test_distance_stops_counting_past_the_bound(one, other, found):
    assert distance(one, other, most=2) == found
    assert distance(other, one, most=2) == found
