"""Whom people name, and who may be meant."""

from __future__ import annotations

from matching.spreadsheets.domain.apart import Alike, key_of
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.naming import resolved
from matching.spreadsheets.domain.people import people_of
from tests.support.spreadsheets import table_of


def test_choices_are_found_without_titles_and_near_ones_are_listed() -> None:
    table = table_of(
        "Name,Role,Areas,1st choice mentor\n"
        'Ann,Mentee,x,"Prof. RUIZ, Carla"\nBea,Mentee,x,Karla Ruiz\nCy,Mentee,x,Ruiz\nDee,Mentee,x,Noone Known\n'
        '"Carla Ruiz, MD",Mentor,x,\n'
    )

    people = people_of(table, guess(table))
    found = resolved(people)

    assert found.wishes["protege_choices"] == {
        "ann": ("carla ruiz",),
        "bea": (),
        "cy": ("carla ruiz",),
        "dee": (),
    }
    assert [(one.row, one.message) for one in found.people.problems if one.value != "x"] == [
        (3, "We aren’t sure whether this is Carla Ruiz, MD."),
        (
            5,
            "We found no one with this name among the people they could be matched with. Check the spelling.",
        ),
    ]
    assert found.alike == (Alike("Karla Ruiz", "Carla Ruiz, MD"),)
    for is_same, keys in ((True, ("carla ruiz",)), (False, ())):
        answered = resolved(people, {key_of("Karla Ruiz", "Carla Ruiz"): is_same})
        assert answered.wishes["protege_choices"]["bea"] == keys
        assert answered.alike[0].same is is_same


def test_who_may_be_meant_is_kept_apart_until_it_is_said() -> None:
    table = table_of(
        "Name,Role,Areas,Not to be matched with,Supervisor\n"
        "Ann,Mentee,x,B. Kim,Cyrs Roe\nBo Kim,Mentor,x,,\nCyrus Roe,Mentor,x,,\n"
    )
    people = people_of(table, guess(table))

    found = resolved(people)
    assert found.wishes["protege_not_with"] == {"ann": ("bo kim",)}
    assert found.people.proteges[0].person.above == ("cyrus roe",)

    found = resolved(people, {one.key: False for one in found.alike})
    assert found.wishes["protege_not_with"] == {"ann": ()}
    assert found.people.proteges[0].person.above == ()
