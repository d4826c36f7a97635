"""Two versions side by side, of a self-assessment or of a plan, with the words that differ marked. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Generic, TypeVar

from profiles.assessment.domain.parts import PARTS, Part, Passage, read_part

AnyPart = TypeVar("AnyPart")
SAME, REMOVED, ADDED = "same", "removed", "added"
# Past this many words the comparison goes by lines, so that a long text cannot stall a page.
MOST_WORDS = 3000


@dataclass(frozen=True)
class Span:
    """A run of text that both sides have (`same`), or only one (`removed`, `added`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class PassageComparison:
    label: str
    before: tuple[Span, ...]
    after: tuple[Span, ...]

    @property
    def changed(self) -> bool:
        return any(span.kind != SAME for span in self.before + self.after)


@dataclass(frozen=True)
class PartComparison(Generic[AnyPart]):
    part: AnyPart
    passages: tuple[PassageComparison, ...]

    @property
    def changed(self) -> bool:
        return any(passage.changed for passage in self.passages)


def compare_versions(
    earlier: Mapping[str, Any], later: Mapping[str, Any]
) -> tuple[PartComparison[Part], ...]:
    """Compare the contents of two versions of a self-assessment, part by part.

    Goals are matched by their identity and needs by area and role, so that a goal that was
    reworded stands beside its earlier wording. What only the earlier version has comes last.
    """
    return compare_parts(PARTS, read_part, earlier, later)


def compare_parts(
    parts: Iterable[AnyPart],
    read: Callable[[AnyPart, Mapping[str, Any]], tuple[Passage, ...]],
    earlier: Mapping[str, Any],
    later: Mapping[str, Any],
) -> tuple[PartComparison[AnyPart], ...]:
    """Compare two contents, part by part, by the passages that *read* finds in each."""
    return tuple(
        PartComparison(part, compare_passages(read(part, earlier), read(part, later)))
        for part in parts
    )


def compare_passages(
    earlier: tuple[Passage, ...], later: tuple[Passage, ...]
) -> tuple[PassageComparison, ...]:
    """Compare passages by their keys, in the later order; what only *earlier* has comes last."""
    before = {passage.key: passage for passage in earlier}
    after = {passage.key: passage for passage in later}
    compared = []
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        label = new.label if new else before[key].label
        spans = mark_differences(old.text if old else "", new.text if new else "")
        compared.append(PassageComparison(str(label), *spans))
    return tuple(compared)


def mark_differences(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return *before* and *after* cut into spans; joined, each side gives its text back."""
    old, new = _tokens(before), _tokens(after)
    if len(old) + len(new) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    left: list[Span] = []
    right: list[Span] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kinds = (SAME, SAME) if tag == "equal" else (REMOVED, ADDED)
        for side, kind, tokens in ((left, kinds[0], old[i1:i2]), (right, kinds[1], new[j1:j2])):
            if tokens:
                side.append(Span(kind, "".join(tokens)))
    return tuple(left), tuple(right)


def _tokens(text: str) -> list[str]:
    """Words and the space between them, each on its own: a word added at the end marks no other."""
    return re.findall(r"\s+|\S+", text)
