"""Two versions side by side: nothing lost, nothing invented, and only differences marked."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from profiles.assessment.domain.comparison import (
    ADDED,
    MOST_WORDS,
    REMOVED,
    SAME,
    Span,
    compare_versions,
    mark_differences,
)

texts = st.text(alphabet="ab \n", max_size=60) | st.text(max_size=60)


def goal(identity: str, text: str) -> dict[str, Any]:
    return {
        "id": identity,
        "horizon": "short",
        "text": text,
        "value_served": "",
        "target_date": None,
        "targets": [],
    }


def joined(spans: tuple[Span, ...], kind: str | None = None) -> str:
    return "".join(span.text for span in spans if kind in (None, span.kind))


@given(texts, texts)
def test_each_side_gives_its_text_back(before: str, after: str) -> None:
    left, right = mark_differences(before, after)
    assert (joined(left), joined(right)) == (before, after)
    assert {span.kind for span in left} <= {SAME, REMOVED}
    assert {span.kind for span in right} <= {SAME, ADDED}


@given(texts, texts)
def test_what_is_called_the_same_is_the_same(before: str, after: str) -> None:
    left, right = mark_differences(before, after)
    assert joined(left, SAME) == joined(right, SAME)


@given(texts)
def test_unchanged_text_has_no_marks(text: str) -> None:
    left, right = mark_differences(text, text)
    assert left == right == ((Span(SAME, text),) if text else ())


@given(st.dictionaries(st.sampled_from(["mission", "success", "core_values"]), texts))
def test_version_beside_itself_is_unchanged(answers: dict[str, str]) -> None:
    content = {"1": answers}
    assert [part.changed for part in compare_versions(content, content)] == [False] * 8


def test_one_word_more_marks_one_word() -> None:
    left, right = mark_differences("Heal children", "Heal children gladly")
    assert left == (Span(SAME, "Heal children"),)
    assert right == (Span(SAME, "Heal children"), Span(ADDED, " gladly"))


def test_long_texts_are_compared_by_lines() -> None:
    before = "word " * MOST_WORDS
    left, right = mark_differences(f"{before}\nlast", f"{before}\nlatest")
    assert left == (Span(SAME, f"{before}\n"), Span(REMOVED, "last"))
    assert right == (Span(SAME, f"{before}\n"), Span(ADDED, "latest"))


def test_reworded_goal_stands_beside_its_earlier_wording() -> None:
    earlier = {"2": {"goals": [goal("a", "Write"), goal("b", "Rest")]}}
    later = {"2": {"goals": [goal("c", "Teach"), goal("a", "Write more")]}}
    passages = compare_versions(earlier, later)[1].passages
    assert [(joined(one.before), joined(one.after)) for one in passages] == [
        ("", "Teach"),
        ("Write", "Write more"),
        ("Rest", ""),
    ]


def test_goal_moved_in_the_list_is_unchanged() -> None:
    one, other = goal("a", "Write"), goal("b", "Rest")
    (part,) = [
        part
        for part in compare_versions({"2": {"goals": [one, other]}}, {"2": {"goals": [other, one]}})
        if part.passages
    ]
    assert part.changed is False
