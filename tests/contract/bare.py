"""Text on pages and in messages that went through no translation and is nothing that people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from matching.spreadsheets.domain.uploads import samples, tables_of
from matching.spreadsheets.models import SheetUpload
from mentornet.models import Job, OutboxMessage
from profiles.models import Institution
from tests.support.pseudo import unmarked

# What Babel writes between the items of a list.
BETWEEN = re.compile(r"[\s,;:.·]*\b(and|or)\b[\s,;:.·]*")
READ = ("title", "placeholder", "aria-label", "alt", "data-label", "label")
# The same in every language: names, formats, units, and what Babel writes of days and times.
SAME = re.compile(
    r"\b(MentorNet|ORCID|iD|PDF|CSV|XLSX|JSON|ICS|API|SCIM|SAML|OIDC|URL|UTC|EST|EDT|GMT|AM|PM|English|[Ee]spañol|Pseudo"
    r"|Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sep(tember)?|Oct(ober)?|Nov(ember)?"
    r"|Dec(ember)?|(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?)\b"
    # Time zones by their names; addresses, keys and names of the code.
    r"|\b[A-Z]\w+/[A-Z][\w/ +-]*|https?://\S+|\S+@\S+|\S*/\S*/\S*|\S*[0-9a-f]{8}\S*|\w+[_.:]\w[\w.:-]*"
)
# A word that went through no translation: without accents, and no initials.
WORD = re.compile(r"(?<![^\W\d_])(?![A-Z]{2,3}\b)[^\W\d_áéíóúýçñÁÉÍÓÚÝÇÑ]{2,}(?![^\W\d_])")


class Said(HTMLParser):
    """Collect the texts of a page, one for each element that shows it."""

    SILENT = ("script", "style", "code", "template")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        shown = dict(attrs)
        self.texts += [value for name in READ if (value := shown.get(name))]
        if tag == "input" and shown.get("type") in ("submit", "button"):
            self.texts.append(shown.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def texts_of(html: str) -> list[str]:
    """Return what a person reads of a page, one text for each element and attribute."""
    said = Said()
    # First, since a translated text may hold a link.
    said.feed(unmarked(html))
    return said.texts


def data_of_the_world() -> list[str]:
    """Return what stands in the database as people wrote it, the longest first; no choices of ours."""
    found: set[str] = set(_cells())
    # A school's word for a mentee is a word of one language, as the name of that language is.
    for words in (Institution.ProtegeLabel, Institution.SpanishLabel):
        found.update(word for word in words.labels if not word.isascii() or "/" in word)
    for model in apps.get_models():
        fields = [
            one.attname
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField | models.JSONField | ArrayField)
            and not one.choices
        ]
        for row in model._base_manager.values_list(*fields) if fields else ():
            for value in row:
                found.update(_strings(value))
    return sorted((one for one in found if WORD.search(one)), key=len, reverse=True)


def codes_of_the_world() -> list[str]:
    """Return the keys that only operators look rows up by, each as its page shows it, and schools' own words."""
    columns = [(Job, "kind"), (Job, "queue"), (OutboxMessage, "kind"), (Institution, "slug")]
    terms = [*Institution.ProtegeLabel.labels, *Institution.SpanishLabel.labels]
    rows = [model._base_manager.values_list(name, flat=True) for model, name in columns]
    return [*terms, *{one for row in rows for one in row}]


def _cells() -> Iterator[str]:
    """Yield the columns and cells of each spreadsheet that was uploaded, as its page shows them."""
    for sheet in SheetUpload._base_manager.all():
        for table in tables_of(sheet).values():
            for at, header in enumerate(table.headers):
                yield from (header, " · ".join(samples(table, at)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        for line in (value, *value.splitlines()):
            if len(line.strip()) > 1 and (" " in line.strip() or not line.islower()):
                yield " ".join(line.split())
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def bare(texts: Iterable[str], data: list[str]) -> set[str]:
    """Return what of *texts* is neither translated nor *data* nor the same in every language."""
    found = set()
    for text in texts:
        said = " ".join(unmarked(text).split())
        left = SAME.sub(" ", said)
        if not WORD.search(left) or said in data:
            continue
        for one in data:
            if one in left:
                left = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", left)
        if WORD.search(left) and not BETWEEN.fullmatch(left):
            found.add(" ".join(left.split())[:100])
    return found
