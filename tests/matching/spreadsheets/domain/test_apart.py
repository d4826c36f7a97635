"""Not with the same adviser: names compared, and what can't be told is asked."""

from __future__ import annotations

from matching.spreadsheets.domain.apart import Alike, key_of, with_the_same
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.people import people_of
from tests.support.spreadsheets import case, table_of


def sides(text: str):
    table = table_of("Name,Role,Areas,Adviser\n" + text)
    people = people_of(table, guess(table))
    return people.proteges, people.mentors


def test_advisers_are_compared_without_titles_and_order() -> None:
    table = case("same-lab")
    people = people_of(table, guess(table))

    apart = with_the_same(people.proteges, people.mentors)

    names = {one.person.key: one.name for one in (*people.proteges, *people.mentors)}
    assert {(names[one], names[other]) for one, other in apart.pairs} == {
        ("Mentee A", "Prof One"),
        ("Mentee B", "Prof Two"),
        ("Mentee C", "Prof One"),
    }
    assert apart.alike == ()


def test_names_that_look_alike_are_asked_and_kept_apart_until_then() -> None:
    people = sides("Ann,Mentee,x,J. Smith\nBo,Mentor,x,John Smith\nCy,Mentor,x,Dee Roe\n")

    assert with_the_same(*people).pairs == (("ann", "bo"),)
    assert with_the_same(*people).alike == (Alike("J. Smith", "John Smith"),)
    key = key_of("John Smith", "J. Smith")
    assert with_the_same(*people, {key: True}).pairs == (("ann", "bo"),)
    assert with_the_same(*people, {key: False}).pairs == ()
    assert with_the_same(*people, {key: False}).alike[0].same is False


def test_a_mentor_who_is_the_adviser_is_their_own() -> None:
    people = sides('Ann,Mentee,x,"Kim, Bo"\nBo Kim,Mentor,x,\nCy,Mentor,x,N/A\nDee,Mentee,x,N/A\n')

    assert with_the_same(*people).pairs == (("ann", "bo kim"),)


def test_only_names_that_part_someone_are_asked() -> None:
    people = sides("Ann,Mentee,x,J. Smith\nEve,Mentee,x,John Smith\nBo,Mentor,x,Dee Roe\n")

    assert with_the_same(*people).alike == ()
