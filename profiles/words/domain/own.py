"""An institution's own words, changed by its directors: renamed, ordered, retired, added.

The standard value that a word means is what figures and matching use. Where that changes, the people who have the
word count elsewhere from now on; what was published stays as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy, override

from mentornet.audit_verbs import Verb
from mentornet.languages import language_choices
from mentornet.tabular.writing import FORMULA_SIGNS
from mentornet.tenancy.scope import in_institution
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce_rows
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution, InstitutionWord, Membership, User
from profiles.own_words import RANK, TRACK, OwnWord, our_name
from profiles.vocabulary import EXTENDED, NAMED, entries_now, label_of

LONGEST_LABEL = 60
MOST_WORDS = 100
# Where people's words are kept: the columns of the word and of what it means.
COLUMNS = {RANK: ("rank_word", "rank"), TRACK: ("track_word", "track")}


class WordRefused(DomainError):
    """What is wrong with a word; `field` says where."""

    code = "word_refused"

    def __init__(self, message: str, field: str = "label") -> None:
        self.field = field
        super().__init__(message)


TAKEN = gettext_lazy("“%(label)s” is already in this list.")
MEANS = gettext_lazy(
    "“%(label)s” is our name for another one. Choose a name that can’t be mistaken."
)
NO_TEXT = gettext_lazy("Use letters, digits, and signs such as / or -.")
FORMULA = gettext_lazy("A spreadsheet would read this as a formula. Change its first character.")
LONG = gettext_lazy("Use at most %(most)d characters.")
EMPTY = gettext_lazy("Enter a name.")
FULL = gettext_lazy("A list has at most %(most)d words. Rename one that you no longer use.")
LAST = gettext_lazy("This is the last one in use. People need at least one to choose.")
FIXED = gettext_lazy("You can’t add to this list. Rename, order, or retire what is there.")


def plain_label(text: str) -> str:
    """Return *text* as it is kept: single blanks, composed characters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def add_word(
    institution: Institution, *, kind: str, label: str, standard: str, by: User
) -> InstitutionWord:
    """Add a word that means *standard*, at the end of its list. Raises WordRefused."""
    with _changing(institution) as here:
        entries = entries_now(kind)
        if kind not in EXTENDED or standard not in NAMED[kind].values:
            raise WordRefused(str(FIXED))
        if len(entries) >= MOST_WORDS:
            raise WordRefused(FULL % {"most": MOST_WORDS})
        label = plain_label(label)
        if not label:
            raise WordRefused(str(EMPTY))
        _check_label(kind, label, standard=standard, key="")
        word: InstitutionWord = InstitutionWord.objects.create(
            institution=here,
            kind=kind,
            key=_free_key(label, {one.key for one in entries}),
            label=label,
            standard=standard,
            place=entries[-1].place + 1,
        )
        record(Verb.WORD_ADDED, actor=by, institution=here, subject=word)
    return word


def change_word(
    institution: Institution,
    *,
    kind: str,
    key: str,
    label: str,
    standard: str,
    place: int,
    is_active: bool,
    by: User,
) -> InstitutionWord:
    """Rename a word, let it mean another standard value, retire it or bring it back, and order its list.

    *place* is its position from 1. An empty *label* of one of ours is our own name again. Raises WordRefused.
    """
    with _changing(institution) as here:
        entries = {one.key: one for one in entries_now(kind)}
        before = entries[key]
        label = plain_label(label)
        if before.is_ours:
            standard = key
            label = "" if label in _our_names(kind, key) else label
        elif not label:
            raise WordRefused(str(EMPTY))
        if standard not in NAMED[kind].values:
            raise WordRefused(str(EMPTY), "standard")
        if label:
            _check_label(kind, label, standard=standard, key=key)
        if not is_active and not any(one.is_active for one in entries.values() if one.key != key):
            raise WordRefused(str(LAST), "is_active")
        after = OwnWord(key, label, standard, before.place, is_active)
        word = _write(here, kind, _placed(list(entries.values()), after, place))[key]
        if standard != before.standard:
            _move_people(here, kind, key, standard)
        record(Verb.WORD_CHANGED, actor=by, institution=here, subject=word)
    return word


def people_with(institution: Institution, kind: str, word: OwnWord) -> int:
    """Return how many people who are here have *word*; of an area or a kind of relationship it is not counted."""
    if kind not in COLUMNS:
        return 0
    own, standard = COLUMNS[kind]
    people = Membership.objects.of(institution).filter(end_date=None)
    found = people.filter(**{standard: word.standard, own: "" if word.is_ours else word.key})
    return int(found.count())


def copy_words(of: Institution, *, to: Institution) -> None:
    """Let *to* have the words of *of*, in place of what it had."""
    InstitutionWord.objects.of(to).delete()
    rows = list(InstitutionWord.objects.of(of))
    InstitutionWord.objects.bulk_create(
        InstitutionWord(
            institution=to,
            kind=one.kind,
            key=one.key,
            label=one.label,
            standard=one.standard,
            place=one.place,
            is_active=one.is_active,
        )
        for one in rows
    )
    _keep_copy(to)


@contextmanager
def _changing(institution: Institution) -> Iterator[Institution]:
    """Hold the institution, so that its words change one after the other and no import reads half of them."""
    with transaction.atomic(), in_institution(institution.pk):
        lock_roster(institution)
        here = Institution.objects.select_for_update().get(pk=institution.pk)
        yield here
        _keep_copy(here)


def _keep_copy(here: Institution) -> None:
    """Let the institution carry a copy of its rows, from which pages read."""
    stored: dict[str, list[object]] = {}
    for row in InstitutionWord.objects.of(here).order_by("kind", "place", "key"):
        one = OwnWord(row.key, row.label, row.standard, row.place, row.is_active)
        stored.setdefault(row.kind, []).append(one.stored)
    here.own_words = stored
    here.save(update_fields=["own_words"])


def _write(here: Institution, kind: str, wanted: list[OwnWord]) -> dict[str, InstitutionWord]:
    """Write the list of *kind* in this order; return its rows by key."""
    known = {row.key: row for row in InstitutionWord.objects.of(here).filter(kind=kind)}
    rows = {}
    for place, one in enumerate(wanted):
        row = known.get(one.key) or InstitutionWord(institution=here, kind=kind, key=one.key)
        row.label, row.standard, row.place = one.label, one.standard, place
        row.is_active = one.is_active
        rows[one.key] = row
    fields = ["label", "standard", "place", "is_active"]
    InstitutionWord.objects.bulk_update([row for key, row in rows.items() if key in known], fields)
    InstitutionWord.objects.bulk_create(row for key, row in rows.items() if key not in known)
    return rows


def _placed(entries: list[OwnWord], word: OwnWord, place: int) -> list[OwnWord]:
    others = [one for one in entries if one.key != word.key]
    at = min(max(place, 1), len(entries)) - 1
    return [*others[:at], word, *others[at:]]


def _move_people(here: Institution, kind: str, key: str, standard: str) -> None:
    """Let those who have the word count as what it means now."""
    if kind in COLUMNS:
        own, column = COLUMNS[kind]
        people = Membership.objects.of(here).filter(**{own: key})
        keys = list(people.values_list("pk", flat=True))
        people.update(**{column: standard})
        told = Membership.objects.filter(pk__in=keys).only("external_id")
        announce_rows(events.MEMBER_UPDATED, here.pk, told, said={"changed": [kind]})


def _check_label(kind: str, label: str, *, standard: str, key: str) -> None:
    """Raise WordRefused for a name that can't be shown, or that is another word's."""
    if len(label) > LONGEST_LABEL:
        raise WordRefused(LONG % {"most": LONGEST_LABEL})
    if any(unicodedata.category(char)[0] == "C" for char in label) or not re.search(r"\w", label):
        raise WordRefused(str(NO_TEXT))
    if label.startswith(FORMULA_SIGNS):
        raise WordRefused(str(FORMULA))
    said, words = label.casefold(), {"label": label}
    for value in NAMED[kind].values:
        names = {one.casefold() for one in (value, *_our_names(kind, value))}
        if value != standard and said in names:
            raise WordRefused(MEANS % words)
    for one in entries_now(kind):
        if one.key != key and said in (label_of(kind, one.key).casefold(), one.key):
            raise WordRefused(TAKEN % words)


def _our_names(kind: str, value: str) -> set[str]:
    """Return what we call one of ours in each language, whatever the institution does."""
    found = set()
    for code, _name in language_choices():
        with override(code):
            found.add(our_name(kind, value))
    return found


def _free_key(label: str, taken: set[str]) -> str:
    base = slugify(label).replace("-", "_")[:34] or "word"
    tries = (base if at == 1 else f"{base}_{at}" for at in range(1, len(taken) + 2))
    return next(one for one in tries if one not in taken)
