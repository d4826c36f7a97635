"""What the columns of another person's spreadsheet mean: guessed by headings and by what stands below them.

Each guess says how sure it is and why; a person looks them over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.spreadsheets.domain.cells import (
    area_of,
    capacity_of,
    modes_of,
    parts_of,
    rank_of,
    role_of,
)
from matching.spreadsheets.domain.columns import Field, says_yes, side_of
from matching.spreadsheets.domain.headings import (
    meanings_of,
    plain_heading,
    says_nothing,
    side_asked,
)
from mentornet.tabular.tables import Kind, Meaning, Table

# One cell holds the value; the others may come from several columns.
SINGLE = (
    Field.EMAIL,
    Field.ID,
    Field.SIDE,
    Field.IS_MENTOR,
    Field.IS_MENTEE,
    Field.NAME,
    Field.GIVEN_NAME,
    Field.FAMILY_NAME,
    Field.WHEN,
)
MOST = 0.8
HALF = 0.5
LONG_TEXT = 60
MOST_SIDES = 8
LOOKED_AT = 500
"""So many cells of a column say what it holds."""
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_WHEN = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*")
_NAME_WORDS = 6


class Sure(models.TextChoices):
    """How sure a guess is."""

    REMEMBERED = "remembered", gettext_lazy("As you chose before")
    YES = "yes", gettext_lazy("Sure")
    LIKELY = "likely", gettext_lazy("Likely")
    NO = "no", gettext_lazy("Please check")


@dataclass(frozen=True)
class Guess:
    """What one column seems to mean, and why."""

    meant: Field
    sure: Sure
    why: str = ""


_OF_TOOLS = {
    Meaning.ANSWER_ID: Field.IGNORE,
    Meaning.STARTED: Field.IGNORE,
    Meaning.UNUSED: Field.IGNORE,
    Meaning.ANSWERED: Field.WHEN,
}
_ORDER = [Sure.REMEMBERED, Sure.YES, Sure.LIKELY, Sure.NO]


def guess(table: Table) -> dict[int, Field]:
    """Return what each column seems to mean."""
    return {at: one.meant for at, one in guesses(table).items()}


def guesses(table: Table, known: Mapping[str, Field] | None = None) -> dict[int, Guess]:
    """Return what each column seems to mean; *known* is what plain headings meant before."""
    found = {at: _guess(table, at, known or {}) for at in range(len(table.headers))}
    _leave_one_each(table, found)
    if Field.SIDE in {one.meant for one in found.values()}:
        why = _("Another column says who is a mentor.")
        asked = [at for at, one in found.items() if one.meant in (Field.IS_MENTOR, Field.IS_MENTEE)]
        found |= {at: Guess(Field.IGNORE, Sure.LIKELY, why) for at in asked}
    if not {one.meant for one in found.values()} & {Field.NAME, Field.FAMILY_NAME}:
        _seek_names(table, found)
    return found


def _seek_names(table: Table, found: dict[int, Guess]) -> None:
    """Where no column is that of names: "Mentee" beside "Mentor ranked" is, else any that speaks of a name."""
    for at, header in enumerate(table.headers):
        if re.fullmatch(r"(mentee|mentor|prot[eé]g[eé])( name)?", plain_heading(header)):
            found[at] = Guess(Field.NAME, Sure.LIKELY, _("No other column has names."))
            return
    for at, header in enumerate(table.headers):
        is_free = found[at].meant == Field.IGNORE and table.column(at)
        if is_free and re.search(r"name", header, re.IGNORECASE):
            found[at] = Guess(Field.NAME, Sure.NO, _("Its heading has the word “name”."))
            return


def _guess(table: Table, at: int, known: Mapping[str, Field]) -> Guess:
    cells = table.column(at)[:LOOKED_AT]
    if not cells:
        return Guess(Field.IGNORE, Sure.YES, _("The column is empty."))
    heading = table.headers[at]
    if known_tool := _by_tool(table, at):
        return known_tool
    if table.kind == Kind.REDCAP_RAW and _are_codes(heading, cells):
        why = _("It has REDCap’s codes. Export the file with labels, and we can read the answers.")
        return Guess(Field.IGNORE, Sure.NO, why)
    before = None if says_nothing(heading) else known.get(plain_heading(heading))
    found = Guess(before, Sure.REMEMBERED) if before else _by_words(heading, cells)
    if (
        found.meant == Field.EMAIL
        and len(cells) > 1
        and len({one.casefold() for one in cells}) == 1
    ):
        return Guess(
            Field.IGNORE, Sure.YES, _("It says “%(text)s” for everyone.") % {"text": cells[0][:40]}
        )
    return found


def _are_codes(heading: str, cells: Sequence[str]) -> bool:
    """Return whether *cells* are numbers that stand for answers, and no counts or IDs."""
    counted = {Field.CAPACITY, Field.ID, Field.EMAIL, Field.WHEN} & set(meanings_of(heading))
    return not counted and all(re.fullmatch(r"\d{1,3}", cell) for cell in cells)


def _by_tool(table: Table, at: int) -> Guess | None:
    """Return what the tool that wrote the file means by the column, if that decides."""
    meant = _OF_TOOLS.get(table.meanings.get(at, Meaning.EMAIL))
    if meant is None or table.kind is None:
        return None
    return Guess(meant, Sure.YES, _("%(tool)s writes this column.") % {"tool": table.kind.label})


def _by_words(heading: str, cells: Sequence[str]) -> Guess:
    """Return the first meaning of the heading that fits the answers; else what the answers are."""
    said = meanings_of(heading)
    asked = side_asked(heading)
    if asked and _share(cells, lambda cell: says_yes(cell) is not None) > MOST:
        return Guess(asked, Sure.YES, _("By its heading and the answers."))
    strong = _by_answers(cells)
    if strong and said[:1] != [Field.IGNORE]:
        of_others = {Field.SUPERVISOR, Field.NOT_SAME, Field.CHOICES, Field.NOT_WITH} & set(
            said[:1]
        )
        if strong.meant != Field.EMAIL or not of_others:
            return strong
    for meant in said:
        fits = _fits(meant, cells)
        if fits is None:
            return Guess(meant, Sure.LIKELY, _("By its heading."))
        if fits >= HALF:
            sure = Sure.YES if fits >= MOST else Sure.LIKELY
            return Guess(meant, sure, _("By its heading and the answers."))
    if said:
        why = _("By its heading, but the answers look different.")
        return Guess(said[0], Sure.NO, why)
    return _by_answers_alone(cells)


def _by_answers(cells: Sequence[str]) -> Guess | None:
    """Return what the answers can only be, whatever the heading says."""
    if _share(cells, _is_email) > MOST:
        return Guess(Field.EMAIL, Sure.YES, _("The answers are email addresses."))
    short = {cell.casefold() for cell in cells}
    named = all(re.search(r"mentor|mentee|prot[eé]g|\bboth\b", cell) for cell in short)
    sides = {side_of(cell) for cell in short}
    if len(short) <= MOST_SIDES and named and len(sides) > 1 and max(map(len, short)) < LONG_TEXT:
        return Guess(Field.SIDE, Sure.YES, _("The answers are mentor and mentee."))
    return None


def _by_answers_alone(cells: Sequence[str]) -> Guess:
    """Return what the answers look like under a heading that says nothing."""
    for meant, why in (
        (Field.RANK, _("The answers look like ranks.")),
        (Field.AREAS, _("The answers look like areas.")),
        (Field.MODES, _("The answers look like ways to meet.")),
    ):
        if (_fits(meant, cells) or 0) >= MOST and _average_length(cells) < LONG_TEXT:
            return Guess(meant, Sure.NO, why)
    parts = [part for cell in cells for part in parts_of(cell)]
    if (
        len(parts) >= 1.5 * len(cells)
        and len(set(parts)) < len(parts)
        and _average_length(parts) < LONG_TEXT
    ):
        return Guess(Field.TERMS, Sure.NO, _("The answers are lists with words in common."))
    if _average_length(cells) >= LONG_TEXT:
        return Guess(Field.GOALS, Sure.NO, _("The answers are long texts."))
    return Guess(Field.IGNORE, Sure.NO, _("We couldn’t tell what it means."))


def _leave_one_each(table: Table, found: dict[int, Guess]) -> None:
    """Of columns that can only be one, leave the surest, then the fullest, then the first."""
    for meant in SINGLE:
        same = [at for at, one in found.items() if one.meant == meant]
        if len(same) < 2:
            continue
        best = min(
            same,
            # What people typed stands before what the tool knew of them.
            key=lambda at: (
                _ORDER.index(found[at].sure),
                at in table.meanings,
                -len(set(table.column(at))),
                at,
            ),
        )
        for at in same:
            if at != best:
                why = _("We use the column “%(heading)s” for this.")
                words = {"heading": table.headers[best][:60]}
                found[at] = Guess(Field.IGNORE, Sure.LIKELY, why % words)


def _fits(meant: Field, cells: Sequence[str]) -> float | None:
    """Return which share of the answers fits a meaning; None where any text does."""
    if meant in (Field.AREAS, Field.ROLES):
        # Topics of a program's own are as good as ours.
        return None
    test = _TESTS.get(meant)
    return _share(cells, test) if test else None


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def _average_length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells)


def _is_email(cell: str) -> bool:
    return bool(_EMAIL.fullmatch(cell))


def _is_place(cell: str) -> bool:
    return bool(re.fullmatch(r"#?\d{1,2}(\.0)?|\d?(1st|2nd|3rd|\dth)( choice)?", cell.casefold()))


def _names_someone(cell: str) -> bool:
    parts = parts_of(cell)
    return bool(parts) and all(len(part.split()) <= _NAME_WORDS for part in parts)


_YES_OR_NO = re.compile(r"(yes|no|maybe|none|no preference|any|either)\b.*", re.IGNORECASE)
_TESTS: dict[Field, Callable[[str], object]] = {
    Field.EMAIL: _is_email,
    Field.SIDE: side_of,
    Field.WHEN: _WHEN.fullmatch,
    Field.CAPACITY: lambda cell: capacity_of(cell)[0] is not None,
    Field.CHOICE_PLACE: _is_place,
    Field.RANK: rank_of,
    Field.MODES: modes_of,
    Field.CHOICES: lambda cell: _names_someone(cell) and not _YES_OR_NO.fullmatch(cell),
    Field.NAME: lambda cell: len(cell.split()) <= _NAME_WORDS and not any(map(str.isdigit, cell)),
    Field.ROLES: lambda cell: any(map(role_of, parts_of(cell))),
    Field.AREAS: lambda cell: any(map(area_of, parts_of(cell))),
}
