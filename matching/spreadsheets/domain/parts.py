"""What people of spreadsheets are made of, and what was noticed about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from matching.engine.people import Person


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
    """One person of a sheet: the engine's part, what only names others, and what only people read."""

    person: Person
    name: str
    email: str
    number: str
    row: int
    choices: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    supervisor: str = ""
    same: tuple[str, ...] = ()
    wishes: str = ""


@dataclass(frozen=True)
class SheetPeople:
    """The two sides that sheets gave, with what was noticed on the way."""

    proteges: tuple[Named, ...] = ()
    mentors: tuple[Named, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]
