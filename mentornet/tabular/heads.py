"""The head of a table: which row names the columns, what stands above it, and what its tool means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.tabular.cleaning import clean, excerpt, storable
from mentornet.tabular.errors import UnreadableFile
from mentornet.tabular.headers import LOOKED_AT, HeaderWhy, find_header, holds_person
from mentornet.tabular.kinds import (
    LABELED_CHOICE,
    RAW_CHOICE,
    SPLIT_CODE,
    Kind,
    Meaning,
    kind_of,
    meanings_of,
)
from mentornet.tabular.parts import LeftOut
from mentornet.tabular.raw import Limits, RawRow, RawTable

LONGEST_HEADING = 2_000
DEEPEST_HEADER = 1_000
IMPORT_ID = '{"ImportId"'


class Fold(NamedTuple):
    """Checkboxes of one question, a column each: their places from 0 in the file, and what each stands for.

    A choice that is empty is said by the cell itself.
    """

    places: tuple[int, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """How the rows below the header are read; `takes` says where each column comes from."""

    header_row: int
    header_why: HeaderWhy
    header: tuple[str, ...]
    headers: tuple[str, ...]
    takes: tuple[int | Fold, ...]
    kind: Kind | None
    meanings: Mapping[int, Meaning]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def has_folds(self) -> bool:
        """Whether any column comes from more than one of the file."""
        return any(isinstance(one, Fold) for one in self.takes)

    @property
    def places(self) -> tuple[int, ...]:
        """The number of each column in the file, from 1."""
        return tuple((one.places[0] if isinstance(one, Fold) else one) + 1 for one in self.takes)


def plan_head(
    raw: RawTable,
    *,
    limits: Limits,
    header_row: int | None,
    known_heading: Callable[[str], bool] | None,
) -> tuple[list[RawRow], Iterator[RawRow], Plan]:
    """Return the rows below the header that were read already, those still to be read, and the plan.

    Raise UnreadableFile where nothing can be the header.
    """
    lines = (
        (number, cells) for number, line in raw.rows if any(cells := [clean(cell) for cell in line])
    )
    head = _first_rows(lines, up_to=header_row)
    if not head:
        raise UnreadableFile(_("The file is empty."))
    if header_row is not None:
        numbers = [number for number, _cells in head]
        if header_row not in numbers:
            raise UnreadableFile(
                _("Row %(row)d is empty, so it can’t be the header. Choose another row.")
                % {"row": header_row}
            )
        at, why = numbers.index(header_row), HeaderWhy.CHOSEN
    else:
        grouped = {one.first_row for one in raw.merges if one.last_column > one.first_column}
        at, why = find_header(head, known_heading=known_heading, grouped=grouped)
    number, header = head[at][0], storable(_trimmed(head[at][1]))
    _refuse_header(number, header, limits)
    above = [
        LeftOut(row, _("It is above the header."), excerpt(" ".join(filter(None, cells))))
        for row, cells in head[:at]
    ]
    kind = kind_of(header)
    titles, below, left_out, notes = _titles(kind, header, head[at + 1 :])
    takes, headers, folded = _folded(kind, header, titles, below)
    plan = Plan(
        header_row=number,
        header_why=why,
        header=tuple(header),
        headers=headers,
        takes=takes,
        kind=kind,
        meanings=_meanings(kind, header, takes),
        left_out=(*above, *left_out),
        notes=(*notes, *folded),
    )
    return below, lines, plan


def _first_rows(lines: Iterator[RawRow], *, up_to: int | None) -> list[RawRow]:
    if up_to is not None and not 1 <= up_to <= DEEPEST_HEADER:
        raise UnreadableFile(
            _("The header must be in one of the first %(most)d rows.") % {"most": DEEPEST_HEADER}
        )
    head: list[RawRow] = []
    for line in lines:
        head.append(line)
        if len(head) >= LOOKED_AT and (up_to is None or line[0] >= up_to):
            break
    return head


def _trimmed(cells: list[str]) -> list[str]:
    length = len(cells)
    while length and not cells[length - 1]:
        length -= 1
    return cells[:length]


def _refuse_header(number: int, header: list[str], limits: Limits) -> None:
    words = {"row": number, "most": limits.columns}
    if len(header) > limits.columns:
        raise UnreadableFile(
            _("The header has more than %(most)d columns. Delete those you don’t need.") % words
        )
    if sum(map(bool, header)) < limits.least_columns:
        raise UnreadableFile(
            _(
                "Row %(row)d has only one cell, so it can’t be the header with the column names. Separate "
                "the columns with commas, semicolons, or tabs."
            )
            % words
        )
    if holds_person(header):
        raise UnreadableFile(
            _(
                "Row %(row)d has an email address, so it isn’t the header. Add a row with column names "
                "above the first person."
            )
            % words
        )


def _titles(
    kind: Kind | None, header: list[str], below: list[RawRow]
) -> tuple[list[str], list[RawRow], list[LeftOut], list[str]]:
    """Return the headings that people should read, the rows below, and what was left out for them."""
    titles = [cell[:LONGEST_HEADING] for cell in header]
    left_out: list[LeftOut] = []
    notes: list[str] = []
    if kind == Kind.QUALTRICS:
        names = next((at for at, (_n, cells) in enumerate(below[:2]) if _is_import(cells)), None)
        if names is not None:
            for number, cells in below[: names + 1]:
                why = _("It is part of the header that Qualtrics writes.")
                left_out.append(LeftOut(number, why, excerpt(" ".join(filter(None, cells)))))
            if names == 1:
                texts = below[0][1]
                titles = [
                    (texts[at] if at < len(texts) else "")[:LONGEST_HEADING] or title
                    for at, title in enumerate(titles)
                ]
            below = below[names + 1 :]
    elif below and _is_import(below[0][1]):
        number, cells = below[0]
        why = _("It is part of the header that Qualtrics writes.")
        left_out.append(LeftOut(number, why, excerpt(cells[0])))
        below = below[1:]
    titles = [
        title or _("Column %(number)d") % {"number": at} for at, title in enumerate(titles, 1)
    ]
    return titles, below, left_out, notes


def _is_import(cells: list[str]) -> bool:
    return all(cell.startswith(IMPORT_ID) for cell in cells if cell)


def _folded(
    kind: Kind | None, header: list[str], titles: list[str], below: list[RawRow]
) -> tuple[tuple[int | Fold, ...], tuple[str, ...], list[str]]:
    """Return where each column comes from, its heading, and notes on checkboxes that became one column."""
    if kind not in {Kind.REDCAP_RAW, Kind.REDCAP_LABELS, Kind.QUALTRICS}:
        return tuple(range(len(titles))), tuple(titles), []
    if kind == Kind.QUALTRICS:
        boxes = _boxes_of_qualtrics(header, titles, below)
    else:
        pattern = RAW_CHOICE if kind == Kind.REDCAP_RAW else LABELED_CHOICE
        boxes = {
            at: (match["question"].strip(), match["choice"].strip())
            for at, title in enumerate(titles)
            if (match := pattern.match(title))
        }
    groups: dict[str, list[tuple[int, str]]] = {}
    order: list[tuple[str, int | None]] = []
    for at, title in enumerate(titles):
        if at not in boxes:
            order.append((title, at))
            continue
        question, choice = boxes[at]
        if question not in groups:
            order.append((question, None))
        groups.setdefault(question, []).append((at, choice))
    takes: list[int | Fold] = []
    notes: list[str] = []
    for title, place in order:
        if place is not None:
            takes.append(place)
            continue
        places, choices = zip(*groups[title], strict=True)
        takes.append(Fold(places, choices))
        words = ngettext(
            "%(count)d checkbox column was read as one column, “%(title)s”.",
            "%(count)d checkbox columns were read as one column, “%(title)s”.",
            len(places),
        )
        notes.append(words % {"count": len(places), "title": excerpt(title)})
    if notes and kind == Kind.REDCAP_RAW:
        notes.append(
            _(
                "The file has the codes of REDCap. To see the answers in words, export it with labels."
            )
        )
    return tuple(takes), tuple(title for title, _place in order), notes


def _boxes_of_qualtrics(
    header: list[str], titles: list[str], below: list[RawRow]
) -> dict[int, tuple[str, str]]:
    """Return the columns of questions with several answers, which hold their own choice wherever they hold anything.

    Statements that people rate have the same headings, but other cells.
    """
    found: dict[str, list[tuple[int, str, str]]] = {}
    for at, (code, title) in enumerate(zip(header, titles, strict=True)):
        match = SPLIT_CODE.match(code)
        question, sign, choice = title.rpartition(" - ")
        if match and sign:
            found.setdefault(match["question"], []).append((at, question, choice))
    boxes: dict[int, tuple[str, str]] = {}
    for columns in found.values():
        filled = [
            (cells[at].casefold(), choice.casefold())
            for _number, cells in below
            for at, _question, choice in columns
            if at < len(cells) and cells[at]
        ]
        is_one = len({question for _at, question, _choice in columns}) == 1 < len(columns)
        if is_one and filled and all(cell == choice for cell, choice in filled):
            boxes |= {at: (question, "") for at, question, _choice in columns}
    return boxes


def _meanings(
    kind: Kind | None, header: list[str], takes: tuple[int | Fold, ...]
) -> dict[int, Meaning]:
    found = meanings_of(kind, header)
    return {at: found[place] for at, place in enumerate(takes) if place in found}
