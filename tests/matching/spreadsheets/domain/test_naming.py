"""Whom people name, and who may be meant."""

from __future__ import annotations

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

    people, wishes = resolved(people_of(table, guess(table)))

    assert wishes["protege_choices"] == {
        "ann": ("carla ruiz",),
        "bea": (),
        "cy": ("carla ruiz",),
        "dee": (),
    }
    assert [
        (one.row, one.message.partition(",")[0]) for one in people.problems if one.value != "x"
    ] == [
        (3, "We aren’t sure who this is. If it is Carla Ruiz"),
        (
            5,
            "We found no one with this name among the people they could be matched with. Check the spelling.",
        ),
    ]
