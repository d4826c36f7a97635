"""Instruments: taken from ours, or loaded by a director who may use them; judged before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.surveys.domain.instrument_texts import BUILT_IN, BuiltInInstrument
from evaluations.surveys.errors import BadInstrument, InstrumentInUse, ItemFault
from evaluations.surveys.models import Instrument, Item
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Institution, User

MOST_ITEMS = 60
MOST_PARTS = 15
MOST_STEPS = 11
HIGHEST_NUMBER = 100_000
NAME, ABOUT, SOURCE, TEXT, PART, LABEL = 120, 1_000, 300, 400, 80, 80
"""The longest texts."""


@dataclass(frozen=True)
class ItemDraft:
    """A question as it is to be. Without `labels` it asks for a number up to `highest`."""

    text: str
    part: str = ""
    labels: tuple[str, ...] = ()
    lowest: int = 1
    highest: int = 0
    turned: bool = False

    @property
    def kind(self) -> str:
        return str(Item.Kind.SCALE if self.labels else Item.Kind.NUMBER)

    @property
    def top(self) -> int:
        """The highest value that can be answered."""
        return self.lowest + len(self.labels) - 1 if self.labels else self.highest


@dataclass(frozen=True)
class InstrumentDraft:
    name: str
    about: str = ""
    source: str = ""
    items: tuple[ItemDraft, ...] = field(default=())


def drafted(text: BuiltInInstrument) -> InstrumentDraft:
    """One of ours, in the reader's language."""
    return InstrumentDraft(
        name=str(text.name),
        about=str(text.about),
        items=tuple(
            ItemDraft(
                text=str(one.text),
                part=str(one.part),
                labels=tuple(str(label) for label in one.labels),
                lowest=one.lowest,
                highest=one.highest,
                turned=one.turned,
            )
            for one in text.items
        ),
    )


def faults_of(draft: InstrumentDraft) -> list[ItemFault]:
    """Return what must be fixed before *draft* can be kept. Pure.

    >>> faults_of(InstrumentDraft("Ours", items=(ItemDraft("How was it?", labels=("Bad", "Good")),)))
    []
    """
    found = [
        ItemFault(None, name, _("Use at most %(most)d characters.") % {"most": most})
        for name, most in (("name", NAME), ("about", ABOUT), ("source", SOURCE))
        if len(getattr(draft, name)) > most
    ]
    if not draft.name.strip():
        found.append(ItemFault(None, "name", _("Enter a name.")))
    if not draft.items:
        found.append(ItemFault(None, "items", _("Add at least one question.")))
    if len(draft.items) > MOST_ITEMS:
        words = _("Use at most %(most)d questions. People skip long surveys.")
        found.append(ItemFault(None, "items", words % {"most": MOST_ITEMS}))
    if len({one.part for one in draft.items if one.part}) > MOST_PARTS:
        words = _("Use at most %(most)d parts.") % {"most": MOST_PARTS}
        found.append(ItemFault(None, "items", words))
    ranges: dict[str, tuple[int, int]] = {}
    texts: set[str] = set()
    for at, one in enumerate(draft.items):
        found += [ItemFault(at, name, words) for name, words in _faults_of_item(one)]
        if one.text.casefold() in texts:
            found.append(
                ItemFault(
                    at, "text", _("This question is already in the list. Remove one of them.")
                )
            )
        texts.add(one.text.casefold())
        span = one.lowest, one.top
        if one.labels and one.part and ranges.setdefault(one.part, span) != span:
            words = _("Questions in the same part need the same number of answer choices.")
            found.append(ItemFault(at, "labels", words))
    return found


def _faults_of_item(one: ItemDraft) -> list[tuple[str, str]]:
    found = []
    if not one.text.strip():
        found.append(("text", _("Enter the question.")))
    if len(one.text) > TEXT:
        found.append(("text", _("Use at most %(most)d characters.") % {"most": TEXT}))
    if len(one.part) > PART:
        found.append(("part", _("Use at most %(most)d characters.") % {"most": PART}))
    if one.labels:
        if not 2 <= len(one.labels) <= MOST_STEPS:
            words = _("Enter 2 to %(most)d answer choices.") % {"most": MOST_STEPS}
            found.append(("labels", words))
        if any(not label.strip() or len(label) > LABEL for label in one.labels):
            words = _("Each answer choice needs a label of at most %(most)d characters.") % {
                "most": LABEL
            }
            found.append(("labels", words))
        if one.lowest not in (0, 1):
            found.append(("lowest", _("Enter 0 or 1 as the lowest value.")))
        return found
    if not 0 <= one.lowest < one.highest <= HIGHEST_NUMBER:
        words = _("Enter numbers from 0 to %(most)d. The highest must be above the lowest.")
        found.append(("highest", words % {"most": HIGHEST_NUMBER}))
    if one.part:
        found.append(
            ("part", _("A question that asks for a number cannot be in a part. Leave this empty."))
        )
    if one.turned:
        found.append(
            (
                "turned",
                _("A question that asks for a number cannot be reverse-scored. Leave this empty."),
            )
        )
    return found


@transaction.atomic
def load_instrument(
    institution: Institution, *, draft: InstrumentDraft, actor: User | None
) -> Instrument:
    """Keep an instrument that a director, or a system of the institution's, brings along.

    Raise BadInstrument with every fault, each at its question and field.
    """
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    faults = faults_of(draft)
    own = Instrument.objects.of(institution)
    if own.current().filter(name=draft.name).exists():
        words = _(
            "You already have a questionnaire with this name. Retire it, or choose another name."
        )
        faults.append(ItemFault(None, "name", words))
    if faults:
        raise BadInstrument(faults)
    return _write(institution, draft, actor)


@transaction.atomic
def take_instrument(institution: Institution, *, key: str, actor: User | None) -> Instrument:
    """Return the institution's copy of one of ours, made at the first time. Raise KeyError."""
    text = BUILT_IN[key]
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    there: Instrument | None = (
        Instrument.objects.of(institution).filter(built_in=key, retired_at=None).first()
    )
    if there:
        return there
    draft = drafted(text)
    taken = Instrument.objects.of(institution).current().filter(name=draft.name)
    if taken.exists():
        draft = replace(draft, name=_("%(name)s (MentorNet)") % {"name": draft.name})
    return _write(institution, draft, actor, built_in=key)


def _write(
    institution: Institution, draft: InstrumentDraft, actor: User | None, *, built_in: str = ""
) -> Instrument:
    row: Instrument = Instrument.objects.create(
        institution=institution,
        name=draft.name,
        about=draft.about,
        source=draft.source,
        built_in=built_in,
    )
    Item.objects.bulk_create(
        Item(
            institution=institution,
            instrument=row,
            position=at,
            part=one.part,
            text=one.text,
            kind=one.kind,
            labels=list(one.labels),
            lowest=one.lowest,
            highest=one.top,
            turned=one.turned,
        )
        for at, one in enumerate(draft.items)
    )
    record(Verb.INSTRUMENT_LOADED, actor=actor, institution=institution, subject=row)
    return row


@transaction.atomic
def retire_instrument(instrument: Instrument, *, actor: User) -> None:
    """Offer it for new surveys no more; what it was asked stays. One never asked is deleted.

    Raise InstrumentInUse while a survey that asks it is not over.
    """
    row = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if row.surveys.filter(counted_at=None).exists():
        raise InstrumentInUse
    record(Verb.INSTRUMENT_RETIRED, actor=actor, institution=row.institution, subject=row)
    if not row.surveys.exists():
        row.delete()
    elif row.retired_at is None:
        row.retired_at = timezone.now()
        row.save(update_fields=["retired_at"])


def choices(institution: Institution) -> list[tuple[str, str]]:
    """Return what a survey can ask with, by key and name: the institution's, then those of ours."""
    own = Instrument.objects.of(institution).current().filter(built_in="")
    return [
        *((str(row.pk), row.name) for row in own),
        *((one.key, str(one.name)) for one in BUILT_IN.values()),
    ]


def find_instrument(key: str, institution: Institution, *, actor: User | None) -> Instrument | None:
    """Return what a form names by *key* (see `choices`); one of ours is taken over by it."""
    if key in BUILT_IN:
        return take_instrument(institution, key=key, actor=actor)
    try:
        pk = UUID(key)
    except ValueError:
        return None
    own: Instrument | None = Instrument.objects.of(institution).current().filter(pk=pk).first()
    return own


def parts_of(items: Sequence[Item]) -> list[str]:
    """Return the parts of an instrument in the order of their first question."""
    return list(dict.fromkeys(one.part for one in items if one.part))
