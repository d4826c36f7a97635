"""What someone meant who typed a name almost right."""

import pytest

from mentornet.spelling import meant

NAMES = ["Sponsor", "Peer group", "José Muñoz fellows", "Cardiology mentors"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sponser", "sponsor"),
        ("Groop peer", "group peer"),
        ("cardiolgoy", "cardiology"),
        ("cardeollogy", "cardiology"),
        ("munos", "munoz"),
        ("card grp", ""),
        ("sponsor", ""),
        ("spon", ""),
        ("peeer xqzwvk", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_a_word_is_replaced_by_the_nearest_one(typed, found):
    assert meant(typed, NAMES) == found


def test_nothing_is_meant_where_there_are_no_names():
    assert meant("sponser", []) == ""


def test_a_short_word_is_left_alone():
    assert meant("per", ["Peers", "Pet"]) == ""
    assert meant("peeer", ["Pioneer"]) == ""
