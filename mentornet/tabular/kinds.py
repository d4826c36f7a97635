"""Which tool wrote a table, and what it means by columns of its own.

Each tool is known by headings that no person would write together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# In words, or in the numbers of the same.
PREVIEWS = frozenset(
    {"survey preview", "survey test", "spam", "offline survey preview", "1", "2", "8", "9", "17"}
)
UNFINISHED = frozenset({"false", "0"})
# What REDCap writes in place of the time of a survey that was begun and not sent.
UNSENT = "[not completed]"


class Kind(TextChoices):
    """The tools whose files we know."""

    QUALTRICS = "qualtrics", _("Qualtrics")
    MICROSOFT_FORMS = "microsoft_forms", _("Microsoft Forms")
    GOOGLE_FORMS = "google_forms", _("Google Forms")
    REDCAP_RAW = "redcap_raw", _("REDCap (raw data)")
    REDCAP_LABELS = "redcap_labels", _("REDCap (labels)")
    WORKDAY = "workday", _("Workday")
    PEOPLESOFT = "peoplesoft", _("PeopleSoft")


class Meaning(TextChoices):
    """What a tool, and not the person who made the form, means by a column."""

    ANSWER_ID = "answer_id", _("Number of the answer")
    STARTED = "started", _("When the answer was started")
    ANSWERED = "answered", _("When the answer was sent")
    EMAIL = "email", _("Email of the person who answered")
    NAME = "name", _("Name of the person who answered")
    UNUSED = "unused", _("Says nothing about the person")


def plain(heading: str) -> str:
    """Return *heading* in one case, its words with single blanks between them."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return re.sub(r"[\W_]+", " ", spaced.casefold()).strip()


_QUALTRICS = {
    "start date": Meaning.STARTED,
    "end date": Meaning.ANSWERED,
    "status": Meaning.UNUSED,
    "response type": Meaning.UNUSED,
    "ipaddress": Meaning.UNUSED,
    "ip address": Meaning.UNUSED,
    "progress": Meaning.UNUSED,
    "duration in seconds": Meaning.UNUSED,
    "finished": Meaning.UNUSED,
    "recorded date": Meaning.UNUSED,
    "response id": Meaning.ANSWER_ID,
    "recipient last name": Meaning.NAME,
    "recipient first name": Meaning.NAME,
    "recipient email": Meaning.EMAIL,
    "external reference": Meaning.UNUSED,
    "external data reference": Meaning.UNUSED,
    "location latitude": Meaning.UNUSED,
    "location longitude": Meaning.UNUSED,
    "distribution channel": Meaning.UNUSED,
    "user language": Meaning.UNUSED,
}
_MICROSOFT = {
    "id": Meaning.ANSWER_ID,
    "start time": Meaning.STARTED,
    "completion time": Meaning.ANSWERED,
    "last modified time": Meaning.UNUSED,
    "email": Meaning.EMAIL,
    "name": Meaning.NAME,
    "language": Meaning.UNUSED,
}
_GOOGLE = {
    "timestamp": Meaning.ANSWERED,
    "email address": Meaning.EMAIL,
    "username": Meaning.EMAIL,
    "score": Meaning.UNUSED,
}
_REDCAP = {
    "record id": Meaning.ANSWER_ID,
    "survey identifier": Meaning.UNUSED,
    "redcap survey identifier": Meaning.UNUSED,
    "event name": Meaning.UNUSED,
    "redcap event name": Meaning.UNUSED,
    "repeat instrument": Meaning.UNUSED,
    "redcap repeat instrument": Meaning.UNUSED,
    "repeat instance": Meaning.UNUSED,
    "redcap repeat instance": Meaning.UNUSED,
    "complete": Meaning.UNUSED,
    "survey timestamp": Meaning.ANSWERED,
}
MEANINGS = {
    Kind.QUALTRICS: _QUALTRICS,
    Kind.MICROSOFT_FORMS: _MICROSOFT,
    Kind.GOOGLE_FORMS: _GOOGLE,
    Kind.REDCAP_RAW: _REDCAP,
    Kind.REDCAP_LABELS: _REDCAP,
}
_WORKDAY = {
    "worker",
    "supervisory organization",
    "legal first name",
    "legal last name",
    "legal name",
    "primary work email",
    "cost center",
    "business title",
    "job profile",
    "academic rank",
    "academic unit",
    "position id",
}
_PEOPLESOFT = {
    "emplid",
    "empl id",
    "empl rcd",
    "empl record",
    "empl rcd nbr",
    "deptid",
    "dept id",
    "jobcode",
    "job code",
    "empl status",
    "eff date",
    "effdt",
    "reports to",
    "position nbr",
}
# "areas___1", and with labels "Which areas? (choice=Grant writing)".
RAW_CHOICE = re.compile(r"^(?P<question>[a-z][a-z0-9_]*?)___(?P<choice>\w+)$")
LABELED_CHOICE = re.compile(r"^(?P<question>.+?)\s*\(choice=(?P<choice>.+)\)$", re.DOTALL)

# "Q4_2", of which "Q4_2_TEXT" is what someone wrote beside it.
SPLIT_CODE = re.compile(r"^(?P<question>.+)_\d+$")


def kind_of(headings: Sequence[str]) -> Kind | None:
    """Return the tool whose file begins with *headings*; None if any could."""
    words = [plain(heading) for heading in headings]
    found = set(words)
    if len(found & _QUALTRICS.keys()) >= 4:
        return Kind.QUALTRICS
    if words[:3] == ["id", "start time", "completion time"]:
        return Kind.MICROSOFT_FORMS
    if words[:1] == ["timestamp"]:
        return Kind.GOOGLE_FORMS
    if any(RAW_CHOICE.match(heading) for heading in headings) or (
        words[:1] == ["record id"] and any(heading.endswith("_complete") for heading in headings)
    ):
        return Kind.REDCAP_RAW
    if any(LABELED_CHOICE.match(heading) for heading in headings) or (
        words[:1] == ["record id"] and "complete" in found
    ):
        return Kind.REDCAP_LABELS
    if len(found & _WORKDAY) >= 2:
        return Kind.WORKDAY
    if len(found & _PEOPLESOFT) >= 2:
        return Kind.PEOPLESOFT
    return None


def meanings_of(kind: Kind | None, headings: Sequence[str]) -> dict[int, Meaning]:
    """Return what *kind* means by columns of its own, by their place; the first of each heading."""
    known = MEANINGS.get(kind, {}) if kind else {}
    found: dict[int, Meaning] = {}
    seen: set[str] = set()
    for at, heading in enumerate(headings):
        word = plain(heading)
        if word in known and word not in seen:
            seen.add(word)
            found[at] = known[word]
        elif kind == Kind.REDCAP_RAW and word.endswith(" complete"):
            found[at] = Meaning.UNUSED
    return found
