import pytest

from evaluations.first_steps.domain.contacts import Contact, clean_name, read_lines, usable_address

LINES = {
    "Helena Ash": [Contact("Helena Ash")],
    "Helena Ash, Ruth Sato": [Contact("Helena Ash"), Contact("Ruth Sato")],
    "Ash, Helena": [Contact("Helena Ash")],
    "Ma, Jun": [Contact("Jun Ma")],
    "Dr. Helena Ash, MD, PhD": [Contact("Helena Ash")],
    "1. Helena Ash\n- Ruth Sato": [Contact("Helena Ash"), Contact("Ruth Sato")],
    "Helena Ash <H.Ash@Elsewhere.Example>": [Contact("Helena Ash", ("h.ash@elsewhere.example",))],
    '"Ash, Helena" <h@elsewhere.example>': [Contact("Helena Ash", ("h@elsewhere.example",))],
    "Ash, Helena <h@elsewhere.example>": [Contact("Helena Ash", ("h@elsewhere.example",))],
    "Helena Ash h@elsewhere.example": [Contact("Helena Ash", ("h@elsewhere.example",))],
    "h@elsewhere.example (Helena Ash)": [Contact("Helena Ash", ("h@elsewhere.example",))],
    "mailto:helena.ash@elsewhere.example": [
        Contact("Helena Ash", ("helena.ash@elsewhere.example",))
    ],
    "hash7@elsewhere.example": [Contact("hash7@elsewhere.example", ("hash7@elsewhere.example",))],
    "a.b@x.example, Ruth Sato <r@x.example>; Lena Ort": [
        Contact("A B", ("a.b@x.example",)),
        Contact("Ruth Sato", ("r@x.example",)),
        Contact("Lena Ort"),
    ],
    "Helena Ash <h@nowhere>": [Contact("Helena Ash")],
    "José\u0301 \u200bOrtiz\x00": [Contact("José\u0301 Ortiz")],
    "12345": [],
    "": [],
}


@pytest.mark.parametrize("text", LINES)
def test_lines_become_people(text):
    assert read_lines(text) == LINES[text]


def test_the_same_person_twice_is_once():
    assert read_lines("Helena Ash <h@x.example>\nhelena ash <H@X.example>") == [
        Contact("Helena Ash", ("h@x.example",))
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("MAILTO:H@x.example?subject=Hi", "h@x.example"),
        ("<h@x.example>.", "h@x.example"),
        ("h@x", ""),
        ("h x@x.example", ""),
        ("a" * 250 + "@x.example", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_that_could_exist(text, address):
    assert usable_address(text) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prof. Dr. Helena Ash", "Helena Ash"),
        ("King, Martin, Jr.", "Martin King"),
        ("x" * 300, "x" * 200),
        (" , ", ""),
        ("Dr", "Dr"),
    ],
)
def test_a_name_is_as_it_is_said(text, name):
    assert clean_name(text) == name


@pytest.mark.parametrize("text", ["a" * 19_990 + " @", "h@x.example" + " " * 19_900 + "x"])
def test_a_long_line_ends_soon(text):
    assert len(read_lines(text)) <= 1
