"""What the headings of a file mean: as someone said before, as they are documented, or by their words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.columns import (
    BY_NAME,
    LONGEST_HEADING,
    NAME,
    TITLE,
    TITLE_AND_UNIT,
    column_of,
    plain,
)

EXAMPLES = 3
UNUSED = ""
"""What is chosen for a heading that means no column."""
COLUMNS = (*BY_NAME, NAME, TITLE, TITLE_AND_UNIT)
MANY = frozenset({"unit"})
"""Columns that several headings can make together: a school, a department, and a division."""
_LEVELS = (
    re.compile(r"\b(school|college|institute|campus)\b"),
    re.compile(r"^(academic|home|primary) unit( name)?$"),
    re.compile(r"\b(department|dept|departamento)\b"),
    re.compile(r"\b(division|section|service)\b"),
)
_ANY_UNIT, _DEPARTMENT = 1, 2
_NOT_THE_PERSON = re.compile(
    r"\b(manager|supervisor|supervisory|chief|chair|assistant|emergency|spouse|delegate|mentor)\b"
)
# The words of a heading → its column; of several for one column the earlier one is likelier.
_WORDS = tuple(
    (column, re.compile(words))
    for column, words in (
        ("supervisor_external_id", r"\b(manager|supervisor|chief|chair|reports to)\b.*\b(id|number|no|num|emplid)\b"),
        ("supervisor_external_id", r"^(direct |current |worker s |primary )*(manager|supervisor|reports to)( name)?( level 0?1)?$"),
        ("supervisor_external_id", r"^(division |section )?chief( name)?$|^(department )?chair( name)?$"),
        ("external_id", r"^(employee|worker|empl|emp|faculty|staff|person|university|campus)( s)? ?(id|number|no|num)$"),
        ("external_id", r"^(emplid|eid|uid|net ?id|banner id|id number|hr id|payroll id|employee|person number)$"),
        ("external_id", r"\b(employee|worker|emplid|faculty|staff|personnel)\b.*\b(id|number|no)\b"),
        ("email", r"\b(work|business|university|institutional|campus|school|office|primary)\b.*\be ?mail\b"),
        ("email", r"\be ?mail\b.*\b(work|business|university|institutional|campus|primary)\b"),
        ("email", r"^(?!.*\b(home|personal|other|secondary|private|alternate)\b).*\be ?mail\b"),
        ("given_name", r"^(first|given)( name)?$|^(preferred|common|goes by) (first|given) name$"),
        ("given_name", r"\b(first|given)\b.*\bnames?\b|\bname\b.*\b(first|given)\b|^nombres?$"),
        ("family_name", r"^(last|family)( name)?$|^(preferred|common) (last|family) name$"),
        ("family_name", r"\b(last|family)\b.*\bnames?\b|\bname\b.*\b(last|family)\b|\bsurname\b|^apellidos?$"),
        ("name", r"^(full |complete |display |preferred |legal |worker |employee |faculty |person |member )*name$"),
        ("name", r"^(worker|employee|faculty member|faculty|person|physician|provider)$"),
        ("rank", r"\brank\b"),
        ("title", r"\b(academic|faculty|university|appointment)\b.*\btitle\b"),
        ("title", r"\b(business|working|job|position)\b.*\btitle\b|^titles?$"),
        ("title", r"^(job|position|job profile|job description|position description|appointment)( name)?$"),
        ("track", r"\btrack\b|^pathway$"),
        ("unit", r"^(unit|unit name|home unit|academic unit)$"),
        ("unit", r"\bsupervisory org(anization)?\b|\borg(anization|anisation)?( unit| name)?$"),
        ("unit", r"\bcost cent(er|re)\b"),
        ("start_date", r"\b(appointment|faculty|academic)\b.*\b(start|begin|effective)\b|^start( date)?$|^begin date$"),
        ("start_date", r"\b(most recent |last )?hire date\b|\bdate of hire\b|\bdate hired\b|^hired$"),
        ("end_date", r"^(end|last day|end date)$|\b(termination|separation|leaving|appointment end)\b.*\b(date)?$"),
        ("specialty", r"\b(sub)?special(i?ty|ties)\b"),
        ("expertise", r"\b(expertise|keywords|research interests|areas? of interest)\b"),
        ("orcid", r"\borcid\b"),
    )
)  # fmt: skip
_RANKS_WORD = r"(rank|title|position|appointment)s?"
_UNITS_WORD = r"(department|dept|division|section|unit|school)s?"
_JOIN = r"\s*(and|or|&|/|\+|,|;)\s*(your |the |current |home |primary |academic )?"
_BOTH = re.compile(rf"\b{_RANKS_WORD}{_JOIN}{_UNITS_WORD}\b|\b{_UNITS_WORD}{_JOIN}{_RANKS_WORD}\b")
_ABOUT_OTHERS = frozenset({"supervisor_external_id", "unit"})


class Why(StrEnum):
    """How it is known what a heading means."""

    CHOSEN = "chosen"
    REMEMBERED = "remembered"
    KNOWN = "known"
    GUESSED = "guessed"
    TWICE = "twice"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file, the column that it means ("" for none), how that is known, and cells below it.

    `instead`: the heading that another column of the same meaning has.
    """

    text: str
    column: str
    why: Why
    examples: tuple[str, ...] = ()
    instead: str = ""


def keyed(headers: Sequence[str]) -> list[str]:
    """Return *headers* so that no two are the same.

    >>> keyed(["Unit", "Email", "Unit"])
    ['Unit', 'Email', 'Unit (2)']
    """
    seen: dict[str, int] = {}
    found = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        found.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return found


def meanings(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    chosen: Mapping[str, str],
    remembered: Mapping[str, str],
) -> list[Heading]:
    """Return what each of *headers* means; *rows* are some cells below them.

    *chosen* has what was said of this file, *remembered* of earlier ones (by `plain` headings).
    """
    found = [
        _said(text, chosen, remembered) or Heading(text, UNUSED, Why.UNUSED)
        for text in keyed(headers)
    ]
    _refuse_chosen_twice(found)
    _take_known(found)
    _take_guessed(found)
    return [replace(heading, examples=_examples(rows, at)) for at, heading in enumerate(found)]


def is_known(heading: str) -> bool:
    """Return whether *heading* may be one of a roster, which helps to find the header of a file."""
    if column_of(heading):
        return True
    text = _plain(heading)
    return len(text) <= LONGEST_HEADING and any(
        words.search(text) for words in (_BOTH, *(words for _column, words in _WORDS))
    )


def _plain(heading: str) -> str:
    return plain(heading).replace("’", " ").replace("'", " ")


def level_of(heading: str) -> int:
    """Return how far down a unit of this heading stands: schools before departments before divisions."""
    words = plain(heading)
    return next((at for at, one in enumerate(_LEVELS) if one.search(words)), len(_LEVELS))


def _said(text: str, chosen: Mapping[str, str], remembered: Mapping[str, str]) -> Heading | None:
    if text in chosen:
        return Heading(text, chosen[text], Why.CHOSEN)
    if plain(text) in remembered:
        return Heading(text, remembered[plain(text)], Why.REMEMBERED)
    return None


def _refuse_chosen_twice(found: list[Heading]) -> None:
    """Leave each column to the first heading that was said to be it; what was said of this file comes first."""
    taken: dict[str, str] = {}
    for why in (Why.CHOSEN, Why.REMEMBERED):
        for at, heading in enumerate(found):
            if heading.why != why or not heading.column or heading.column in MANY:
                continue
            if heading.column not in taken:
                taken[heading.column] = heading.text
            elif why == Why.CHOSEN:
                first = taken[heading.column]
                found[at] = Heading(heading.text, UNUSED, Why.TWICE, instead=first)
            else:
                found[at] = Heading(heading.text, UNUSED, Why.UNUSED)


def _take_known(found: list[Heading]) -> None:
    """Give the documented headings their columns, each once."""
    taken = {one.column: one.text for one in found if one.column}
    for at, heading in enumerate(found):
        column = column_of(heading.text) if heading.why == Why.UNUSED else None
        if column is None:
            continue
        if column in taken and column not in MANY:
            found[at] = replace(heading, why=Why.TWICE, instead=taken[column])
            continue
        taken[column] = heading.text
        found[at] = replace(heading, column=column, why=Why.KNOWN)


def _take_guessed(found: list[Heading]) -> None:
    """Give the columns that are left to the headings whose words come first for them."""
    taken = {one.column for one in found if one.column}
    _take_both(found, taken)
    _take_levels(found, taken)
    for column, words in _WORDS:
        if column in taken or (column == NAME and taken & {"given_name", "family_name"}):
            continue
        for at, heading in enumerate(found):
            text = _plain(heading.text)
            if heading.why != Why.UNUSED or not words.search(text):
                continue
            if column not in _ABOUT_OTHERS and _NOT_THE_PERSON.search(text):
                continue
            found[at] = replace(heading, column=column, why=Why.GUESSED)
            taken.add(column)
            break


def _take_both(found: list[Heading], taken: set[str]) -> None:
    """Take a heading that asks for a title and a unit at once as such; a rank or title of its own counts first."""
    if TITLE_AND_UNIT in taken:
        return
    for at, heading in enumerate(found):
        text = _plain(heading.text)
        if heading.why == Why.UNUSED and _BOTH.search(text) and not _NOT_THE_PERSON.search(text):
            found[at] = replace(heading, column=TITLE_AND_UNIT, why=Why.GUESSED)
            taken.add(TITLE_AND_UNIT)
            return


def _take_levels(found: list[Heading], taken: set[str]) -> None:
    """Take a school, a department and a division as the unit's path, where no heading is the whole of it."""
    if "unit" in taken:
        return
    # A department of its own says more than "Home Unit", which is often the same once more.
    levels = {_ANY_UNIT} if _DEPARTMENT in {level_of(one.text) for one in found} else set()
    taken_now: list[int] = []
    for at, heading in enumerate(found):
        level = level_of(heading.text)
        words = plain(heading.text)
        if heading.why != Why.UNUSED or level == len(_LEVELS) or level in levels:
            continue
        if _NOT_THE_PERSON.search(words) or re.search(r"\b(id|code|number|no|date|head)\b", words):
            continue
        levels.add(level)
        taken_now.append(at)
        found[at] = replace(heading, column="unit", why=Why.GUESSED)
    if taken_now:
        taken.add("unit")


def _examples(rows: Sequence[Sequence[str]], at: int) -> tuple[str, ...]:
    cells = dict.fromkeys(
        excerpt(row[at].strip()) for row in rows if at < len(row) and row[at].strip()
    )
    return tuple(cells)[:EXAMPLES]
