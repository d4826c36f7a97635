"""What columns mean: guessed by headings and answers, with how sure and why."""

from __future__ import annotations

from matching.spreadsheets.domain.columns import Field
from matching.spreadsheets.domain.guessing import Guess, Sure, guess, guesses
from tests.support.spreadsheets import case, table_of


def test_columns_of_a_form_export_are_guessed(export) -> None:
    assert list(guess(export).values()) == [
        Field.WHEN,
        Field.EMAIL,
        Field.NAME,
        Field.SIDE,
        Field.RANK,
        Field.UNIT,
        Field.AREAS,
        Field.GOALS,
        Field.CHOICES,
        Field.AREAS,
        Field.CAPACITY,
        Field.IGNORE,
        Field.MODES,
        Field.NOT_WITH,
        Field.IGNORE,
    ]


def test_long_questions_are_guessed_and_each_guess_says_how_sure() -> None:
    found = guesses(case("microsoft-forms"))

    assert [(one.meant, one.sure) for one in found.values()] == [
        (Field.IGNORE, Sure.YES),
        (Field.IGNORE, Sure.YES),
        (Field.WHEN, Sure.YES),
        (Field.IGNORE, Sure.YES),
        (Field.IGNORE, Sure.YES),
        (Field.EMAIL, Sure.YES),
        (Field.NAME, Sure.YES),
        (Field.SIDE, Sure.YES),
        (Field.AREAS, Sure.LIKELY),
        (Field.CAPACITY, Sure.YES),
    ]


def test_answers_overrule_a_heading_that_they_do_not_fit() -> None:
    table = table_of(
        "Contact,Rank,Is there a mentor you would prefer?,Supervisor email,Level,Wie viele?\n"
        "a@x.example,1,Yes,boss@x.example,Assistant Professor,3\n"
        "b@x.example,2,No,boss@x.example,Instructor,3\n"
    )

    assert list(guess(table).values()) == [
        Field.EMAIL,
        Field.CHOICE_PLACE,
        Field.CHOICES,
        Field.SUPERVISOR,
        Field.RANK,
        Field.IGNORE,
    ]
    assert guesses(table)[2].sure == Sure.NO


def test_an_address_that_is_the_same_for_everyone_is_none() -> None:
    table = table_of("Email,Name\nanonymous,Ann\nanonymous,Bo\n")

    assert guesses(table)[0] == Guess(Field.IGNORE, Sure.YES, "It says “anonymous” for everyone.")


def test_of_two_columns_for_one_thing_the_surest_and_fullest_is_used() -> None:
    table = table_of(
        "Your email,E-mail (again),Name\nann@x.example,,Ann\nbo@x.example,bo@x.example,Bo\n"
    )

    found = guesses(table)

    assert [one.meant for one in found.values()] == [Field.EMAIL, Field.IGNORE, Field.NAME]
    assert found[1].why == "We use the column “Your email” for this."


def test_a_list_of_mentees_with_their_mentors_is_one_row_a_choice() -> None:
    table = table_of(
        "Mentee,Dept.,Lab,Mentor ranked,Preference,F7\n"
        '"Lee, Ann",Medicine,Smith Lab,Bo Kim,1,x; y\n"Lee, Ann",Medicine,Smith Lab,Cy Roe,2,y; z\n'
    )

    assert list(guess(table).values()) == [
        Field.NAME,
        Field.UNIT,
        Field.NOT_SAME,
        Field.CHOICES,
        Field.CHOICE_PLACE,
        Field.TERMS,
    ]


def test_addresses_that_a_tool_knows_are_used_where_no_one_typed_any() -> None:
    head = "StartDate,EndDate,Status,Finished,ResponseId,RecipientEmail,Q1"
    row = "2026-03-02 09:00:01,2026-03-02 09:04:10,IP Address,True,R_1,ann@x.example,Ann"

    found = guess(table_of(f"{head}\n{row}\n"))
    both = guess(table_of(f"{head},E-mail\n{row},lee@x.example\n"))

    assert found[5] == Field.EMAIL
    assert (both[5], both[7]) == (Field.IGNORE, Field.EMAIL)


def test_what_was_corrected_before_counts_but_not_for_headings_that_say_nothing() -> None:
    table = table_of("Mentor,Q2,Topics\nAnn,x,y\n")

    found = guesses(table, {"topics": Field.GOALS, "q2": Field.RANK})

    assert found[2] == Guess(Field.GOALS, Sure.REMEMBERED)
    assert found[1].meant == Field.IGNORE


def test_two_questions_of_yes_or_no_tell_the_sides() -> None:
    table = table_of(
        "Name,Would you like to be a mentor?,Would you like a mentor?,Do you want to be mentored in Spanish?\n"
        "Ann,Yes,No,Spanish\nBo,No,Yes,English\nCy,yes,yes,Spanish\n"
    )

    assert list(guess(table).values())[:3] == [Field.NAME, Field.IS_MENTOR, Field.IS_MENTEE]
    assert guess(table)[3] not in (Field.IS_MENTOR, Field.IS_MENTEE)


def test_a_column_of_sides_counts_before_questions_of_yes_or_no() -> None:
    table = table_of("Name,Type,Are you a mentor?\nAnn,mentor,Yes\nBo,mentee,No\n")

    assert list(guess(table).values()) == [Field.NAME, Field.SIDE, Field.IGNORE]


def test_codes_of_redcap_are_no_answers() -> None:
    table = table_of(
        "record_id,first_name,role,rank,max_mentees,needs___1,form_complete\n1,Ann,1,2,3,1,2\n2,Bo,2,4,1,0,2\n"
    )

    found = guesses(table)
    assert (found[2].meant, found[3].meant, found[4].meant) == (
        Field.IGNORE,
        Field.IGNORE,
        Field.CAPACITY,
    )
    assert "Export the file with labels" in found[3].why
