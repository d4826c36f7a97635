"""Search at the dashboard: what those who run programs reach there, by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from evaluations.home.domain.search import SHOWN, WORDS_READ
from evaluations.surveys.models import Survey
from matching.models import MatchRun, Program
from mentornet.pages.dashboard import pages_of
from networks.models import PeerGroup
from networks.suggestions.domain.people import search_people
from profiles.models import Membership


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its name, where it is, and a word on what it is."""

    name: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `more_url` leads to the rest of it, where there is more."""

    key: str
    label: StrOrPromise
    hits: tuple[Hit, ...]
    more_url: str = ""


def search_dashboard(member: Membership, *, q: str) -> list[Hits]:
    """Find what *member* reaches at the dashboard and has all words of *q*. Seven queries.

    Every kind is read through `directed_by` or `visible_to` of its rows; people as in the search of
    everyone, for whom each name leads to their page.
    """
    words = re.findall(r"\w+", q)[:WORDS_READ]
    if not words:
        return []
    found = [
        _people(member, q),
        Hits("programs", gettext_lazy("Programs"), tuple(_programs(member, words))),
        Hits("groups", gettext_lazy("Groups"), tuple(_groups(member, words))),
        Hits("runs", gettext_lazy("Runs"), tuple(_runs(member, words))),
        Hits("surveys", gettext_lazy("Surveys"), tuple(_surveys(member, words))),
        Hits("pages", gettext_lazy("Pages and settings"), tuple(_pages(member, words))),
    ]
    return [one for one in found if one.hits]


def _people(member: Membership, q: str) -> Hits:
    people = search_people(member, q=q)
    hits = tuple(
        Hit(one.name, reverse("networks:person", args=[one.pk]), _rank_and_unit(one))
        for one in people[:SHOWN]
    )
    more = f"{reverse('networks:people')}?{urlencode({'q': q})}" if len(people) > SHOWN else ""
    return Hits("people", gettext_lazy("People"), hits, more)


def _rank_and_unit(member: Membership) -> str:
    unit = member.unit.name if member.unit else ""
    return " · ".join(one for one in (member.get_rank_display(), unit) if one)


def _programs(member: Membership, words: list[str]) -> Iterable[Hit]:
    rows = Program.objects.directed_by(member.user).filter(institution=member.institution_id)
    for one in _first(rows, words, "name", "summary"):
        yield Hit(one.name, reverse("matching:directing", args=[one.pk]), one.state_label)


def _groups(member: Membership, words: list[str]) -> Iterable[Hit]:
    rows = PeerGroup.objects.directed_by(member.user).filter(institution=member.institution_id)
    for one in _first(rows, words, "name"):
        address = reverse("evaluations:directing_group", args=[one.pk])
        yield Hit(one.name, address, one.get_kind_display())


def _runs(member: Membership, words: list[str]) -> Iterable[Hit]:
    """Runs by the name of their program and their number: “Larkspur 3”."""
    numbers = [int(one) for one in words if one.isascii() and one.isdecimal() and len(one) < 6]
    names = [one for one in words if not one.isdecimal()]
    rows = MatchRun.objects.visible_to(member.user).filter(institution=member.institution_id)
    if numbers:
        rows = rows.filter(number__in=numbers)
    if not names:
        return
    light = rows.defer("inputs").select_related("program")
    for one in _first(light, names, "program__name", order="-created_at"):
        groups = one.method == MatchRun.GROUPS
        name = _("%(program)s, run %(number)d") % {
            "program": one.program.name,
            "number": one.number,
        }
        address = reverse("matching:group_run" if groups else "matching:run", args=[one.pk])
        yield Hit(name, address, one.get_state_display())


def _surveys(member: Membership, words: list[str]) -> Iterable[Hit]:
    rows = Survey.objects.visible_to(member.user).filter(institution=member.institution_id)
    named = rows.select_related("instrument", "program")
    for one in _first(named, words, "instrument__name", "program__name", order="-opens_on"):
        detail = one.program.name if one.program else _("Everyone here")
        address = reverse("evaluations:directing_survey", args=[one.pk])
        yield Hit(one.instrument.name, address, detail)


def _pages(member: Membership, words: list[str]) -> Iterable[Hit]:
    """Pages of the dashboard's own navigation that the reader may open."""
    wanted = [word.casefold() for word in words]
    for one in pages_of(member.user):
        if all(word in str(one.label).casefold() for word in wanted):
            yield Hit(str(one.label), reverse(one.url_name))


def _first(rows: QuerySet[Any], words: list[str], *fields: str, order: str = "name") -> list[Any]:
    for word in words:
        has_word = Q()
        for field in fields:
            has_word |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(has_word)
    return list(rows.order_by(order, "pk")[:SHOWN])
