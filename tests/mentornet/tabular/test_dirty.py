"""Dirty tables are read with the same people, or refused with the row, the column and what to do."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentornet.tabular.kinds import plain
from mentornet.tabular.tables import Table, UnreadableFile, read_table
from tests.mentornet.tabular.mess import COMPARED, PEOPLE, READ, REFUSED, Mess
from tests.support.examples import examples

PLACE = re.compile(r"\b([Rr]ow|[Ll]ines?) \d+")
TO_DO = re.compile(r"\b(Save|Put|Format|Add|Fix|Delete|Separate|give)\b")


def people_in(table: Table) -> list[list[str]]:
    headings = [plain(header) for header in table.headers]
    places = [headings.index(plain(name)) for name in COMPARED]
    return [[row.cells[at] for at in places] for row in table.rows]


def outcome(content: bytes) -> tuple[list[list[str]], str]:
    """Return the people of a file, or why it was refused."""
    try:
        table = read_table(io.BytesIO(content))
        table.refuse_problems()
    except UnreadableFile as error:
        return [], str(error.message)
    return people_in(table), ""


CLEAN = [person[: len(COMPARED)] for person in PEOPLE]


def test_there_are_forty_ways_and_each_is_read_with_the_same_people() -> None:
    assert len(READ) >= 40
    wrong = {}
    for way in READ:
        way(mess := Mess())
        found, refusal = outcome(mess.written())
        if found != CLEAN:
            wrong[way.__name__] = refusal or found
    assert wrong == {}


def test_what_cannot_be_told_is_refused_with_its_place_and_what_to_do() -> None:
    wrong = {}
    for way in REFUSED:
        way(mess := Mess())
        found, refusal = outcome(mess.written())
        if found or not PLACE.search(refusal) or not TO_DO.search(refusal):
            wrong[way.__name__] = refusal or found
    assert wrong == {}


@pytest.mark.generated
@settings(max_examples=examples(400), deadline=None)
@given(ways=st.lists(st.sampled_from(READ + REFUSED), min_size=2, max_size=3, unique=True))
def test_ways_together_never_change_people_in_silence(ways) -> None:
    mess = Mess()
    for way in ways:
        way(mess)

    found, refusal = outcome(mess.written())

    assert found == CLEAN or (PLACE.search(refusal) and TO_DO.search(refusal)), refusal
