"""Which names are written for one person."""

import doctest

import mentornet.names
from mentornet.names import group_names, match_names, names_no_one, nearly_same, same_person


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(mentornet.names).failed == 0


def test_titles_order_accents_and_signs_are_no_difference():
    ways = {
        "Dr. Ann Lee": ["Lee, Ann", "Ann Lee PhD", "LEE, ANN, MD, PhD", "lee ann", "Prof. Ann M. Lee", "Prof. LEE, Ann"],
        "Siobhán O’Brien-Öztürk": ["O'Brien-Ozturk, Siobhan", "Siobhan O Brien-Öztürk, M.D."],
        "José María de la Cruz y Ortega": ["de la Cruz y Ortega, Jose Maria"],
        "Anne-Marie Smith": ["Annemarie Smith", "Smith, Anne Marie (Cardiology)"],
        "Anh Do": ["Do, Anh", "Anh Do, MD"],
        "Suharto": ["Dr. Suharto"],
        "李 伟": ["李 伟 MD"],
    }  # fmt: skip

    told_apart = [
        (one, other)
        for one, others in ways.items()
        for other in others
        if not same_person(one, other)
    ]

    assert told_apart == []


def test_other_people_are_not_the_same():
    pairs = [
        ("Ann Lee", "Bo Lee"),
        ("Ann K. Lee", "Ann M. Lee"),
        ("Ann Kim Lee", "Ann M. Lee"),
        ("Lee", "Ann Lee"),
        ("A. Lee", "Ann Lee"),
        ("Jon Smith", "John Smith"),
        ("", ""),
        ("Anh Do", "Anh Ma"),
    ]

    assert [pair for pair in pairs if same_person(*pair)] == []


def test_what_may_be_one_person_is_near():
    near = [
        ("A. Lee", "Ann Lee"),
        ("Dr. Lee", "Lee, Ann"),
        ("Ann Lee", "Ann Marie Lee"),
        ("Lindqvst, Jonas", "Jonas Lindqvist"),
        ("Chris Doe", "Christopher Doe"),
    ]
    apart = [
        ("Ann Lee", "Bo Lee"),
        ("Ann K. Lee", "Ann M. Lee"),
        ("Ann Lee", "Bo Kim"),
        ("", "Lee"),
    ]

    assert [pair for pair in near if not nearly_same(*pair)] == []
    assert [pair for pair in apart if nearly_same(*pair)] == []


def test_a_name_of_two_people_is_near_both_and_matched_with_neither():
    people = {"1": "Ann Lee", "2": "Lee, Ann MD", "3": "Ann Lea", "4": "Bo Kim"}

    found = match_names(["Dr. Ann Lee", "Kim, Bo", "Cy Roe", "N/A", ""], people)

    assert found.near == {"Dr. Ann Lee": ("1", "2", "3")}
    assert found.matched == {"Kim, Bo": "4"}
    assert found.unknown == ("Cy Roe",)


def test_names_of_a_list_are_grouped_and_an_initial_joins_no_two_people():
    names = ["Ann Lee", "Lee, Ann", "Ann K. Lee", "Lee, Ann M.", "Dr. Bo Kim", "Bo T. Kim", "TBD"]

    found = group_names(names)

    assert found.first == {
        "Ann Lee": "Ann Lee",
        "Lee, Ann": "Ann Lee",
        "Ann K. Lee": "Ann K. Lee",
        "Lee, Ann M.": "Lee, Ann M.",
        "Dr. Bo Kim": "Dr. Bo Kim",
        "Bo T. Kim": "Dr. Bo Kim",
    }
    assert found.near == (("Ann K. Lee", "Ann Lee"), ("Ann Lee", "Lee, Ann M."))


def test_no_one_is_named_by_what_people_enter_instead():
    assert all(names_no_one(text) for text in ["", " – ", "N/A", "none", "TBD", "Not applicable"])
    assert not names_no_one("Nona Noone")
