"""From the rows of a spreadsheet to the people that the engine matches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from matching.engine.people import Person
from matching.spreadsheets.domain.answers import one_each
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
    SIDES,
    Field,
    side_by_yes_or_no,
    side_of,
    side_of_heading,
)
from matching.spreadsheets.domain.parts import Named, Problem, SheetPeople
from mentornet.names import is_degrees, names_no_one, plain_name
from mentornet.tabular.tables import Table
from profiles.people.picking.domain.reading import read_people

MOST_TERMS = 60
MOST_LANGUAGES = 12
MOST_WISHES = 2_000


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
    problems = reader.problems
    once: dict[str, list[Named]] = {}
    for one, people in sides.items():
        once[one], said = one_each(people, table, mapping)
        problems += [*said, *_same_names(once[one])]
    problems += _on_both_sides(once[PROTEGE], once[MENTOR])
    seen = {one.row for people in sides.values() for one in people}
    unused = seen - {one.row for people in once.values() for one in people}
    kept = [one for one in problems if one.row not in unused or not one.column]
    return SheetPeople(
        tuple(once[PROTEGE]),
        tuple(once[MENTOR]),
        (*_of_table(table, mapping), *dict.fromkeys(kept)),
    )


def _of_table(table: Table, mapping: Mapping[int, Field]) -> list[Problem]:
    """Return what the reader couldn't tell: rows it left out, and cells of the columns that are used."""
    return [
        Problem(
            one.row,
            "" if one.column is None else table.headers[one.column],
            one.excerpt,
            one.message,
            is_error=True,
        )
        for one in table.problems
        if one.column is None or mapping.get(one.column, Field.IGNORE) != Field.IGNORE
    ]


def _same_names(people: Sequence[Named]) -> list[Problem]:
    first: dict[str, Named] = {}
    found = []
    for one in people:
        other = first.setdefault(plain_name(one.name), one)
        if other is not one and one.name:
            message = _("Same name as in row %(row)d, with another email. We count two people.")
            found.append(Problem(one.row, "", one.name, message % {"row": other.row}))
    return found


def _on_both_sides(proteges: Sequence[Named], mentors: Sequence[Named]) -> list[Problem]:
    rows = {one.person.key: one.row for one in proteges}
    message = _("Mentor here, and mentee in row %(row)d. We match this person as both.")
    return [
        Problem(one.row, "", one.name, message % {"row": rows[one.person.key]})
        for one in mentors
        if rows.get(one.person.key, one.row) != one.row
    ]


def joined_sides(proteges: SheetPeople, mentors: SheetPeople) -> SheetPeople:
    """Return the protégés of one sheet and the mentors of another as one."""
    return SheetPeople(proteges.proteges, mentors.mentors, (*proteges.problems, *mentors.problems))


class _Reader:
    def __init__(self, table: Table, mapping: Mapping[int, Field]) -> None:
        self.table, self.mapping = table, mapping
        self.problems: list[Problem] = []
        # What was said once of a topic isn't said of each who named it.
        self.topics: set[str] = set()
        self.sides = {at: side_of_heading(header) for at, header in enumerate(table.headers)}

    def side(self, number: int, cells: Sequence[str]) -> str:
        """Return the side that a row says; "" where it says none, which is noted."""
        if Field.SIDE not in self.mapping.values():
            return self._side_by_yes_or_no(number, cells)
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

    def _side_by_yes_or_no(self, number: int, cells: Sequence[str]) -> str:
        asked = [one for one in SIDES if one in self.mapping.values()]
        said = {one: next(iter(self._cells(cells, one, "")), "") for one in asked}
        side = side_by_yes_or_no(said.get(Field.IS_MENTOR), said.get(Field.IS_MENTEE))
        if not side and asked:
            self._note(
                number,
                asked[0],
                said[asked[0]],
                _("Says yes neither to being a mentor nor to having one. Not matched."),
            )
        return side

    def person(self, number: int, cells: Sequence[str], side: str) -> Named | None:
        name = self._name(cells, side)
        email = self._one(cells, Field.EMAIL, side).casefold()
        own_id = self._one(cells, Field.ID, side)
        key = email or own_id.casefold() or plain_name(name)
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
            same=tuple(self._names(cells, Field.NOT_SAME, side)),
            wishes="\n".join(self._cells(cells, Field.WISHES, side))[:MOST_WISHES],
        )

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
        named = [name for cell in self._cells(cells, wanted, side) for name in _named_in(cell)]
        kept = [name[:200] for name in named if not (names_no_one(name) or is_degrees(name))]
        return list(dict.fromkeys(kept))

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
                if not meant and part.casefold() not in self.topics:
                    self.topics.add(part.casefold())
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
        found = [
            cell
            for cell in self._cells(cells, Field.CAPACITY, MENTOR)
            if not names_no_one(cell) or capacity_of(cell)[0] == 0
        ]
        if not found:
            if Field.CAPACITY in self.mapping.values():
                self._note(number, Field.CAPACITY, "", _("No number here. We read it as 1."))
            return 1
        number_of, note = capacity_of(found[0])
        if number_of is None and not re.search(r"\d", found[0]):
            self._note(number, Field.CAPACITY, found[0], _("Not a number. We read it as 1."))
            return 1
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


def _named_in(cell: str) -> list[str]:
    """Return the people named in a cell, each as they are written: "Lee, Ann" is one, "Ann Lee, Bo Kim" are two."""
    found: list[str] = []
    for piece in re.split(r"[;\n|]", cell):
        if not re.search(r",|\s(and|&)\s", piece) or not re.search(r"[^\W\d_]", piece):
            found += parts_of(piece)
            continue
        for one in read_people(piece):
            whole, *others = one.readings or ((one.text,),)
            if len(whole) == 1 and re.search(r"\s(and|&)\s", whole[0]):
                whole = next((each for each in others if all(" " in name for name in each)), whole)
            found += [one.email] if one.email else whole
    return found
