"""What a plan holds: nothing is lost between writing, reading and comparing."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evaluations.plans.domain.parts import (
    MOST_ENTRIES,
    PLAN_PARTS,
    Entry,
    add_missing,
    compare_plans,
    entries_of,
    is_begun,
    make_entry,
    read_plan,
    read_plan_part,
    what_may_be_served,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
KEYS = st.integers(min_value=0, max_value=10**6).map(lambda number: f"{number:032x}")


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    keys = draw(st.lists(KEYS, unique=True, max_size=6))
    return [
        make_entry(key, draw(WORDS), serves=draw(KEYS), by=draw(DAYS), done=draw(DAYS))
        for key in keys
    ]


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    slugs = draw(st.sets(st.sampled_from([part.slug for part in PLAN_PARTS])))
    return {slug: {"text": draw(st.just("") | WORDS), "entries": draw(entries())} for slug in slugs}


@given(plans())
def test_every_entry_is_read_once_with_its_words(content: dict[str, Any]) -> None:
    for part, passages in read_plan(content):
        read = {one.key: one.text for one in passages if one.key != "text"}
        written = entries_of(content, part.slug)
        assert sorted(read) == sorted(one["id"] for one in written)
        for one in written:
            assert read[one["id"]].startswith(one["text"])


@given(plans())
def test_targets_are_read_in_the_order_of_their_days(content: dict[str, Any]) -> None:
    by = {one["id"]: one["by"] or "9999" for one in entries_of(content, "targets")}
    passages = read_plan_part(PLAN_PARTS[-1], content)

    days = [by[one.key] for one in passages if one.key != "text"]
    assert days == sorted(days)


@given(plans())
def test_a_plan_beside_itself_has_not_changed(content: dict[str, Any]) -> None:
    assert not any(part.changed for part in compare_plans(content, content))


@given(plans(), plans())
def test_a_part_has_changed_where_it_reads_differently(
    earlier: dict[str, Any], later: dict[str, Any]
) -> None:
    for compared in compare_plans(earlier, later):
        before = {one.key: one.text for one in read_plan_part(compared.part, earlier)}
        after = {one.key: one.text for one in read_plan_part(compared.part, later)}
        assert compared.changed == (before != after)


@given(entries(), entries())
def test_filling_adds_what_is_missing_once_and_changes_nothing(
    there: list[Entry], more: list[Entry]
) -> None:
    filled = add_missing(there, more)

    assert filled[: len(there)] == there
    assert {one["id"] for one in filled} == {one["id"] for one in [*there, *more]}
    assert add_missing(filled, more) == filled
    assert len(add_missing(there, [make_entry(f"{n:032x}", "x") for n in range(99)])) == (
        MOST_ENTRIES
    )


def test_what_an_entry_serves_is_named_in_words() -> None:
    value, goal = make_entry("a" * 32, "Honesty"), make_entry("b" * 32, "A book", serves="a" * 32)
    content = {"values": {"text": "", "entries": [value]}, "long": {"text": "", "entries": [goal]}}

    (passage,) = read_plan_part(PLAN_PARTS[1], content)

    assert passage.text == "A book\nSupports: Honesty"
    assert [part.slug for part, _entries in what_may_be_served(PLAN_PARTS[1], content)] == [
        "values"
    ]
    assert is_begun(content)
    assert not is_begun({"values": {"text": "", "entries": []}})
