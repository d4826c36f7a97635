"""Whom the people of spreadsheets name: by email, number or name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from matching.spreadsheets.domain.columns import MENTOR, PROTEGE, Field
from matching.spreadsheets.domain.parts import Named, Problem, SheetPeople
from mentornet.names import match_names, plain_name

MOST_MEANT = 3


def resolved(people: SheetPeople) -> tuple[SheetPeople, dict[str, dict[str, tuple[str, ...]]]]:
    """Look up whom people name: by e-mail, number or name, on the other side or (chiefs) on any.

    Returns the people with their supervisors, and three mappings from key to keys: "choices" and
    "not_with" for protégés as "protege_…" and for mentors as "mentor_…". A name that is no one's,
    or that several people have, is a problem that says so, and is left out.
    """
    problems = list(people.problems)
    books = {
        PROTEGE: _Book(people.proteges, _named(people.mentors)),
        MENTOR: _Book(people.mentors, _named(people.proteges)),
    }
    everyone = (*people.mentors, *people.proteges)
    everybody = _Book(everyone, [one.supervisor for one in everyone if one.supervisor])
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
            above, near = everybody.find(one.supervisor) if one.supervisor else ([], [])
            if near:
                problems.append(_near(one, Field.SUPERVISOR, one.supervisor, near, everybody))
            person = replace(one.person, above=tuple(above[:1]) if len(above) == 1 else ())
            sides[side].append(replace(one, person=person))
    return SheetPeople(tuple(sides[PROTEGE]), tuple(sides[MENTOR]), tuple(problems)), found


def _look_up(
    named: Sequence[str], one: Named, book: _Book, what: str, problems: list[Problem]
) -> tuple[str, ...]:
    keys: list[str] = []
    for name in named:
        found, near = book.find(name)
        if len(found) == 1:
            keys.append(found[0])
            continue
        if near:
            problems.append(_near(one, Field(what), name, near, book))
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


def _named(people: Sequence[Named]) -> list[str]:
    return [name for one in people for name in (*one.choices, *one.not_with)]


def _near(one: Named, what: Field, name: str, near: Sequence[str], book: _Book) -> Problem:
    meant = ", ".join(book.names[key] for key in near[:MOST_MEANT])
    message = _("We aren’t sure who this is. If it is %(names)s, enter the name as it is there.")
    return Problem(one.row, str(what.label), name[:80], message % {"names": meant})


class _Book:
    """People by everything that may name them."""

    def __init__(self, people: Sequence[Named], named: Iterable[str]) -> None:
        self.names = {one.person.key: one.name for one in people}
        self.found = match_names(named, self.names)
        self.keys: dict[str, dict[str, None]] = {}
        for one in people:
            family = plain_name(one.name).split()[-1:]
            for name in (one.email, one.number.casefold(), " ".join(family)):
                if name:
                    self.keys.setdefault(name, {})[one.person.key] = None

    def find(self, name: str) -> tuple[list[str], list[str]]:
        """Return the keys of those whom *name* means, and of those whom it may mean."""
        if known := self.keys.get(name.casefold().strip()):
            return list(known), []
        if name in self.found.matched:
            return [self.found.matched[name]], []
        if family := self.keys.get(plain_name(name)):
            return list(family), []
        return [], list(self.found.near.get(name, ()))
