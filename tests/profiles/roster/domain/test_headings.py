"""What headings of exports mean."""

from profiles.roster.domain.headings import Why, is_known, keyed, level_of, meanings


def columns(*headers: str, chosen=None, remembered=None) -> list[str]:
    found = meanings(headers, [], chosen=chosen or {}, remembered=remembered or {})
    return [one.column for one in found]


def test_headings_of_personnel_systems_are_known_by_their_words():
    workday = ("Employee ID", "Legal Last Name", "Legal First Name", "Work Email", "Personal Email")
    assert columns(*workday) == ["external_id", "family_name", "given_name", "email", ""]
    more = (
        "Emplid",
        "Name",
        "Business Title",
        "Manager",
        "Manager ID",
        "Original Hire Date",
        "Manager Email",
    )
    assert columns(*more) == [
        "external_id",
        "name",
        "title",
        "",
        "supervisor_external_id",
        "start_date",
        "",
    ]


def test_levels_of_units_make_one_path_and_a_cost_center_only_stands_in_for_none():
    assert columns("School", "Department", "Division", "Cost Center") == ["unit"] * 3 + [""]
    assert columns("Cost Center", "Supervisory Organization") == ["", "unit"]
    assert columns("Academic Unit", "Division") == ["unit"] * 2
    assert columns("Home Unit", "Department", "Division") == ["", "unit", "unit"]
    ordered = sorted(("Division", "School", "Academic Unit", "Department"), key=level_of)
    assert ordered == ["School", "Academic Unit", "Department", "Division"]


def test_what_was_said_comes_before_what_is_known_and_no_column_is_taken_twice():
    said = {"Mail": "email", "Email": ""}
    assert columns("Email", "Mail", chosen=said) == ["", "email"]
    assert columns("Email", "Mail", remembered={"mail": "email"}) == ["", "email"]
    found = meanings(["Email", "Mail"], [], chosen={}, remembered={})
    assert (found[1].why, found[1].instead) == (Why.TWICE, "Email")
    twice = meanings(["A", "B"], [], chosen={"A": "email", "B": "email"}, remembered={})
    assert [one.why for one in twice] == [Why.CHOSEN, Why.TWICE]


def test_equal_headings_are_told_apart_and_examples_are_shown():
    assert keyed(["Unit", "Email", "Unit"]) == ["Unit", "Email", "Unit (2)"]
    (one,) = meanings(["x"], [["a"], [""], ["a"], ["b"]], chosen={}, remembered={})
    assert one.examples == ("a", "b")
    assert is_known("Worker’s Manager")
    assert not is_known("Favorite color")
