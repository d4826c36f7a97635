"""What each cell of a roster may hold. Pure: text in, a value or CellError out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.mail.addresses import is_of_test
from mentornet.moments import number
from mentornet.tabular.writing import FORMULA_SIGNS
from profiles.own_words import key_said
from profiles.people.models.membership import EXPERTISE_TERMS
from profiles.people.orcid import normalize_orcid
from profiles.roster.domain.columns import plain
from profiles.vocabulary import Rank, Track

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A line feed in front of a cell is no more than a blank, and is trimmed like one.
FORMULA_STARTS = (*FORMULA_SIGNS, "\t", "\r")
SPREADSHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
UNIT_DEPTH = 6
EXCERPT = 60
# Characters that change how the text around them is shown, and can make one name look like another.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class CellError(Exception):
    """What is wrong with a cell, in words and as a code."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


def clean(cell: str) -> str:
    """Return *cell* without needless blanks; raise CellError for what it must not hold."""
    if cell.isascii() and cell.isalnum():
        return cell
    if "\x00" in cell:
        raise CellError(
            _("This cell contains a NUL character. Save the file again as text."), "nul"
        )
    if cell.startswith(FORMULA_STARTS) or cell.lstrip(" \u00a0").startswith(FORMULA_STARTS):
        first = cell.lstrip(" \u00a0")[0]
        sign = {"\t": _("a tab"), "\r": _("a line break")}.get(first, f"“{first}”")
        raise CellError(
            _(
                "This cell starts with %(sign)s, so a spreadsheet would run it as a formula. "
                "Remove it."
            )
            % {"sign": sign},
            "formula",
        )
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", " ".join(cell.split())))
    if text.upper() in SPREADSHEET_ERRORS:
        raise CellError(_("A spreadsheet formula failed here. Enter the value instead."), "formula")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise CellError(
            _("This cell contains a control character. Type the value again."), "control"
        )
    if text.startswith(FORMULA_STARTS):
        raise CellError(
            _(
                "After an invisible character, this cell starts like a formula. Type the value "
                "again."
            ),
            "formula",
        )
    return text


def _text(limit: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > limit:
            words = {"count": number(len(text)), "most": limit}
            raise CellError(
                _("This has %(count)s characters. Use at most %(most)s.") % words, "too_long"
            )
        return text

    return parse


identifier = _text(100)


def _email(text: str) -> str:
    if len(text) > 254:
        raise CellError(_("Use at most 254 characters for an email."), "too_long")
    try:
        validate_email(text)
    except ValidationError:
        raise CellError(
            _("This is not an email address. Enter one like name@school.example."), "email"
        ) from None
    if is_of_test(text):
        raise CellError(_("Emails at this domain are those of test institutions."), "email")
    return text.lower()


_RANK_WORDS = {
    "fellow": Rank.TRAINEE,
    "resident": Rank.TRAINEE,
    "lecturer": Rank.INSTRUCTOR,
    "asst professor": Rank.ASSISTANT,
    "asst prof": Rank.ASSISTANT,
    "assoc professor": Rank.ASSOCIATE,
    "assoc prof": Rank.ASSOCIATE,
    "full professor": Rank.FULL,
    "prof": Rank.FULL,
    "professor emeritus": Rank.EMERITUS,
    "professor emerita": Rank.EMERITUS,
    "emerita": Rank.EMERITUS,
    "emerita professor": Rank.EMERITUS,
}

Unknown = tuple["StrOrPromise", "StrOrPromise"]
# What is said of a value that is none, and where one comes close to it.
UNKNOWN_RANK: Unknown = (
    gettext_lazy("We don’t know this rank. Use one of: %(values)s."),
    gettext_lazy("We don’t know this rank. Did you mean “%(near)s”? Use one of: %(values)s."),
)
UNKNOWN_TRACK: Unknown = (
    gettext_lazy("We don’t know this track. Use one of: %(values)s."),
    gettext_lazy("We don’t know this track. Did you mean “%(near)s”? Use one of: %(values)s."),
)


def _choice(
    what: str, choices: type[models.TextChoices], words: Mapping[str, str], *, unknown: Unknown
) -> Callable[[str], str]:
    known = {plain(str(label)): str(value) for value, label in choices.choices}
    known |= {plain(value): value for value in choices.values}
    known |= {word: str(value) for word, value in words.items()}

    @lru_cache(maxsize=4096)
    def parse(text: str) -> str:
        word = plain(text).replace(".", "")
        if not text or word in known:
            return known.get(word, "")
        start = word.partition(" of ")[0]
        near = get_close_matches(word[:EXCERPT], known, n=1, cutoff=0.6)
        close = [start] if start in known else near
        given = {"values": ", ".join(choices.values), "near": known[close[0]] if close else ""}
        said = unknown[1 if close else 0]
        raise CellError(str(said) % given, f"unknown_{what}")

    # The institution's own words come first, and are not of what is remembered for all.
    return lambda text: key_said(what, text) or parse(text)


@lru_cache(maxsize=8192)
def _unit(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    parts = tuple(part.strip() for part in text.split("/"))
    if not all(parts):
        raise CellError(
            _("Part of the path is empty. Write it like School / Department."), "unit_path"
        )
    if len(parts) > UNIT_DEPTH:
        raise CellError(
            _("Use at most %(most)d parts in a path.") % {"most": UNIT_DEPTH}, "unit_path"
        )
    if any(len(part) > 200 for part in parts):
        raise CellError(_("Use at most 200 characters for each part of the path."), "too_long")
    if any(part.startswith(FORMULA_STARTS) for part in parts):
        raise CellError(
            _("Part of the path starts like a formula. Change its first character."), "formula"
        )
    return parts


_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")
# In words there is no doubt which number is the day: “Jul 1, 2026”, “July 1 2026”, “01-Jul-2026”.
_NAMED_MONTH = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[- ](?P<month>[A-Za-z]{3,9})\.?[- ](?P<year>[0-9]{4})")
_DATES = (_YEAR_FIRST, _MONTH_FIRST, _NAMED_MONTH, _DAY_FIRST)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def _date(text: str) -> date | None:
    """Return the day that *text* names: year first, month first as in US spreadsheets, or with the month in words."""
    if not text:
        return None
    bare = _without_midnight(text)
    try:
        found = next((match for one in _DATES if (match := one.fullmatch(bare))), None)
        if found is None:
            raise ValueError
        day = date(int(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        raise CellError(
            _("This is not a date. Write it like 2026-07-01 or 7/1/2026, with the month first."),
            "date",
        ) from None
    if not 1900 <= day.year <= 2100:
        raise CellError(_("Enter a year from 1900 to 2100."), "date")
    return day


def slashed_day(cell: str) -> tuple[int, int, int] | None:
    """Return the numbers of a day with slashes, in their order in *cell*; None for anything else."""
    if "/" not in cell or not (found := _MONTH_FIRST.fullmatch(_without_midnight(cell.strip()))):
        return None
    return int(found["month"]), int(found["day"]), int(found["year"])


def _without_midnight(text: str) -> str:
    """Return *text* without the time with which a spreadsheet's date cell comes."""
    return re.sub(r"[ T]0?0:00(:00)?$", "", text)


def _month(text: str) -> int:
    """Return the number of a month. Raise ValueError for a word that names none."""
    if text.isdigit():
        return int(text)
    word = text.lower()
    named = [at for at, name in enumerate(_MONTHS, 1) if word in {name, name[:3], name[:4]}]
    if not named:
        raise ValueError
    return named[0]


def _expertise(text: str) -> tuple[str, ...]:
    terms: dict[str, str] = {}
    for term in text.split(";"):
        if bare := term.strip():
            terms.setdefault(bare.casefold(), bare)
    if len(terms) > EXPERTISE_TERMS:
        words = {"count": len(terms), "most": EXPERTISE_TERMS}
        raise CellError(_("This has %(count)d terms. Use at most %(most)d.") % words, "too_long")
    for term in terms.values():
        if len(term) > 100:
            raise CellError(
                _("The term “%(term)s” has over 100 characters. Put ; between terms.")
                % {"term": excerpt(term)},
                "too_long",
            )
        if term.startswith(FORMULA_STARTS):
            raise CellError(
                _("The term “%(term)s” starts like a formula. Change its first character.")
                % {"term": excerpt(term)},
                "formula",
            )
    return tuple(terms.values())


def _orcid(text: str) -> str:
    try:
        return normalize_orcid(text) if text else ""
    except ValidationError as error:
        raise CellError(" ".join(error.messages), str(error.code or "orcid")) from None


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "external_id": identifier,
    "email": _email,
    "given_name": _text(100),
    "family_name": _text(100),
    "rank": _choice("rank", Rank, _RANK_WORDS, unknown=UNKNOWN_RANK),
    "track": _choice("track", Track, {}, unknown=UNKNOWN_TRACK),
    "unit": _unit,
    "supervisor_external_id": identifier,
    "start_date": _date,
    "end_date": _date,
    "specialty": _text(200),
    "expertise": _expertise,
    "orcid": _orcid,
}


def excerpt(cell: str) -> str:
    """Return the beginning of a cell, fit to be shown and stored."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in cell[: EXCERPT + 1])
    return shown if len(shown) <= EXCERPT else shown[:EXCERPT] + "…"


def known_rank(text: str) -> bool:
    """Return whether *text* is a rank by itself, in words or as it is kept."""
    try:
        return bool(PARSERS["rank"](text))
    except CellError:
        return False


def rank_of(text: str) -> str:
    """Return the rank that *text*, such as a job title, is; empty where it is none."""
    try:
        return str(PARSERS["rank"](clean(text)))
    except CellError:
        return ""
