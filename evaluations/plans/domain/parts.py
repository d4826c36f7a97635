"""The parts of an academic development plan [P]: what each asks, how it is read and compared.

Pure. Values come first; goals are derived from them, skills and projects from the goals, and each
target is a step with a date. An entry may say what it serves, so that the line from a value to next
month's step can be followed. Stored content is {slug: {"text": "…", "entries": [entry, …]}}, an
entry {"id", "text", "serves", "by", "done"} with days as year-month-day and "" for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from profiles.assessment.domain.comparison import PartComparison, compare_parts
from profiles.assessment.domain.parts import Passage, Question, day_words

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

MOST_ENTRIES = 40
Entry = dict[str, str]


@dataclass(frozen=True)
class PlanPart:
    """One part: its entries, which parts they may serve, and whether they have days."""

    number: int
    slug: str
    title: Words
    lead: Words
    entry: Words
    question: Question | None = None
    serves: tuple[str, ...] = ()
    has_by: bool = False
    has_done: bool = False


PLAN_PARTS: tuple[PlanPart, ...] = (
    PlanPart(
        1,
        "values",
        _("Values"),
        _("What stays important to you even when the rest of the plan changes."),
        _("Value"),
        Question(
            "text",
            _("Why I do this work"),
            _("Also say how you would know, years from now, that it went well."),
        ),
    ),
    PlanPart(
        2,
        "long",
        _("Long-term goals"),
        _("Where you want to be in five to ten years. Two or three goals are plenty."),
        _("Long-term goal"),
        serves=("values",),
        has_by=True,
    ),
    PlanPart(
        3,
        "short",
        _("Short-term goals"),
        _("What needs to happen in one to five years to reach your long-term goals."),
        _("Short-term goal"),
        serves=("long", "values"),
        has_by=True,
    ),
    PlanPart(
        4,
        "skills",
        _("Skills"),
        _("What you need to learn or do better."),
        _("Skill to build"),
        Question(
            "text",
            _("My strengths"),
            _("What you already do well and what gives you energy."),
        ),
        serves=("short", "long"),
    ),
    PlanPart(
        5,
        "projects",
        _("Projects"),
        _("The projects that get you there: a study, a course, a clinic, a paper."),
        _("Project"),
        serves=("short", "long", "skills"),
        has_by=True,
    ),
    PlanPart(
        6,
        "targets",
        _("Targets and dates"),
        _("Steps small enough that you can say if they are done on their due date."),
        _("Target"),
        serves=("projects", "skills", "short", "long"),
        has_by=True,
        has_done=True,
    ),
)
PLAN_PART_BY_SLUG: dict[str, PlanPart] = {part.slug: part for part in PLAN_PARTS}


def entries_of(content: Mapping[str, Any], slug: str) -> list[Entry]:
    """Return the entries of one part, in their order."""
    return list(content.get(slug, {}).get("entries", ()))


def text_of(content: Mapping[str, Any], slug: str) -> str:
    """Return the free text of one part."""
    return str(content.get(slug, {}).get("text", ""))


def is_begun(content: Mapping[str, Any]) -> bool:
    """Return whether anything stands in any part."""
    return any(entries_of(content, part.slug) or text_of(content, part.slug) for part in PLAN_PARTS)


def what_may_be_served(
    part: PlanPart, content: Mapping[str, Any]
) -> Iterator[tuple[PlanPart, list[Entry]]]:
    """The entries that one of *part* may serve, by their part; parts without any are left out."""
    for slug in part.serves:
        if found := entries_of(content, slug):
            yield PLAN_PART_BY_SLUG[slug], found


def read_plan_part(part: PlanPart, content: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Return what *content* says in *part*; targets in the order of their days."""
    named = {
        entry["id"]: entry["text"] for slug in part.serves for entry in entries_of(content, slug)
    }
    entries = entries_of(content, part.slug)
    if part.has_done:
        entries.sort(key=lambda entry: entry["by"] or "9999")
    passages = [_read_entry(part, entry, named) for entry in entries]
    text = text_of(content, part.slug)
    if part.question and text:
        passages.append(Passage("text", part.question.label, text))
    return tuple(passages)


def read_plan(content: Mapping[str, Any]) -> list[tuple[PlanPart, tuple[Passage, ...]]]:
    """All parts with what stands in them."""
    return [(part, read_plan_part(part, content)) for part in PLAN_PARTS]


def compare_plans(
    earlier: Mapping[str, Any], later: Mapping[str, Any]
) -> tuple[PartComparison[PlanPart], ...]:
    """Two versions, part by part; an entry that was reworded stands beside its earlier wording."""
    return compare_parts(PLAN_PARTS, read_plan_part, earlier, later)


def add_missing(entries: list[Entry], more: Iterable[Entry]) -> list[Entry]:
    """*entries* with those of *more* whose id is not among them, as far as there is room."""
    known = {entry["id"] for entry in entries}
    return [*entries, *(one for one in more if one["id"] not in known)][:MOST_ENTRIES]


def make_entry(
    key: str, text: str, *, serves: str = "", by: date | None = None, done: date | None = None
) -> Entry:
    """An entry as it is stored."""
    return {
        "id": key,
        "text": text,
        "serves": serves,
        "by": by.isoformat() if by else "",
        "done": done.isoformat() if done else "",
    }


def _read_entry(part: PlanPart, entry: Entry, named: Mapping[str, str]) -> Passage:
    lines = [entry["text"]]
    if entry["serves"] in named:
        lines.append(str(_("Supports: %s") % named[entry["serves"]]))
    if entry["done"]:
        lines.append(str(_("Done on %s") % day_words(entry["done"])))
    elif entry["by"]:
        lines.append(str(_("Due %s") % day_words(entry["by"])))
    return Passage(entry["id"], part.entry, "\n".join(lines))
