"""Who is meant by what was typed: one person, one of several, or no one who works here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, QuerySet

from mentornet.folding import distance, fold, tokens
from mentornet.names import without_titles
from profiles.institution.domain.unit_paths import units_below
from profiles.models import Institution, Membership, NameToken
from profiles.own_words import RANK
from profiles.people.names.domain import name_tokens, named
from profiles.people.picking.domain.reading import Named, Reading, read_people
from profiles.vocabulary import having

MOST_PEOPLE = 500
MOST_CANDIDATES = 10
MOST_RESULTS = 50
_MOST_ROWS = 5_000
_NEAR = 3
_LEAST_LETTERS = 3


class Why(StrEnum):
    """Why someone has to choose."""

    SEVERAL = "several"
    NEAR = "near"
    OTHER_EMAIL = "other_email"


@dataclass(frozen=True)
class Choice:
    """What was typed, and the people one of whom may be meant."""

    text: str
    why: Why
    people: tuple[Membership, ...]


@dataclass
class Found:
    """Who is meant; what is to be chosen; and the pieces that are no one's."""

    people: list[Membership] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    unknown: list[Named] = field(default_factory=list)


@dataclass(frozen=True)
class _Fits:
    one: Membership | None = None
    several: tuple[Membership, ...] = ()

    @property
    def score(self) -> int:
        return 2 if self.one else int(bool(self.several))


def find_people(text: str, *, institution: Institution) -> Found:
    """Return who of *institution* is meant by *text*, each once. At most five queries."""
    all_found = Found()
    for found in find_each(read_people(text), institution=institution):
        all_found.people += found.people
        all_found.choices += found.choices
        all_found.unknown += found.unknown
    all_found.people = list(dict.fromkeys(all_found.people))
    return all_found


def find_each(asked: Sequence[Named], *, institution: Institution) -> list[Found]:
    """Return who is meant by each of *asked*, in their order. At most five queries."""
    emails = _with_emails(asked, institution)
    names = {
        name for one in asked if one.email.lower() not in emails for name in _names(one.readings)
    }
    book = _Book(names, institution)
    each = []
    for one in asked:
        found = Found()
        if len(same := emails.get(one.email.lower(), [])) == 1:
            found.people.append(same[0])
        elif one.email:
            _by_name_only(one, book, found)
        else:
            _by_names(one, book, found)
        each.append(found)
    _add_near(each, institution)
    return each


def search_people(
    *, institution: Institution, words: str = "", unit: UUID | None = None, rank: str = ""
) -> list[Membership]:
    """Return those here whose name begins with *words*, in *unit* or below, of this *rank*. Sorted by name.

    No one where nothing is asked for; never more than MOST_RESULTS + 1.
    """
    if not (words.strip() or unit or rank):
        return []
    rows = _here(institution)
    if words.strip():
        rows = named(rows, words, institution=institution.pk, by_email=True)
    if unit:
        rows = rows.filter(unit__in=units_below(institution, [unit]))
    if rank:
        rows = rows.filter(**having(RANK, rank))
    return list(rows.order_by("sort_key", "pk")[: MOST_RESULTS + 1])


def people_of_keys(keys: Collection[UUID], *, institution: Institution) -> list[Membership]:
    """Return those of *keys* who work here now, in their order. One query."""
    rows = {one.pk: one for one in _here(institution).filter(pk__in=list(keys)[:MOST_PEOPLE])}
    return [rows[key] for key in keys if key in rows]


def _here(institution: Institution) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.current().filter(institution=institution)
    return rows.select_related("user", "institution", "unit").defer("search")


def _with_emails(asked: Sequence[Named], institution: Institution) -> dict[str, list[Membership]]:
    wanted = {email for one in asked if one.email for email in (one.email, one.email.lower())}
    found: dict[str, list[Membership]] = {}
    if wanted:
        for member in _here(institution).filter(address__in=wanted):
            found.setdefault(member.email.lower(), []).append(member)
    return found


class _Book:
    """The people who may be meant by any of some names. Three queries."""

    def __init__(self, names: Iterable[str], institution: Institution) -> None:
        words = [set(tokens(name)) for name in names]
        here = NameToken.objects.filter(institution=institution)
        keys: set[UUID] = set()
        if several := set().union(*(one for one in words if len(one) > 1)):
            rows = here.filter(token__in=several).values_list("member")
            shared = rows.annotate(count=Count("pk")).filter(count__gte=2)
            keys.update(shared.order_by().values_list("member", flat=True)[:_MOST_ROWS])
        if single := set().union(*(one for one in words if len(one) == 1)):
            keys.update(here.filter(token__in=single).values_list("member", flat=True)[:_MOST_ROWS])
        there = _here(institution).filter(pk__in=keys).order_by("sort_key", "pk")
        self.people = [
            (one, name_tokens(one.given_name, one.family_name), len(tokens(one.name)))
            for one in (there if keys else ())
        ]
        self.by_word: dict[str, list[int]] = {}
        for at, (_one, known, _count) in enumerate(self.people):
            for word in known:
                self.by_word.setdefault(word, []).append(at)

    def fits(self, name: str) -> _Fits:
        """Return whom *name* means: one for sure, or those among whom one has to choose."""
        words = set(tokens(name))
        whole = self._with(words)
        exact = [one for one, _known, count in whole if count == len(words)]
        if len(exact) == 1:
            return _Fits(one=exact[0])
        if exact:
            return _Fits(several=tuple(exact))
        plain = set(tokens(without_titles(name)))
        # An initial of a middle name says less than the names around it.
        longer = {word for word in plain if len(word) > 1}
        loose = [one for one, _known, _count in self._with(longer or plain)]
        if len(loose) == 1 and len(longer) > 1:
            return _Fits(one=loose[0])
        if loose:
            return _Fits(several=tuple(loose))
        return _Fits(several=tuple(self._inside(longer)))

    def _with(self, words: set[str]) -> list[tuple[Membership, set[str], int]]:
        """Return those who have all of *words* in their names."""
        if not words:
            return []
        places = set.intersection(*(set(self.by_word.get(word, ())) for word in words))
        return [self.people[at] for at in sorted(places)]

    def _inside(self, words: set[str]) -> list[Membership]:
        """Return those whose whole name, of two words or more, is in *words*."""
        places = sorted({at for word in words for at in self.by_word.get(word, ())})
        people = (self.people[at] for at in places)
        return [one for one, known, count in people if count > 1 and set(tokens(one.name)) <= words]


def _names(readings: Sequence[Reading]) -> Iterable[str]:
    return (name for reading in readings for name in reading)


def _by_names(one: Named, book: _Book, found: Found) -> None:
    """Read *one* in the way in which most of its names are someone's."""
    best: tuple[float, Reading, list[_Fits]] = (-1.0, (one.text,), [_Fits()])
    for reading in one.readings:
        fits = [book.fits(name) for name in reading]
        score = sum(each.score for each in fits) / len(fits)
        if score > best[0]:
            best = (score, reading, fits)
    _score, reading, fits = best
    for name, each in zip(reading, fits, strict=True):
        # As it was typed, where it is one person's.
        text = one.text if len(reading) == 1 else name
        if each.one is not None:
            found.people.append(each.one)
        elif each.several:
            found.choices.append(Choice(text, Why.SEVERAL, each.several[:MOST_CANDIDATES]))
        else:
            found.unknown.append(Named(text, readings=((name,),)))


def _by_name_only(one: Named, book: _Book, found: Found) -> None:
    """Offer the people of the name beside an email that no one has; it is never taken for sure."""
    for reading in one.readings:
        fits = [book.fits(name) for name in reading]
        people = tuple(
            member for each in fits for member in ((each.one,) if each.one else each.several)
        )
        if people:
            found.choices.append(Choice(one.text, Why.OTHER_EMAIL, people[:MOST_CANDIDATES]))
            return
    found.unknown.append(one)


def _add_near(each: Sequence[Found], institution: Institution) -> None:
    """Offer people whose names are a few letters away from one that no one has. Two queries at most."""
    typed = [
        name
        for found in each
        for one in found.unknown
        if not one.email
        for name in _near_names(one)
    ]
    words = set().union(*map(_long_words, typed))
    if not words:
        return
    shares = NameToken.objects.filter(institution=institution, token__in=words)
    keys = set(shares.values_list("member", flat=True)[:_MOST_ROWS])
    book = _NearBook(_here(institution).filter(pk__in=keys).order_by("sort_key", "pk"))
    for found in each:
        unknown = []
        for one in found.unknown:
            near = [] if one.email else book.near(_near_names(one))
            if near:
                found.choices.append(Choice(one.text, Why.NEAR, tuple(near[:MOST_CANDIDATES])))
            else:
                unknown.append(one)
        found.unknown = unknown


class _NearBook:
    """People by the words of their names, to be compared with names that share one."""

    def __init__(self, people: Iterable[Membership]) -> None:
        self.people = [(" ".join(sorted(fold(one.name).split())), one) for one in people]
        self.by_word: dict[str, list[int]] = {}
        for at, (_text, one) in enumerate(self.people):
            for word in name_tokens(one.given_name, one.family_name):
                self.by_word.setdefault(word, []).append(at)

    def near(self, names: Sequence[str]) -> list[Membership]:
        """Return those whose names are a few letters away from one of *names*."""
        found: set[int] = set()
        for name in names:
            text = " ".join(sorted(tokens(name)))
            there = {at for word in _long_words(name) for at in self.by_word.get(word, ())}
            found |= {at for at in there if distance(self.people[at][0], text, most=_NEAR) <= _NEAR}
        return [self.people[at][1] for at in sorted(found)]


def _near_names(one: Named) -> list[str]:
    return list(_names(one.readings[:1]))


def _long_words(name: str) -> set[str]:
    return {word for word in tokens(name) if len(word) >= _LEAST_LETTERS}
