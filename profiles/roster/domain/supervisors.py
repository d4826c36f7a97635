"""Supervisors that a file calls by name: who is meant for sure, who may be, and whom no one here is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mentornet.names import full_name, match_names, names_no_one
from profiles.models import Institution, Membership
from profiles.roster.domain.answers import NO_ONE
from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.rows import RawRow

COLUMN = "supervisor_external_id"
_WITH_ID = re.compile(r"(?P<name>.*?)\s*[(\[](?P<id>[^()\[\]]+)[)\]]$")
_WITHOUT = frozenset({"none", "no", "nil", "nobody", "no one"})
_AN_ID = re.compile(r"[^@\s]*\d[^@\s]*")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may be meant."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class AskedName:
    """A name that may be several people's, or is misspelled: in how many rows, whose it may be, the answer.

    `suggested`: whom these rows' people have as their supervisor by now, where that is one of those.
    """

    text: str
    rows: int
    people: tuple[Person, ...]
    answer: str = ""
    suggested: str = ""


@dataclass(frozen=True)
class Supervised:
    """Rows with external ids in place of names, the names that are asked, and those of no one here."""

    rows: list[RawRow]
    asked: list[AskedName]
    unknown: list[tuple[str, int]]
    matched: int = 0


def with_supervisors(
    raws: Sequence[RawRow],
    institution: Institution,
    *,
    answers: Mapping[str, str],
    left_out: Sequence[RawRow] = (),
) -> Supervised:
    """Return *raws* with the ids of the supervisors whom they name; *left_out* are the other people of the file.

    Whom a name means is never guessed: a row whose name can't be told says nothing about its supervisor. Someone
    of the same name is asked about where the file gives an id that is not theirs, or names one who is left out.
    """
    in_file = {raw.cells.get("external_id", "").strip() for raw in raws}
    named = Counter(
        cell for raw in raws if (cell := raw.cells.get(COLUMN, "").strip()) and cell not in in_file
    )
    if not named:
        return Supervised(list(raws), [], [])
    members = _members(institution)
    ids = in_file | members.keys()
    people = {key: name for key, (name, _chief) in members.items()} | _names(raws)
    meant = {text: key for text in named if (key := _id_in(text, ids))}
    found = match_names([text for text in named if text not in meant], people)
    doubted = _doubted(found.matched, _names(left_out))
    matched = {text: key for text, key in found.matched.items() if text not in doubted}
    meant |= matched
    near = found.near | {text: (found.matched[text],) for text in doubted}
    asked = _asked(near, named, people, answers, _chiefs(raws, members))
    meant |= {one.text: one.answer for one in asked if one.answer and one.answer != NO_ONE}
    no_one = [text for text in named if names_no_one(text)]
    meant |= {text: "" for text in no_one if text.casefold() in _WITHOUT}
    unsaid = {one.text for one in asked} - meant.keys()
    # What is no name, such as a misspelled id, is refused with its row. Who is not known yet is no one known.
    unknown = [text for text in found.unknown if _is_name(text)]
    unknown += [text for text in no_one if text not in meant]
    rows = [_named(raw, meant, unsaid | set(unknown)) for raw in raws]
    by_rows = sorted(((text, named[text]) for text in unknown), key=lambda one: (-one[1], one[0]))
    return Supervised(rows, asked, by_rows, sum(named[text] for text in matched))


def _is_name(text: str) -> bool:
    """Return whether *text* is several words or initials, or one word that is written as a name."""
    return bool(re.search(r"[^\W\d_]\.?[\s,]", text)) or (text.isalpha() and text.istitle())


def _members(institution: Institution) -> dict[str, tuple[str, str]]:
    """Return the name and the supervisor's id of each current member, by their id."""
    rows = Membership.objects.current().of(institution)
    columns = ("external_id", "given_name", "family_name", "supervisor__external_id")
    return {
        key: (full_name(given, family), chief or "")
        for key, given, family, chief in rows.values_list(*columns)
    }


def _names(raws: Sequence[RawRow]) -> dict[str, str]:
    found = {}
    for raw in raws:
        name = full_name(raw.cells.get("given_name", ""), raw.cells.get("family_name", ""))
        if key := raw.cells.get("external_id", "").strip():
            found[key] = name
    return found


def _id_in(text: str, ids: set[str]) -> str:
    """Return the id that *text* is, or has behind a name: “Ann Lee (10482)”."""
    if text in ids:
        return text
    found = _WITH_ID.fullmatch(text)
    return found["id"].strip() if found and found["id"].strip() in ids else ""


def _doubted(matched: Mapping[str, str], left_out: Mapping[str, str]) -> set[str]:
    """Return the texts of *matched* that may be of someone else: with another id, or a name of those left out."""
    with_id = {
        text
        for text in matched
        if (found := _WITH_ID.fullmatch(text)) and _AN_ID.fullmatch(found["id"].strip())
    }
    others = {key: name for key, name in left_out.items() if key not in matched.values()}
    return with_id | match_names(matched, others).matched.keys()


def _chiefs(
    raws: Sequence[RawRow], members: Mapping[str, tuple[str, str]]
) -> dict[str, Counter[str]]:
    """Return whom those in the rows of each name have as their supervisor by now."""
    found: dict[str, Counter[str]] = {}
    for raw in raws:
        known = members.get(raw.cells.get("external_id", "").strip())
        if known and known[1] and (text := raw.cells.get(COLUMN, "").strip()):
            found.setdefault(text, Counter())[known[1]] += 1
    return found


def _asked(
    near: Mapping[str, tuple[str, ...]],
    named: Mapping[str, int],
    people: Mapping[str, str],
    answers: Mapping[str, str],
    chiefs: Mapping[str, Counter[str]],
) -> list[AskedName]:
    found = []
    for text, keys in near.items():
        answer = answers.get(text, "")
        now = next((key for key, _count in chiefs.get(text, Counter()).most_common(1)), "")
        found.append(
            AskedName(
                text,
                named[text],
                tuple(Person(key, excerpt(people[key])) for key in keys),
                answer if answer == NO_ONE or answer in keys else "",
                now if now in keys else "",
            )
        )
    return sorted(found, key=lambda one: (bool(one.answer), -one.rows, one.text))


def _named(raw: RawRow, meant: Mapping[str, str], unsaid: set[str]) -> RawRow:
    text = raw.cells.get(COLUMN, "").strip()
    if text in meant:
        return replace(raw, cells={**raw.cells, COLUMN: meant[text]})
    if text in unsaid:
        return replace(raw, cells={key: cell for key, cell in raw.cells.items() if key != COLUMN})
    return raw
