"""Search over people, programs, groups, words and help: each by the rule of its own pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from matching.models import Program
from mentornet.help import search as manual
from mentornet.spelling import meant
from networks.glossary.domain import Term, glossary
from networks.models import PeerGroup
from networks.suggestions.domain.people import search_people
from profiles.models import Membership

Row = TypeVar("Row", bound=Model)
SHOWN = 8
TERMS_SHOWN = 4
HELP_SHOWN = 3
WORDS_READ = 8
NAMES_COMPARED = 500


@dataclass(frozen=True)
class Found:
    """The first of each kind; `people_count` says how many people there are in all.

    `directed_programs` and `directed_groups` are those that lead to a director's page. `meant` is what
    was perhaps meant, where nothing but help was found.
    """

    people: list[Membership]
    people_count: int
    programs: list[Program]
    directed_programs: list[Program]
    groups: list[PeerGroup]
    directed_groups: list[PeerGroup]
    terms: list[Term]
    sections: list[manual.Found]
    meant: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of any kind was found."""
        programs = self.programs or self.directed_programs
        groups = self.groups or self.directed_groups
        return not (self.people or programs or groups or self.terms or self.sections)


def search(member: Membership, *, q: str) -> Found:
    """Find what *member* may see and has all words of *q*. Five queries, seven for a director.

    Where nothing has them, two more (four for a director) look whether a name is spelled nearly so.
    """
    words = re.findall(r"\w+", q)[:WORDS_READ]
    people: Sequence[Membership] = search_people(member, q=q) if words else []  # type: ignore[assignment]
    directs = member.runs_programs
    all_programs = Program.objects.visible_to(member.user).of(member.institution)
    all_groups = PeerGroup.objects.visible_to(member.user).of(member.institution)
    programs = _first(all_programs, words, "name", "summary")
    groups = _first(all_groups, words, "name")
    found = Found(
        people=list(people[:SHOWN]),
        people_count=len(people),
        programs=programs,
        directed_programs=_others(_directed_programs(member), words, programs) if directs else [],
        groups=groups,
        directed_groups=_others(_directed_groups(member), words, groups) if directs else [],
        terms=_terms(words),
        sections=list(manual.search(q, roles=member.offices).found[:HELP_SHOWN]),
    )
    if replace(found, sections=[]).is_empty:
        directed = (_directed_programs(member), _directed_groups(member)) if directs else ()
        return replace(found, meant=_meant(q, [all_programs, all_groups, *directed]))
    return found


def _meant(q: str, rows: Iterable[QuerySet[Any]]) -> str:
    """Return *q* spelled as the nearest names of the glossary and of *rows* are; "" where none is near."""
    names = [term.name for chapter in glossary() for term in chapter.terms]
    for one in rows:
        names += one.order_by("name", "pk").values_list("name", flat=True)[:NAMES_COMPARED]
    return meant(q, names)


def _directed_programs(member: Membership) -> QuerySet[Program]:
    found: QuerySet[Program] = Program.objects.directed_by(member.user)
    return found.filter(institution=member.institution)


def _directed_groups(member: Membership) -> QuerySet[PeerGroup]:
    found: QuerySet[PeerGroup] = PeerGroup.objects.directed_by(member.user)
    return found.filter(institution=member.institution)


def _others(rows: QuerySet[Row], words: list[str], known: list[Row]) -> list[Row]:
    return _first(rows.exclude(pk__in=[one.pk for one in known]), words, "name")


def _first(rows: QuerySet[Row], words: list[str], *fields: str) -> list[Row]:
    if not words:
        return []
    for word in words:
        has_word = Q()
        for field in fields:
            has_word |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(has_word)
    return list(rows.order_by("name", "pk")[:SHOWN])


def _terms(words: list[str]) -> list[Term]:
    """Return the terms of the glossary whose name has all *words*."""
    if not words:
        return []
    wanted = [word.casefold() for word in words]
    found = {
        term.name: term
        for chapter in glossary()
        for term in chapter.terms
        if all(word in term.name.casefold() for word in wanted)
    }
    return list(found.values())[:TERMS_SHOWN]
