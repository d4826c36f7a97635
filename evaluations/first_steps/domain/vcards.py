"""People out of a contact file: vCard 2.1, 3.0 and 4.0, as phones and mail programs write them.

1. The bytes become text: UTF-8, UTF-16 with its mark, or Windows-1252 where neither fits.
2. Lines that go on are joined: by a space or a tab at the start of the next one, and in
   quoted-printable by a `=` at the end.
3. Each line is a name, parameters and a value; what can't be read is left out.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evaluations.first_steps.domain.contacts import (
    LONGEST_NAME,
    Contact,
    clean_name,
    clean_text,
    distinct,
    name_from_address,
    usable_address,
)

PROPERTY = re.compile(
    r"^(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:[^\":;]|\"[^\"]*\")*)*):(?P<value>.*)$",
    re.DOTALL,
)
QUOTED_PRINTABLE = re.compile(r"^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
SEPARATOR = re.compile(r"(?<!\\);")
LAST_RANK = 101
# No name or address is longer; a photo is, and is not read. So the time grows with the file alone.
LONGEST_LINE, LONGEST_START = 5_000, 200
MOST_EMAILS = 20


@dataclass
class _Card:
    """One card while it is read."""

    full_name: str = ""
    name: str = ""
    affiliation: str = ""
    is_person: bool = True
    emails: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Property:
    name: str
    types: frozenset[str]
    rank: int
    value: str


def read_vcards(content: bytes) -> list[Contact]:
    """Return the people of a contact file in their order; companies and groups are left out."""
    return distinct(one for card in _cards(_text_of(content)) if (one := _contact(card)))


def _text_of(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[str]:
    """Return whole lines: those that were folded are joined.

    Version 2.1 folds before a space of the text, which stays; later ones add a space, which goes.
    What goes on beyond LONGEST_LINE is left out.
    """
    whole, keeps_space = "", False
    for line in re.split(r"\r\n|\n|\r", text):
        if whole.endswith("=") and QUOTED_PRINTABLE.match(whole, 0, LONGEST_START):
            more = line.lstrip(" \t") if line[:1] in " \t" else line
            whole = whole[:-1] + more[:LONGEST_LINE]
            if len(whole) > LONGEST_LINE:
                whole = whole[:LONGEST_START] + ("=" if line.endswith("=") else "")
        elif line[:1] in (" ", "\t") and whole:
            if len(whole) < LONGEST_LINE:
                whole += line if keeps_space else line[1:]
        else:
            if whole.upper().startswith("VERSION:"):
                keeps_space = whole.strip().endswith("2.1")
            yield whole
            whole = line
    yield whole


def _cards(text: str) -> Iterator[_Card]:
    card, nested, opens_agent = None, 0, False
    for line in _lines(text):
        found = _read(line)
        if found is None:
            continue
        marks_card = found.value.strip().upper() == "VCARD"
        if found.name == "BEGIN" and marks_card:
            if card is not None and (opens_agent or nested):
                nested += 1
            else:
                # A card whose end is missing counts as far as it goes.
                if card is not None:
                    yield card
                card = _Card()
        elif found.name == "END" and marks_card and nested:
            nested -= 1
        elif found.name == "END" and marks_card:
            if card is not None:
                yield card
            card = None
        elif card is not None and not nested:
            _note(card, found)
        opens_agent = found.name == "AGENT" and not found.value.strip()
    if card is not None:
        yield card


def _read(line: str) -> _Property | None:
    match = PROPERTY.match(line[:LONGEST_LINE])
    if match is None:
        return None
    types: set[str] = set()
    rank, charset = LAST_RANK, "utf-8"
    for parameter in re.findall(r";((?:[^\";]|\"[^\"]*\")*)", match["parameters"]):
        key, sign, value = parameter.partition("=")
        key, value = key.strip().upper(), value.strip().strip('"')
        if key == "PREF" and value.isdecimal():
            rank = min(rank, int(value[:3]))
        elif key == "CHARSET":
            charset = value
        else:
            types.update(part.strip().upper() for part in (value if sign else key).split(","))
    value = match["value"]
    if "QUOTED-PRINTABLE" in types:
        value = _decoded(value, charset)
    return _Property(match["name"].upper(), frozenset(types), rank, value)


def _decoded(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", errors="replace"))
    try:
        return raw.decode(charset)
    except (LookupError, ValueError):
        return raw.decode("cp1252", errors="replace")


def _note(card: _Card, found: _Property) -> None:
    if found.name == "FN":
        card.full_name = card.full_name or _plain(found.value)
    elif found.name == "N":
        family, given, *_rest = [*map(_plain, SEPARATOR.split(found.value)), "", ""]
        card.name = card.name or " ".join(part for part in (given, family) if part)
    elif found.name == "ORG":
        parts = [_plain(part) for part in SEPARATOR.split(found.value)]
        card.affiliation = card.affiliation or ", ".join(part for part in parts if part)
    elif found.name == "EMAIL":
        email = usable_address(_plain(found.value))
        if email and len(card.emails) < MOST_EMAILS:
            card.emails.append((_rank(found), email))
    elif found.name == "KIND":
        card.is_person = found.value.strip().lower() in ("", "individual")
    elif found.name == "X-ABSHOWAS" and found.value.strip().upper() == "COMPANY":
        card.is_person = False


def _rank(found: _Property) -> int:
    """Return how soon an address comes: as it says, then the preferred one, then that of work."""
    if found.rank < LAST_RANK:
        return found.rank
    if "PREF" in found.types:
        return 1
    return LAST_RANK if "WORK" in found.types else LAST_RANK + 1


def _plain(value: str) -> str:
    unescaped = re.sub(
        r"\\(.)", lambda match: " " if match[1] in "nN" else match[1], value, flags=re.DOTALL
    )
    return clean_text(unescaped)


def _contact(card: _Card) -> Contact | None:
    # sorted() is stable: addresses of one rank keep the order of the file.
    emails = tuple(dict.fromkeys(email for _rank_of, email in sorted(card.emails, key=_first)))
    name = clean_name(card.full_name) or clean_name(card.name)
    if "@" in name:
        name = name_from_address(usable_address(name) or name)
    if not name and emails:
        name = name_from_address(emails[0])
    if not card.is_person or not name:
        return None
    return Contact(name, emails, card.affiliation[:LONGEST_NAME])


def _first(ranked: tuple[int, str]) -> int:
    return ranked[0]
