"""People's names as they are written in many ways: which of them name one person, and which may. Pure.

Names are compared without titles, degrees, order, accents, case and signs. What can't be told for
sure (an initial, a misspelled or missing word) is near: it is for a person to say.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from pyuca import Collator

from mentornet.folding import distance, tokens

LONGEST_KEY = 400
"""As many characters as the column of the sort key takes."""
MOST_NEAR = 10
"""How many people are listed as those whom a name may mean."""
_MOST_WITH_WORD = 3_000
_LONG_WORD = 7
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|\"[^\"]*\"|“[^”]*”")
_APOSTROPHE = re.compile("['’‘ʼ`´ʹ]")
_HYPHEN = re.compile("[-‐‑–]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_TITLES = frozenset(
    {"dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame"}
)
_DEGREE_WORDS = (
    "aprn arnp ba bs bsc bsn cnm crna dds dmd dnp do dphil dpt drph dsc dvm edd faan faap facc facep facog facp "
    "facs fccp frcp frcpc frcs jd ma mba mbbs mbchb mbbch md mha mhs mhsc mms mph mphil ms msc msce mscr msn msw mtr "
    "np od otd pa pa-c pharmd phd psyd rd rn scd sm jr sr ii iii iv esq"
)
_DEGREES = frozenset(_DEGREE_WORDS.split())
# What people enter where there is no one to name, folded.
_NO_ONE = frozenset(
    ("none", "no", "n a", "na", "nil", "nobody", "no one", "tbd", "tba", "unknown", "not applicable",
     "not yet", "not assigned", "unassigned", "to be determined", "vacant", "open position", "same", "self", "me", "x")
)  # fmt: skip

Key = TypeVar("Key", bound=Hashable)
Words = tuple[str, ...]


def full_name(given_name: str, family_name: str) -> str:
    """Return the whole name, of people with one name that one: no space before, behind or twice within it.

    >>> full_name("Ada", "Moreno"), full_name("Suharto", ""), full_name(" ", "Ö")
    ('Ada Moreno', 'Suharto', 'Ö')
    """
    return " ".join(f"{given_name} {family_name}".split())


def sort_key(given_name: str, family_name: str) -> str:
    """Return what sorts people by family name, then given name; those with one name by that.

    Hexadecimal digits, so that any collation and any index sorts them alike.
    """
    # A tab weighs less than any letter, sign or space.
    name = f"{family_name.strip()}\t{given_name.strip()}".strip() or "\t"
    weights = _collator().sort_key(name)
    return "".join(f"{weight:04x}" for weight in weights)[:LONGEST_KEY]


def whole_name_key(name: str) -> str:
    """Return what sorts someone of whom we have one line among people with two names: their last word counts.

    >>> whole_name_key("Dr. Grace Lin") == whole_name_key("Lin, Grace, MD") == sort_key("Grace", "Lin")
    True
    """
    given, _space, family = _turned(name).rpartition(" ")
    return sort_key(given, family)


@cache
def _collator() -> Collator:
    return Collator()


def without_titles(name: str) -> str:
    """Return *name* without titles before it and degrees behind it; a name is never emptied.

    >>> without_titles("Prof. Ada Okafor MD PhD"), without_titles("Anh Do"), without_titles("Ada Okafor, M.D.")
    ('Ada Okafor', 'Anh Do', 'Ada Okafor')
    """
    words = [word for word in (one.strip(",") for one in name.split()) if word]
    while len(words) > 1 and _bare(words[0]) in _TITLES:
        del words[0]
    while len(words) > 2 and _bare(words[-1]) in _DEGREES:
        del words[-1]
    return " ".join(words)


def is_degrees(part: str) -> bool:
    """Return whether *part* of a name, between commas, is nothing but degrees: "MD PhD"."""
    return all(_bare(word) in _DEGREES for word in part.split())


def spellings(name: str) -> tuple[str, ...]:
    """Return *name* as it may be written elsewhere: "O Brien", "Annemarie", "Mueller"."""
    return (
        name,
        _APOSTROPHE.sub(" ", name),
        _HYPHEN.sub("", name),
        name.lower().translate(_UMLAUTS),
    )


def names_no_one(text: str) -> bool:
    """Return whether *text* says that there is no one: nothing, "N/A", "TBD", "none"."""
    words = " ".join(tokens(text))
    return not words or words in _NO_ONE


def plain_name(name: str) -> str:
    """Return *name* folded: given names first, without titles, degrees and what is in brackets.

    >>> plain_name("Dr. Ann Lee"), plain_name("LEE, Ann, M.D., Ph.D."), plain_name("Núñez (née Roe), Dr. Zoë")
    ('ann lee', 'ann lee', 'zoe nunez')
    """
    return " ".join(tokens(_turned(name)))


def same_person(one: str, other: str) -> bool:
    """Return whether two names are for sure written for one person, if their words are.

    The order of the words doesn't count, nor an initial in the middle that only one has.

    >>> same_person("Dr. Ann Lee", "Lee, Ann"), same_person("Ann M. Lee", "Lee, Ann Marie")
    (True, True)
    >>> same_person("A. Lee", "Ann Lee"), same_person("Ann K. Lee", "Ann M. Lee")
    (False, False)
    """
    return _same(_Written.of(one), _Written.of(other))


def nearly_same(one: str, other: str) -> bool:
    """Return whether two names may be written for one person, which is for a person to say.

    >>> nearly_same("A. Lee", "Ann Lee"), nearly_same("Jon Smith", "John Smith"), nearly_same("Lee", "Ann Lee")
    (True, True, True)
    >>> nearly_same("Ann Lee", "Bo Lee")
    False
    """
    return _near(_Written.of(one), _Written.of(other))


@dataclass(frozen=True)
class MatchedNames(Generic[Key]):
    """Whose the names are: one person's for sure; of one of several perhaps, likeliest first; no one's."""

    matched: dict[str, Key]
    near: dict[str, tuple[Key, ...]]
    unknown: tuple[str, ...]


def match_names(names: Iterable[str], people: Mapping[Key, str]) -> MatchedNames[Key]:
    """Return which of *people* (key → name) each of *names* means, as they are written.

    A name that two people have is near both. Texts that name no one ("N/A") are left out.

    >>> match_names(["Lee, Ann", "B. Kim", "Roe"], {1: "Ann Lee MD", 2: "Bo Kim"})
    MatchedNames(matched={'Lee, Ann': 1}, near={'B. Kim': (2,)}, unknown=('Roe',))
    """
    book = _Book(people)
    matched: dict[str, Key] = {}
    near: dict[str, tuple[Key, ...]] = {}
    unknown = []
    for name in dict.fromkeys(names):
        if names_no_one(name):
            continue
        written = _Written.of(name)
        same: list[Key] = book.exact(written)
        like: list[Key] = []
        # Of another order it may be someone else's: "James Thomas" is Thomas James where no James A. Thomas is.
        if len(same) != 1 or book.people[same[0]].ordered != written.ordered:
            same, like = book.find(written)
        if len(same) == 1:
            matched[name] = same[0]
        elif same or like:
            near[name] = tuple((*same, *like)[:MOST_NEAR])
        else:
            unknown.append(name)
    return MatchedNames(matched, near, tuple(unknown))


@dataclass(frozen=True)
class GroupedNames:
    """Names of a list: the first way of writing of whom each is, and pairs of those that may be one person."""

    first: dict[str, str]
    near: tuple[tuple[str, str], ...]


def group_names(names: Iterable[str]) -> GroupedNames:
    """Return which of *names* are one person's; those that name no one are left out.

    >>> group_names(["Dr. Ann Lee", "Lee, Ann", "A. Lee", "Bo Kim MD"]).near
    (('A. Lee', 'Dr. Ann Lee'),)
    """
    first: dict[str, str] = {}
    heads: dict[str, str] = {}
    # Whole names first, so that "Ann M. Lee" and "Ann Lee" meet whatever their order in the file.
    for name in dict.fromkeys(names):
        if not names_no_one(name):
            exact = min(_Written.of(name).keys)
            first[name] = heads.setdefault(" ".join(exact), name)
    kept = list(dict.fromkeys(first.values()))
    book = _Book({name: name for name in kept})
    found = {name: book.find(_Written.of(name)) for name in kept}
    joined: dict[str, str] = {}
    near: set[tuple[str, str]] = set()
    for name in kept:
        same, like = found[name]
        circle = {name, *same}
        # Only where each of them is all the others', too: "Ann Lee" may be Ann M. or Ann K.
        if all({one, *found[one][0]} == circle for one in circle):
            joined[name] = min(circle, key=kept.index)
        else:
            joined[name] = name
            near.update(_sorted(name, one) for one in same if one != name)
        near.update(_sorted(name, one) for one in like)
    pairs = {_sorted(joined[one], joined[other]) for one, other in near}
    return GroupedNames(
        {name: joined[head] for name, head in first.items()},
        tuple(sorted(pair for pair in pairs if pair[0] != pair[1])),
    )


def _sorted(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True)
class _Written:
    """A name taken apart: its words, sorted, in each spelling; and those of the first one, also as they stand."""

    keys: frozenset[Words]
    words: Words
    long: frozenset[str]
    initials: frozenset[str]
    ordered: Words

    @classmethod
    def of(cls, name: str) -> _Written:
        turned = _turned(name).lower()
        ordered = tuple(tokens(turned))
        words = tuple(sorted(ordered))
        ways = set(spellings(turned)) - {turned}
        keys = frozenset([words, *(tuple(sorted(tokens(one))) for one in ways)])
        short = frozenset(word for word in words if len(word) == 1)
        return cls(keys, words, frozenset(words) - short, short, ordered)


class _Book(Generic[Key]):
    """People by the words of their names."""

    def __init__(self, people: Mapping[Key, str]) -> None:
        self.people = {key: _Written.of(name) for key, name in people.items()}
        self.by_key: dict[Words, list[Key]] = {}
        self.by_word: dict[str, list[Key]] = {}
        for key, written in self.people.items():
            for words in written.keys:
                self.by_key.setdefault(words, []).append(key)
            for word in {word for words in written.keys for word in words if len(word) > 1}:
                self.by_word.setdefault(word, []).append(key)

    def exact(self, name: _Written) -> list[Key]:
        """Return those who have the words of *name*, no more and no fewer."""
        found = (key for words in sorted(name.keys) for key in self.by_key.get(words, ()))
        return list(dict.fromkeys(found))

    def find(self, name: _Written) -> tuple[list[Key], list[Key]]:
        """Return who is meant by *name*, and who may be; each in the order in which people were given."""
        exact = self.exact(name)
        there = dict.fromkeys(
            key
            for word in sorted({word for words in name.keys for word in words})
            for key in self.by_word.get(word, ())[:_MOST_WITH_WORD]
        )
        known = set(exact)
        same = [*exact, *(k for k in there if k not in known and _same(name, self.people[k]))]
        known = set(same)
        return same, [key for key in there if key not in known and _near(name, self.people[key])]


def _same(one: _Written, other: _Written) -> bool:
    if not one.words or not other.words:
        return False
    if one.keys & other.keys:
        return True
    if min(len(one.long), len(other.long)) < 2:
        return False
    extra, missing = one.long - other.long, other.long - one.long
    if extra and missing:
        return False
    if not (extra or missing):
        # One of them left the initial out.
        return not (one.initials and other.initials)
    longer, shorter = (one, other) if extra else (other, one)
    middle = extra or missing
    return len(middle) == 1 and {word[0] for word in middle} | longer.initials == shorter.initials


def _near(one: _Written, other: _Written) -> bool:
    shared = one.long & other.long
    if not shared:
        return False
    fewer, more = sorted(
        (sorted(set(one.words) - shared), sorted(set(other.words) - shared)), key=len
    )
    left = list(more)
    for word in fewer:
        like = next((each for each in left if _like(word, each)), None)
        if like is None:
            return False
        left.remove(like)
    return True


def _like(one: str, other: str) -> bool:
    """Return whether two words may be one: an initial, the short form of a name, or misspelled."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return long.startswith(short) and len(long) > 1
    if len(short) < 3:
        return False
    most = 2 if len(short) >= _LONG_WORD else 1
    return long.startswith(short) or distance(short, long, most=most) <= most


def _turned(name: str) -> str:
    """Return *name* with the given names before the family name, without titles and degrees."""
    parts = [part.strip() for part in _ASIDE.sub(" ", name).split(",")]
    first, *others = parts
    given = [_without_degrees(one) for one in others if one and not is_degrees(one)]
    return without_titles(" ".join([*given, without_titles(first)]))


def _without_degrees(given: str) -> str:
    """Return given names without the degrees behind them; "Anh Ma" has none, "Ann MA" has one."""
    words = given.split()
    while len(words) > 1 and _bare(words[-1]) in _DEGREES and not words[-1][1:].islower():
        del words[-1]
    return " ".join(words)


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()
