"""What a preview keeps, shows and searches: everyone whom it would write, column by column, and all errors.

A file of 200,000 people is a hundred megabytes of text: it is kept compressed, in chunks, so that a page reads
one of them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from mentornet.folding import fold, tokens
from mentornet.names import full_name
from mentornet.tabular.cleaning import storable
from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson
from profiles.roster.domain.snapshot import path_in_words

CHUNK = 500
COLUMNS_WRITTEN = (
    *("email", "given_name", "family_name", "rank", "track", "unit", "supervisor"),
    *("start_date", "end_date", "specialty", "expertise", "orcid"),
)
Shown = dict[str, Any]
"""A person: `row`, `id`, `name`, `changes` ([column, before, after]), and `email_waits`. Or an error, or a line."""
Places = dict[str, list[list[int]]]
"""By kind of what is packed: where its chunks are, as offset, bytes, and how many they hold."""


def pack(plan: ImportPlan, fates: Sequence[Fate]) -> tuple[bytes, Places]:
    """Return the people of *plan* compressed, and where those of each fate are."""
    return pack_all(people_of(plan, fates))


def people_of(plan: ImportPlan, fates: Sequence[Fate]) -> dict[str, Iterator[Shown]]:
    """Return the people of *plan* by their fates, to be packed."""
    return {str(fate): _people(plan, fate) for fate in fates}


def pack_all(kinds: Mapping[str, Iterable[Shown]]) -> tuple[bytes, Places]:
    """Return all of each kind compressed, and where those of it are."""
    parts: list[bytes] = []
    places: Places = {}
    offset = 0
    for kind, found in kinds.items():
        places[kind] = []
        for chunk in _chunks(found):
            text = json.dumps(storable(chunk), ensure_ascii=False)
            packed = zlib.compress(text.encode(), 6)
            places[kind].append([offset, len(packed), len(chunk)])
            parts.append(packed)
            offset += len(packed)
    return b"".join(parts), places


class Listed(Sequence[Shown]):
    """What of one kind was packed, unpacked as it is asked for."""

    def __init__(self, packed: bytes, places: Sequence[Sequence[int]]) -> None:
        self.packed, self.places = packed, places

    def __len__(self) -> int:
        return sum(count for _offset, _size, count in self.places)

    @overload
    def __getitem__(self, at: int) -> Shown: ...
    @overload
    def __getitem__(self, at: slice) -> list[Shown]: ...
    def __getitem__(self, at: int | slice) -> Shown | list[Shown]:
        if isinstance(at, int):
            return self[at : at + 1 or None][0]
        first, last, _step = at.indices(len(self))
        found: list[Shown] = []
        begins = 0
        for place in self.places:
            ends = begins + place[2]
            if begins < last and ends > first:
                people = self._chunk(place)
                found += people[max(first - begins, 0) : last - begins]
            begins = ends
        return found

    def __iter__(self) -> Iterator[Shown]:
        for place in self.places:
            yield from self._chunk(place)

    def search(self, text: str) -> list[Shown]:
        """Return those in whose ID, name, or columns all words of *text* are."""
        wanted = tokens(text)
        return [one for one in self if all(word in _searched(one) for word in wanted)]

    def _chunk(self, place: Sequence[int]) -> list[Shown]:
        offset, size, _count = place
        people: list[Shown] = json.loads(zlib.decompress(self.packed[offset : offset + size]))
        return people


def _searched(one: Mapping[str, Any]) -> str:
    cells = (cell for _column, before, after in one["changes"] for cell in (before, after))
    text = " ".join([one["id"], one["name"], *cells])
    return text.lower() if text.isascii() else f"{fold(text)} {text.casefold()}"


def _chunks(people: Iterable[Shown]) -> Iterator[list[Shown]]:
    part: list[Shown] = []
    for one in people:
        part.append(one)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def _people(plan: ImportPlan, fate: Fate) -> Iterator[Shown]:
    for person in plan.of_fate(fate):
        yield _person(person)
    if fate == Fate.ENDED:
        for one in plan.missing:
            changes = [["end_date", "", plan.today.isoformat()]]
            yield {"row": None, "id": one.external_id, "name": one.name, "changes": changes}


def _person(person: PlannedPerson) -> Shown:
    row = person.row
    if person.fate == Fate.ADDED:
        cells = zip(COLUMNS_WRITTEN, _cells_of_new(person), strict=True)
        changes = [[name, "", text] for name, text in cells if text]
    else:
        changes = [[change.field, change.old, change.new] for change in person.changes]
    found: Shown = {
        "row": row.number,
        "id": row.external_id,
        "name": full_name(row.given_name, row.family_name),
        "changes": changes,
    }
    if person.email_waits:
        found["email_waits"] = True
    return found


def _cells_of_new(person: PlannedPerson) -> tuple[str, ...]:
    row = person.row
    return (
        row.email,
        row.given_name,
        row.family_name,
        row.rank,
        row.track or "",
        path_in_words(row.unit or ()),
        row.supervisor or "",
        row.start_date.isoformat() if row.start_date else "",
        person.end_date.isoformat() if person.end_date else "",
        row.specialty or "",
        "; ".join(row.expertise or ()),
        row.orcid or "",
    )
