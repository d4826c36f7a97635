"""Instruments: judged before anything is kept, read from files, taken from ours, retired."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from evaluations.models import Instrument
from evaluations.surveys.domain.instrument_file import read_items
from evaluations.surveys.domain.instrument_texts import BUILT_IN
from evaluations.surveys.domain.instruments import (
    InstrumentDraft,
    ItemDraft,
    choices,
    drafted,
    faults_of,
    find_instrument,
    load_instrument,
    retire_instrument,
    take_instrument,
)
from evaluations.surveys.errors import BadInstrument, InstrumentInUse
from mentornet.tabular.reading import UnreadableFile
from tests.evaluations.surveys.builders import (
    DRAFT,
    STEPS,
    actor,
    asked,
    instrument_of,
    over,
    program_with,
)
from tests.factories import InstitutionFactory

ONE = ItemDraft("How is it?", labels=STEPS)


@pytest.mark.parametrize("key", BUILT_IN)
def test_ours_are_without_fault(key):
    assert faults_of(drafted(BUILT_IN[key])) == []


@pytest.mark.parametrize(
    ("items", "place"),
    [
        ((), (None, "items")),
        ((ONE,) * 61, (None, "items")),
        ((replace(ONE, text=" "),), (0, "text")),
        ((replace(ONE, text="x" * 401),), (0, "text")),
        ((ONE, replace(ONE, text="HOW is it?")), (1, "text")),
        ((replace(ONE, part="x" * 81),), (0, "part")),
        ((replace(ONE, labels=("One",)),), (0, "labels")),
        ((replace(ONE, labels=("A",) * 12),), (0, "labels")),
        ((replace(ONE, labels=("A", " ")),), (0, "labels")),
        ((replace(ONE, lowest=2),), (0, "lowest")),
        ((replace(ONE, labels=(), highest=0),), (0, "highest")),
        ((replace(ONE, labels=(), lowest=0, highest=100_001),), (0, "highest")),
        ((replace(ONE, labels=(), highest=9, part="P"),), (0, "part")),
        ((replace(ONE, labels=(), highest=9, turned=True),), (0, "turned")),
        (
            (replace(ONE, part="P"), replace(ONE, text="And?", part="P", labels=("A", "B"))),
            (1, "labels"),
        ),
        (tuple(replace(ONE, text=f"{n}?", part=f"P{n}") for n in range(16)), (None, "items")),
    ],
)
def test_faults_stand_where_they_are(items, place):
    found = [(one.item, one.field) for one in faults_of(InstrumentDraft("Ours", items=items))]
    assert place in found


@given(
    st.builds(ItemDraft, text=st.text(max_size=9), labels=st.lists(st.text(max_size=3)).map(tuple))
)
def test_judging_never_breaks(item):
    assert all(one.message for one in faults_of(InstrumentDraft("Ours", items=(item,))))


@pytest.mark.django_db
def test_loading_keeps_all_or_nothing():
    here = InstitutionFactory()
    bad = InstrumentDraft("Ours", items=(ONE, replace(ONE, text="")))
    with pytest.raises(BadInstrument) as caught:
        load_instrument(here, draft=bad, actor=None)
    assert [(one.item, one.field) for one in caught.value.faults] == [(1, "text")]
    assert Instrument.objects.count() == 0

    row = load_instrument(here, draft=DRAFT, actor=actor())
    assert [
        (one.text, one.kind, one.lowest, one.highest, one.turned) for one in row.items.all()
    ] == [
        ("They help", "scale", 1, 5, False),
        ("They cost too much", "scale", 1, 5, True),
        ("Do you have a mentor?", "scale", 0, 1, False),
        ("How many were there?", "number", 0, 50, False),
    ]
    with pytest.raises(BadInstrument):
        load_instrument(here, draft=DRAFT, actor=None)


@pytest.mark.django_db
def test_ours_is_taken_once_and_in_the_words_of_the_one_who_takes_it():
    here = InstitutionFactory()
    with override("en"):
        first = take_instrument(here, key="work", actor=None)

    assert take_instrument(here, key="work", actor=None) == first
    assert first.items.count() == 12
    assert [key for key, _name in choices(here)] == [
        "mentoring",
        "work",
        "mentor-confidence",
        "year",
        "year-later",
    ]
    assert find_instrument("work", here, actor=None) == first
    assert find_instrument(str(first.pk), InstitutionFactory(), actor=None) is None


@pytest.mark.django_db
def test_retiring_waits_for_the_end_keeps_what_was_asked_and_frees_the_name():
    program = program_with("protege")
    survey = asked(program)
    row = survey.instrument
    with pytest.raises(InstrumentInUse):
        retire_instrument(row, actor=actor())

    over(survey)
    retire_instrument(row, actor=actor())
    row.refresh_from_db()
    assert row.retired_at is not None
    assert str(row.pk) not in dict(choices(program.institution))
    again = load_instrument(program.institution, draft=DRAFT, actor=None)

    retire_instrument(again, actor=actor())
    assert list(Instrument.objects.all()) == [row]


def sheet_of(*rows: tuple[str, ...], sign: str = ",") -> BytesIO:
    text = StringIO()
    csv.writer(text, delimiter=sign).writerows(rows)
    return BytesIO(text.getvalue().encode())


HEADER = ("Question", "Part", "Answers", "Lowest", "Highest", "Reverse")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_file_is_read_whatever_separates_its_cells(sign):
    sheet = read_items(
        sheet_of(
            HEADER,
            ("They help, mostly", "Worth", "No | Rather; not|Yes", "0", "", "x"),
            ("", "", "", "", "", ""),
            ("How many?", "", "", "", "30", ""),
            sign=sign,
        )
    )
    assert sheet.items == (
        ItemDraft("They help, mostly", "Worth", ("No", "Rather; not", "Yes"), 0, 100, turned=True),
        ItemDraft("How many?", "", (), 0, 30),
    )
    assert (sheet.rows, sheet.faults) == ((2, 4), ())


def test_workbook_is_read_too():
    book, written = Workbook(), BytesIO()
    book.active.append(["question", "answers", "lowest"])
    book.active.append(["How is it?", "Bad|Good", 0])
    book.save(written)
    written.seek(0)
    assert read_items(written).items == (ItemDraft("How is it?", "", ("Bad", "Good"), 0, 100),)


def test_cells_that_are_no_number_are_told_by_row_and_column():
    sheet = read_items(sheet_of(HEADER, ("How?", "", "A|B", "one", "", "perhaps")))
    assert [(one.row, one.column) for one in sheet.faults] == [(2, "lowest"), (2, "turned")]


def test_titles_above_are_passed_over_and_lost_characters_told_by_row_and_column():
    sheet = read_items(
        sheet_of(("Questions of 2026",), (), HEADER, ("How\ufffd?",), ("Why?",), ("Total: 2",))
    )
    assert [item.text for item in sheet.items] == ["How\ufffd?", "Why?"]
    assert [str(one) for one in sheet.faults] == [
        "Row 4, question: It has characters that were lost when the file was saved. Save it as CSV UTF-8 or .xlsx."
    ]


@pytest.mark.parametrize(
    "file",
    [
        sheet_of(("name", "words")),
        sheet_of(HEADER),
        BytesIO(b""),
        BytesIO(b"\x00\x01" * 40),
        sheet_of(HEADER, *[("Why?", "", "", "", "", "")] * 1_001),
    ],
)
def test_what_is_no_list_of_questions_is_refused(file):
    with pytest.raises(UnreadableFile):
        read_items(file)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_nothing_but_a_refusal_comes_out(content):
    try:
        sheet = read_items(BytesIO(content))
    except UnreadableFile:
        return
    assert len(sheet.items) == len(sheet.rows) > 0


@pytest.mark.django_db
def test_helper_makes_one_instrument_an_institution():
    here = InstitutionFactory()
    assert instrument_of(here) == instrument_of(here)
