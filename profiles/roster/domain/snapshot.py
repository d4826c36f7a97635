"""What the database holds before an import, read in a handful of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from mentornet.names import full_name
from profiles.institution.domain.unit_paths import unit_paths
from profiles.models import Institution, Membership
from profiles.own_words import RANK, TRACK, key_of
from profiles.vocabulary import StaffRoleKind

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member as the database has them. Units are paths, supervisors are external ids."""

    pk: UUID
    user_pk: UUID
    external_id: str
    email: str
    given_name: str
    family_name: str
    rank: str
    track: str
    unit: Path
    supervisor: str
    start_date: date | None
    end_date: date | None
    specialty: str
    expertise: tuple[str, ...]
    orcid: str
    is_director: bool
    has_role: bool
    # Whether someone uses the login, and with which email; the roster's own may be another one.
    activated_at: datetime | None
    login_email: str
    # Someone invited from outside, whom no roster changes or ends.
    is_from_outside: bool = False
    # When the row was last written.
    updated_at: datetime | None = None
    # IDs that a directory has replaced: see former_ids.py.
    former_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)

    def starts_after(self, day: date) -> bool:
        return self.start_date is not None and self.start_date > day


@dataclass(frozen=True)
class Snapshot:
    """The institution before the import. Of logins it says nothing that the roster did not say."""

    members: dict[str, KnownMember]
    by_email: dict[str, KnownMember]
    units: dict[Path, UUID]
    # The same units as they are written.
    unit_names: tuple[Path, ...] = ()


def folded(path: Path) -> Path:
    """Return a unit's path as it is compared: whatever its case."""
    return tuple(part.casefold() for part in path)


def path_in_words(path: Path) -> str:
    """Return a unit's path as people read it."""
    return " / ".join(path)


def read_snapshot(
    institution: Institution, *, emails: Iterable[str], only: Collection[str] | None = None
) -> Snapshot:
    """Return what an import into *institution* must know; *emails* are those of the file.

    With *only*, the external ids that a short list names, members whom it can't concern are left
    out: what a change of one person costs does not grow with the institution.
    """
    paths = unit_paths(institution)
    emails = list(emails)
    concerned = None if only is None else _concerned(institution, list(only), emails)
    members = _members(institution, paths, concerned)
    units: dict[Path, UUID] = {}
    for pk, path in sorted(paths.items(), key=lambda item: (item[1], str(item[0]))):
        units.setdefault(folded(path), pk)
    by_email = {member.email: member for member in members.values()}
    return Snapshot(members, by_email, units, tuple(paths.values()))


# Those named, by an ID of before as well, who has a named email, all directors, and everyone above any of them.
_CONCERNED = """
WITH RECURSIVE named AS (
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND external_id = ANY(%(ids)s)
    UNION SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND offices <> '{}' AND 'director' = ANY(offices)
    UNION SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND former_ids <> '{}' AND former_ids && %(ids)s::varchar[]
    UNION SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND address = ANY(%(emails)s)
), concerned AS (
    SELECT id, supervisor_id FROM named
    UNION SELECT m.id, m.supervisor_id FROM profiles_membership m
    JOIN concerned c ON m.id = c.supervisor_id
)
SELECT id FROM concerned
"""


def _concerned(institution: Institution, ids: list[str], emails: list[str]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            _CONCERNED, {"institution": str(institution.pk), "ids": ids, "emails": emails}
        )
        return [row[0] for row in cursor.fetchall()]


_COLUMNS = (
    "pk",
    "user_id",
    "external_id",
    "address",
    "given_name",
    "family_name",
    "rank",
    "track",
    "unit_id",
    "supervisor_id",
    "start_date",
    "end_date",
    "specialty",
    "expertise",
    "orcid",
    "offices",
    "user__activated_at",
    "user__email",
    "source",
    "user__is_active",
    "updated_at",
    "former_ids",
    "rank_word",
    "track_word",
)


def _members(
    institution: Institution, paths: dict[UUID, Path], concerned: list[UUID] | None
) -> dict[str, KnownMember]:
    ours = Membership.objects.of(institution)
    if concerned is not None:
        ours = ours.filter(pk__in=concerned)
    rows = list(ours.order_by("external_id").values_list(*_COLUMNS))
    external = {row[0]: row[2] for row in rows}
    return {row[2]: _known(row, paths=paths, external=external) for row in rows}


def _known(
    row: tuple[Any, ...], *, paths: dict[UUID, Path], external: dict[UUID, str]
) -> KnownMember:
    """Return the person of a row of `_COLUMNS`."""
    return KnownMember(
        pk=row[0],
        user_pk=row[1],
        external_id=row[2],
        email=row[3],
        given_name=row[4],
        family_name=row[5],
        rank=key_of(RANK, row[22], row[6]),
        track=key_of(TRACK, row[23], row[7]),
        unit=paths.get(row[8], ()),
        supervisor=external.get(row[9], ""),
        start_date=row[10],
        end_date=row[11],
        specialty=row[12],
        expertise=tuple(row[13]),
        orcid=row[14],
        # Whose login is closed directs nothing: no one is left by their staying.
        is_director=StaffRoleKind.DIRECTOR in row[15] and row[19],
        has_role=bool(row[15]),
        activated_at=row[16],
        login_email=row[17].lower(),
        is_from_outside=row[18] == Membership.Source.INVITED,
        updated_at=row[20],
        former_ids=tuple(row[21]),
    )
