"""The specialties of an institution: one name for each, however files and people spell it.

We have no list of specialties: each is what the institution calls it, and none is compared between institutions. A row
for each spelling says the name under which it is kept. The first one that comes makes the row, its directors change it.
Spellings are the same if they are but for case, accents and signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.folding import fold
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce_rows
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution, Membership, RosterMeaning, User
from profiles.roster.domain.cells import CellError, clean
from profiles.roster.domain.rows import RawRow

COLUMN = "specialty"
KIND = RosterMeaning.Kind.SPECIALTY
LONGEST_NAME = 100
"""A longer one is kept as it was written, and has no row."""


LONGEST_KEY = 300


class SpecialtyRefused(DomainError):
    """The name can't be shown or compared."""

    code = "specialty_refused"
    message = gettext_lazy("Use letters or digits.")


@dataclass
class Specialty:
    """A name, the spellings that are kept under it, and how many people here have it."""

    name: str
    spellings: set[str] = field(default_factory=set)
    people: int = 0

    @property
    def key(self) -> str:
        return fold(self.name)

    @property
    def others(self) -> list[str]:
        """The spellings other than its own, in their order."""
        return sorted(self.spellings - {self.key})


def named(raws: Sequence[RawRow], institution: Institution) -> list[RawRow]:
    """Return *raws* with each specialty under the name that it has here; a new one as it comes first."""
    said = {raw.number: _said(raw) for raw in raws}
    keys = {fold(text) for text in said.values()} - {""}
    if not keys:
        return list(raws)
    names = dict(_rows(institution).filter(text__in=keys).values_list("text", "meaning"))
    found = []
    for raw in raws:
        text = said[raw.number]
        name = names.setdefault(fold(text), text) if _has_row(text) else text
        found.append(raw if name == text else replace(raw, cells={**raw.cells, COLUMN: name}))
    return found


def keep_specialties(institution: Institution, names: Iterable[str | None]) -> None:
    """Make a row for each of *names* that has none."""
    new = {fold(name): name for name in names if name and _has_row(name)}
    rows = [
        RosterMeaning(institution=institution, kind=KIND, text=key, meaning=name)
        for key, name in sorted(new.items())
    ]
    if rows:
        RosterMeaning.objects.bulk_create(rows, ignore_conflicts=True)


def specialties(institution: Institution) -> list[Specialty]:
    """Return the specialties of those who are here, and those that were once said, by name."""
    names = dict(_rows(institution).values_list("text", "meaning"))
    found: dict[str, Specialty] = {}
    for key, name in names.items():
        found.setdefault(name, Specialty(name)).spellings.add(key)
    for text, people in _counted(institution):
        name = names.setdefault(fold(text), text)
        one = found.setdefault(name, Specialty(name))
        one.spellings.add(fold(text))
        one.people += people
    return sorted(found.values(), key=lambda one: one.key)


@transaction.atomic
def change_specialty(
    institution: Institution, *, key: str, name: str, by: User
) -> Specialty | None:
    """Give the specialty under *key* another name; a name that another has makes them one. None without one.

    Everyone who has it, in whatever spelling, has the new name from now on, and so has who comes with a later file.
    """
    try:
        name = clean(name)
    except CellError as error:
        raise SpecialtyRefused(str(error)) from None
    if not _has_row(name):
        raise SpecialtyRefused
    lock_roster(institution)
    known = {one.key: one for one in specialties(institution)}
    before = known.get(key)
    if before is None or before.name == name:
        return before
    other = known.get(fold(name)) if fold(name) != key else None
    after = Specialty(other.name if other else name)
    after.spellings = before.spellings | (other.spellings if other else set()) | {after.key}
    RosterMeaning.objects.bulk_create(
        (
            RosterMeaning(
                institution=institution, kind=KIND, text=one, meaning=after.name, said_by=by
            )
            for one in sorted(after.spellings)
        ),
        update_conflicts=True,
        unique_fields=["institution", "kind", "text"],
        update_fields=["meaning", "said_by", "said_at"],
    )
    after.people = _move(institution, after)
    row = _rows(institution).get(text=after.key)
    record(Verb.SPECIALTY_CHANGED, actor=by, institution=institution, subject=row)
    return after


def _rows(institution: Institution) -> QuerySet[RosterMeaning]:
    rows: QuerySet[RosterMeaning] = RosterMeaning.objects.of(institution).filter(kind=KIND)
    return rows


def _counted(institution: Institution) -> list[tuple[str, int]]:
    here = Membership.objects.of(institution).filter(end_date=None).exclude(specialty="")
    counted = here.values_list("specialty").annotate(people=Count("pk"))
    # Of two spellings without a row, the name is that of more people.
    listed = counted.order_by("-people", "specialty")
    return [(text, people) for text, people in listed if 0 < len(fold(text)) <= LONGEST_KEY]


def _move(institution: Institution, after: Specialty) -> int:
    """Let everyone with one of the spellings have the name; return how many have it now."""
    everyone = Membership.objects.of(institution)
    said = everyone.exclude(specialty="").order_by().values_list("specialty", flat=True).distinct()
    spelled = [text for text in said if fold(text) in after.spellings]
    moved = everyone.filter(specialty__in=spelled).exclude(specialty=after.name)
    keys = list(moved.values_list("pk", flat=True))
    moved.update(specialty=after.name)
    told = Membership.objects.filter(pk__in=keys).only("external_id")
    announce_rows(events.MEMBER_UPDATED, institution.pk, told, said={"changed": [COLUMN]})
    return int(everyone.filter(specialty=after.name, end_date=None).count())


def _said(raw: RawRow) -> str:
    try:
        return clean(raw.cells.get(COLUMN, ""))
    except CellError:
        return ""


def _has_row(name: str) -> bool:
    return 0 < len(fold(name)) <= LONGEST_KEY and len(name) <= LONGEST_NAME
