"""People as they are pasted: from emails, spreadsheets, minutes and signatures."""

import pytest

from mentornet.names import without_titles
from profiles.people.picking.domain.reading import read_people


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("Ada Okafor", [("Ada Okafor",)]),
        ("Okafor, Ada", [("Ada Okafor",)]),
        ("Okafor, Ada, MD, PhD", [("Ada Okafor",)]),
        ("Dr. Ada Okafor, M.D.", [("Ada Okafor",)]),
        ("Ada Okafor, Ben Sato", [("Ada Okafor", "Ben Sato")]),
        ("Okafor, Ada; Sato, Ben", [("Ada Okafor",), ("Ben Sato",)]),
        ("Okafor, Ada, Sato, Ben", [("Ada Okafor", "Ben Sato")]),
        ("Okafor\tAda\tAssistant Professor", [("Okafor Ada",)]),
        ("1. Ada Okafor\n2) Ben Sato\n• Cy Lee", [("Ada Okafor",), ("Ben Sato",), ("Cy Lee",)]),
        ('"Ada Okafor" (Cardiology)', [("Ada Okafor",)]),
        (" \n;,\n--\n", []),
    ],
)
def test_names_are_read_in_the_form_in_which_they_are_pasted(text, likeliest) -> None:
    assert [one.readings[0] for one in read_people(text)] == likeliest


def test_several_emails_on_a_line_keep_the_name_before_each() -> None:
    read = read_people("Okafor, Ada <ada@school.edu>, Ben Sato <ben@school.edu>\tcy@school.edu")

    assert [(one.email, one.readings[:1]) for one in read] == [
        ("ada@school.edu", (("Ada Okafor",),)),
        ("ben@school.edu", (("Ben Sato",),)),
        ("cy@school.edu", ()),
    ]


def test_a_degree_that_is_someones_name_stays() -> None:
    names = ("Anh Do", "Jun Ma", "Prof. Anh Do MD")
    assert [without_titles(one) for one in names] == ["Anh Do", "Jun Ma", "Anh Do"]
