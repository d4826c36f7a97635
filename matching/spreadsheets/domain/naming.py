"""Whom the people of spreadsheets name: by email, number or name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from matching.spreadsheets.domain.apart import Alike, Answers, key_of
from matching.spreadsheets.domain.columns import MENTOR, PROTEGE, Field
from matching.spreadsheets.domain.parts import Named, Problem, SheetPeople
from mentornet.names import match_names, plain_name

MOST_MEANT = 3


@dataclass(frozen=True)
class Resolved:
    """The people with their supervisors, whom they name, and the names that may mean someone.

    `wishes` has four mappings from key to keys: "choices" and "not_with" of protégés as "protege_…", of mentors
    as "mentor_…".
    """

    people: SheetPeople
    wishes: dict[str, dict[str, tuple[str, ...]]]
    alike: tuple[Alike, ...]


def resolved(people: SheetPeople, answers: Answers | None = None) -> Resolved:
    """Look up whom people name: by email, number or name, on the other side or (chiefs) on any.

    A name that is no one's, or that several people have, is a problem that says so, and is left out. One that may
    mean someone is for a director to answer: until then it is no choice, but does keep apart.
    """
    problems = list(people.problems)
    asked: dict[str, Alike] = {}
    books = {
        PROTEGE: _Book(people.proteges, _named(people.mentors), answers or {}, asked),
        MENTOR: _Book(people.mentors, _named(people.proteges), answers or {}, asked),
    }
    everyone = (*people.mentors, *people.proteges)
    chiefs = [one.supervisor for one in everyone if one.supervisor]
    everybody = _Book(everyone, chiefs, answers or {}, asked)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    sides: dict[str, list[Named]] = {PROTEGE: [], MENTOR: []}
    for side, own, other in (
        (PROTEGE, people.proteges, books[MENTOR]),
        (MENTOR, people.mentors, books[PROTEGE]),
    ):
        for what in (Field.CHOICES, Field.NOT_WITH):
            found[f"{side}_{what}"] = {
                one.person.key: _look_up(one, other, what, problems) for one in own
            }
        for one in own:
            above, near = everybody.find(one.supervisor) if one.supervisor else ([], [])
            keys = above or near
            person = replace(one.person, above=tuple(keys) if len(keys) == 1 else ())
            sides[side].append(replace(one, person=person))
    return Resolved(
        SheetPeople(tuple(sides[PROTEGE]), tuple(sides[MENTOR]), tuple(problems)),
        found,
        tuple(asked.values()),
    )


def _look_up(one: Named, book: _Book, what: Field, problems: list[Problem]) -> tuple[str, ...]:
    keys: list[str] = []
    for name in one.not_with if what == Field.NOT_WITH else one.choices:
        found, near = book.find(name)
        if len(found) == 1:
            keys.append(found[0])
            continue
        if near and what == Field.NOT_WITH:
            keys += near
        if near:
            meant = ", ".join(book.names[key] for key in near)
            message = _("We aren’t sure whether this is %(names)s.") % {"names": meant}
        elif found:
            message = _("Several people have this name. Enter the email address instead.")
        else:
            message = _(
                "We found no one with this name among the people they could be matched with. "
                "Check the spelling."
            )
        problems.append(Problem(one.row, str(what.label), name[:80], message))
    return tuple(dict.fromkeys(keys))


def _named(people: Sequence[Named]) -> list[str]:
    return [name for one in people for name in (*one.choices, *one.not_with)]


class _Book:
    """People by everything that may name them; what is to be asked is added to *asked*."""

    def __init__(
        self,
        people: Sequence[Named],
        named: Iterable[str],
        answers: Answers,
        asked: dict[str, Alike],
    ) -> None:
        self.names = {one.person.key: one.name for one in people}
        self.found = match_names(named, self.names)
        self.answers, self.asked = answers, asked
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
        near = self.found.near.get(name, ())[:MOST_MEANT]
        if not near or any(plain_name(self.names[key]) == plain_name(name) for key in near):
            # Two people with one name can't be told apart by it.
            return list(near), []
        said = {key: self.answers.get(key_of(name, self.names[key])) for key in near}
        for key in near:
            question = Alike(name, self.names[key], said[key])
            self.asked[question.key] = question
        same = [key for key in near if said[key]]
        return same, [] if same else [key for key in near if said[key] is None]
