"""People out of pasted lines and contact files. Pure: text or bytes in, contacts out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST_NAME = 200
LONGEST_EMAIL = 254
# It begins where a word begins, or a long word without a sign would be read from each of its letters.
ADDRESS = re.compile(r"(?<![^\s<>()\[\],;:\"'])[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
CREDENTIAL = re.compile(
    "bs|ba|bsn|bscn|dds|dmd|dnp|do|dphil|dpt|drph|edd|facc|facp|facs|fach|fache|frcp|jd|ma|mba|mbbs|"
    "mbchb|md|mha|mhs|mms|mph|ms|msc|msce|mscr|msn|np|od|pa|pa-c|pharmd|phd|psyd|rn|scd|jr|sr|ii|iii"
)
TITLE = re.compile("dr|doctor|prof|professor|mr|mrs|ms|miss|mx")


@dataclass(frozen=True)
class Contact:
    """Someone as a person wrote them down: `emails` in order, the preferred one first."""

    name: str
    emails: tuple[str, ...] = ()
    affiliation: str = ""

    @property
    def email(self) -> str:
        return self.emails[0] if self.emails else ""


def read_lines(text: str) -> list[Contact]:
    """Return the people of pasted *text*: names, email addresses, or `Name <address>`.

    One a line, or with semicolons between them; several addresses may stand in a line.
    """
    found = []
    for line in re.split(r"[\n\r;\t]+", clean_text(text, keep_lines=True)):
        found += _of_addresses(line) if "@" in line else _of_names(line)
    return distinct(found)


def distinct(contacts: Iterable[Contact]) -> list[Contact]:
    """Return *contacts* in their order, each name with the same email once."""
    seen: dict[tuple[str, str], Contact] = {}
    for one in contacts:
        seen.setdefault((one.name.casefold(), one.email), one)
    return list(seen.values())


def name_from_address(email: str) -> str:
    """Return a name as an address suggests it, `helena.ash@…` for one; else the address."""
    words = [word for word in re.split(r"[._]+", email.partition("@")[0]) if word]
    if len(words) > 1 and all(word.replace("-", "").isalpha() for word in words):
        return " ".join(word.capitalize() for word in words)
    return email


def usable_address(text: str) -> str:
    """Return the address in *text* in small letters; empty where there is none that could exist."""
    address = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE).strip("<>.,;'\" ")
    address = address.partition("?")[0].lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= LONGEST_EMAIL else ""


def clean_text(text: str, *, keep_lines: bool = False) -> str:
    """Return *text* composed, without control characters, and with single spaces."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        char if unicodedata.category(char)[0] != "C" or (keep_lines and char in "\n\r\t") else " "
        for char in composed
        if char not in "\u200b\u200c\u200d\ufeff"
    )
    return kept if keep_lines else " ".join(kept.split())


def clean_name(text: str) -> str:
    """Return a name in the order in which it is said, without titles and degrees."""
    parts = [clean_text(part).strip(" \"'<>()") for part in text.split(",")]
    parts = [part for part in parts if part]
    # What stands first is a name, whatever it looks like: “Ma, Jun”.
    parts = parts[:1] + [part for part in parts[1:] if not _is_credential(part)]
    if len(parts) > 1:
        parts = [f"{parts[1]} {parts[0]}"]
    words = (parts[0] if parts else "").split()
    while len(words) > 1 and TITLE.fullmatch(words[0].rstrip(".").lower()):
        words = words[1:]
    return " ".join(words)[:LONGEST_NAME].strip()


def _is_credential(part: str) -> bool:
    words = [word.replace(".", "").lower() for word in re.split(r"[\s/]+", part)]
    return all(CREDENTIAL.fullmatch(word) for word in words if word)


def _of_addresses(line: str) -> list[Contact]:
    found, start = [], 0
    for match in ADDRESS.finditer(line):
        email = usable_address(match.group())
        before = re.sub(r"mailto:?\s*$", "", line[start : match.start()], flags=re.IGNORECASE)
        # Outside quotation marks a comma parts two people; before an address in brackets it does not.
        name = clean_name(before.strip(" ,<>():\"'\u2022*-"))
        start = match.end()
        after = re.match(r"\s*(?:>\s*)?\(([^)@]+)\)", line[start:])
        if after and not name:
            name, start = clean_name(after.group(1)), start + after.end()
        if email:
            found.append(Contact(name or name_from_address(email), (email,)))
        elif name:
            found.append(Contact(name))
    return found


def _of_names(line: str) -> list[Contact]:
    line = re.sub(r"^\s*(?:[-*\u2022]|\d{1,2}[.)])\s*", "", line)
    parts = [part.strip() for part in line.split(",") if part.strip()]
    whole = parts[:1] + [part for part in parts[1:] if not _is_credential(part)]
    # “Ash, Helena” is one person; “Helena Ash, Ruth Sato” are two.
    names = whole if len(whole) > 1 and all(" " in part for part in whole) else [line]
    found = [clean_name(name) for name in names]
    return [Contact(name) for name in found if any(char.isalpha() for char in name)]
