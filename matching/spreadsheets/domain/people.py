"""From the rows of a spreadsheet to the people that the engine matches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from matching.engine.people import Person
from matching.spreadsheets.domain.cells import (
    area_of,
    capacity_of,
    modes_of,
    parts_of,
    rank_of,
    role_of,
)
from matching.spreadsheets.domain.columns import (
    BOTH,
    MENTOR,
    PROTEGE,
    Field,
    side_of,
    side_of_heading,
)
from matching.spreadsheets.domain.reader import Table

MOST_TERMS = 60
MOST_LANGUAGES = 12


@dataclass(frozen=True)
class Problem:
    """What to mend, or only to know, about one cell; row 0 speaks of the whole sheet."""

    row: int
    column: str
    value: str
    message: str
    is_error: bool = False


@dataclass(frozen=True)
class Named:
    """One person of a sheet: the engine's part, and what only names others."""

    person: Person
    name: str
    email: str
    number: str
    row: int
    choices: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    supervisor: str = ""


@dataclass(frozen=True)
class SheetPeople:
    """The two sides that sheets gave, with what was noticed on the way."""

    proteges: tuple[Named, ...] = ()
    mentors: tuple[Named, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]


def people_of(table: Table, mapping: Mapping[int, Field], *, side: str = "") -> SheetPeople:
    """Return the people of one sheet.

    *side* is protege or mentor for a sheet of one side; "" reads the column that says it.
    Nothing is raised: whatever cannot be used is a problem that names its row and column.
    """
    reader = _Reader(table, mapping)
    sides: dict[str, list[Named]] = {PROTEGE: [], MENTOR: []}
    for number, cells in table.rows:
        own = side or reader.side(number, cells)
        if not own:
            continue
        for one in (PROTEGE, MENTOR):
            if own in (one, BOTH) and (person := reader.person(number, cells, one)):
                sides[one].append(person)
    for people in sides.values():
        reader.refuse_twice(people)
    return SheetPeople(tuple(sides[PROTEGE]), tuple(sides[MENTOR]), tuple(reader.problems))


def joined_sides(proteges: SheetPeople, mentors: SheetPeople) -> SheetPeople:
    """Return the protégés of one sheet and the mentors of another as one."""
    return SheetPeople(proteges.proteges, mentors.mentors, (*proteges.problems, *mentors.problems))


class _Reader:
    def __init__(self, table: Table, mapping: Mapping[int, Field]) -> None:
        self.table, self.mapping = table, mapping
        self.problems: list[Problem] = []
        self.sides = {at: side_of_heading(header) for at, header in enumerate(table.headers)}

    def side(self, number: int, cells: Sequence[str]) -> str:
        found = self._cells(cells, Field.SIDE, "")
        if not found:
            self._note(
                number,
                Field.SIDE,
                "",
                _("Doesn’t say mentor or mentee. This person wasn’t matched."),
            )
            return ""
        side = side_of(found[0])
        if not side:
            self._note(
                number,
                Field.SIDE,
                found[0],
                _("Enter “mentor”, “mentee”, or “both” so that we can match this person."),
                is_error=True,
            )
        return side

    def person(self, number: int, cells: Sequence[str], side: str) -> Named | None:
        name = self._name(cells, side)
        email = self._one(cells, Field.EMAIL, side).casefold()
        own_id = self._one(cells, Field.ID, side)
        key = email or own_id.casefold() or _plain(name)
        if not key:
            self._note(number, Field.NAME, "", _("This row has no name."), is_error=True)
            return None
        areas, terms = self._areas(number, cells, side)
        terms += [term for cell in self._cells(cells, Field.TERMS, side) for term in parts_of(cell)]
        person = Person(
            key=key,
            rank=self._rank(number, cells, side),
            unit=self._one(cells, Field.UNIT, side).casefold(),
            areas=areas,
            roles=self._roles(number, cells, side),
            terms=tuple(dict.fromkeys(terms))[:MOST_TERMS],
            text="\n".join(self._cells(cells, Field.GOALS, side)),
            modes=self._modes(number, cells, side),
            languages=self._languages(cells, side),
            capacity=self._capacity(number, cells) if side == MENTOR else 1,
        )
        return Named(
            person=person,
            name=name or email or own_id,
            email=email,
            number=own_id,
            row=number,
            choices=tuple(self._names(cells, Field.CHOICES, side)),
            not_with=tuple(self._names(cells, Field.NOT_WITH, side)),
            supervisor=self._one(cells, Field.SUPERVISOR, side),
        )

    def refuse_twice(self, people: Sequence[Named]) -> None:
        first: dict[str, int] = {}
        for one in people:
            if one.person.key in first:
                self.problems.append(
                    Problem(
                        one.row,
                        "",
                        one.name,
                        _("Same person as in row %(row)d. Delete one of the two rows.")
                        % {"row": first[one.person.key]},
                        is_error=True,
                    )
                )
            first.setdefault(one.person.key, one.row)

    def _cells(self, cells: Sequence[str], wanted: Field, side: str) -> list[str]:
        """Return the filled cells of a field's columns, but for those that ask the other side."""
        return [
            cells[at]
            for at, meant in self.mapping.items()
            if meant == wanted and cells[at] and (not side or self.sides[at] in ("", side))
        ]

    def _one(self, cells: Sequence[str], wanted: Field, side: str) -> str:
        return next(iter(self._cells(cells, wanted, side)), "")[:200]

    def _name(self, cells: Sequence[str], side: str) -> str:
        if whole := self._one(cells, Field.NAME, side):
            return whole
        parts = [self._one(cells, part, side) for part in (Field.GIVEN_NAME, Field.FAMILY_NAME)]
        return " ".join(part for part in parts if part)

    def _names(self, cells: Sequence[str], wanted: Field, side: str) -> list[str]:
        found: list[str] = []
        for cell in self._cells(cells, wanted, side):
            # "Lindqvist, Jonas" is one name; "Ada Lovelace, Grace Hopper" are two.
            swapped = re.fullmatch(r"\w[\w'’-]+, \w[\w'’-]+", cell)
            found += [cell] if swapped else parts_of(cell)
        return found

    def _areas(
        self, number: int, cells: Sequence[str], side: str
    ) -> tuple[dict[str, int], list[str]]:
        """Areas in the order in which they were chosen, and the words that say more."""
        areas: dict[str, int] = {}
        terms: list[str] = []
        for cell in self._cells(cells, Field.AREAS, side):
            for part in parts_of(cell):
                meant = area_of(part)
                for area in meant:
                    areas.setdefault(area, 2)
                terms.append(part)
                if not meant:
                    self._note(
                        number,
                        Field.AREAS,
                        part,
                        _("Isn’t one of the areas. We compare it as a topic instead."),
                    )
        return areas, terms

    def _roles(self, number: int, cells: Sequence[str], side: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for cell in self._cells(cells, Field.ROLES, side):
            for part in parts_of(cell):
                if role := role_of(part):
                    found[role] = None
                else:
                    self._note(number, Field.ROLES, part, _("Isn’t one of the roles. Not used."))
        return tuple(found)

    def _modes(self, number: int, cells: Sequence[str], side: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for cell in self._cells(cells, Field.MODES, side):
            modes = modes_of(cell)
            found |= dict.fromkeys(modes)
            if not modes:
                self._note(number, Field.MODES, cell, _("Isn’t a way to meet. Not used."))
        return tuple(found)

    def _languages(self, cells: Sequence[str], side: str) -> tuple[str, ...]:
        named = [
            part.casefold()
            for cell in self._cells(cells, Field.LANGUAGES, side)
            for part in parts_of(cell)
        ]
        return tuple(dict.fromkeys(named))[:MOST_LANGUAGES]

    def _rank(self, number: int, cells: Sequence[str], side: str) -> str:
        cell = self._one(cells, Field.RANK, side)
        rank = rank_of(cell)
        if cell and not rank:
            self._note(number, Field.RANK, cell, _("Isn’t a rank we know. Not used."))
        return rank

    def _capacity(self, number: int, cells: Sequence[str]) -> int:
        found = self._cells(cells, Field.CAPACITY, MENTOR)
        if not found:
            if Field.CAPACITY in self.mapping.values():
                self._note(number, Field.CAPACITY, "", _("Not a number. We read it as 1."))
            return 1
        number_of, note = capacity_of(found[0])
        if number_of is None:
            self._note(
                number,
                Field.CAPACITY,
                found[0],
                _("Enter a whole number from 0 to 50."),
                is_error=True,
            )
            return 0
        if note:
            self._note(number, Field.CAPACITY, found[0], note)
        return number_of

    def _note(
        self, row: int, wanted: Field, value: str, message: str, *, is_error: bool = False
    ) -> None:
        header = next(
            (self.table.headers[at] for at, meant in self.mapping.items() if meant == wanted), ""
        )
        self.problems.append(Problem(row, header, value[:80], message, is_error))


def resolved(people: SheetPeople) -> tuple[SheetPeople, dict[str, dict[str, tuple[str, ...]]]]:
    """Look up whom people name: by e-mail, number or name, on the other side or (chiefs) on any.

    Returns the people with their supervisors, and three mappings from key to keys: "choices" and
    "not_with" for protégés as "protege_…" and for mentors as "mentor_…". A name that is no one's,
    or that several people have, is a problem that says so, and is left out.
    """
    problems = list(people.problems)
    books = {PROTEGE: _Book(people.proteges), MENTOR: _Book(people.mentors)}
    everybody = _Book((*people.mentors, *people.proteges))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    sides: dict[str, list[Named]] = {PROTEGE: [], MENTOR: []}
    for side, own, other in (
        (PROTEGE, people.proteges, books[MENTOR]),
        (MENTOR, people.mentors, books[PROTEGE]),
    ):
        for what in ("choices", "not_with"):
            found[f"{side}_{what}"] = {
                one.person.key: _look_up(getattr(one, what), one, other, what, problems)
                for one in own
            }
        for one in own:
            above = everybody.find(one.supervisor) if one.supervisor else []
            person = replace(one.person, above=tuple(above[:1]) if len(above) == 1 else ())
            sides[side].append(replace(one, person=person))
    return SheetPeople(tuple(sides[PROTEGE]), tuple(sides[MENTOR]), tuple(problems)), found


def _look_up(
    named: Sequence[str], one: Named, book: _Book, what: str, problems: list[Problem]
) -> tuple[str, ...]:
    keys: list[str] = []
    for name in named:
        found = book.find(name)
        if len(found) == 1:
            keys.append(found[0])
            continue
        message = (
            _("Several people have this name. Enter the email address instead.")
            if found
            else _(
                "We found no one with this name among the people they could be matched with. "
                "Check the spelling."
            )
        )
        problems.append(Problem(one.row, str(Field(what).label), name[:80], message))
    return tuple(dict.fromkeys(keys))


class _Book:
    """People by everything that may name them."""

    def __init__(self, people: Sequence[Named]) -> None:
        self.keys: dict[str, dict[str, None]] = {}
        for one in people:
            words = _plain(one.name).split()
            for name in (
                one.email,
                one.number.casefold(),
                " ".join(words),
                " ".join(words[-1:]),
                " ".join([*words[-1:], *words[:-1]]),
            ):
                if name:
                    self.keys.setdefault(name, {})[one.person.key] = None

    def find(self, name: str) -> list[str]:
        """Return the keys of those whom *name* may mean."""
        return list(self.keys.get(name.casefold().strip()) or self.keys.get(_plain(name), {}))


def _plain(name: str) -> str:
    """Return a name without titles, degrees, signs and case."""
    words = re.sub(r"\b(dr|prof|professor|mr|mrs|ms)\b\.?", " ", name.casefold())
    words = re.sub(r",?\s*\b(md|phd|mph|do|ms|rn|mba|msc|facp|facs)\b\.?", " ", words)
    return " ".join(re.sub(r"[^\w\s'’-]", " ", words).split())
