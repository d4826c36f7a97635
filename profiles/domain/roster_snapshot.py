"""What the database holds before an import, read in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models.functions import Lower

from profiles.models import Institution, Membership, Unit, User
from profiles.vocabulary import Office

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
    activated_at: datetime | None
    # Why the roster of this institution may not move this person's login to another address.
    login_is_staff: bool
    login_serves_others: bool

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Snapshot:
    """The institution before the import, and who holds the addresses that the file names."""

    members: dict[str, KnownMember]
    by_user: dict[UUID, KnownMember]
    units: dict[Path, UUID]
    login_of: dict[str, UUID]
    holders: dict[str, set[UUID]]


def folded(path: Path) -> Path:
    """Return a unit's path as it is compared: whatever its case."""
    return tuple(part.casefold() for part in path)


def read_snapshot(
    institution: Institution, *, emails: Iterable[str], around: Collection[str] | None = None
) -> Snapshot:
    """Return what an import into *institution* must know; *emails* are those of the file.

    With *around* (external ids), its members are only those whom rows about these can touch: they
    themselves, who holds the addresses, directors, and whoever supervises them, all the way up.
    """
    paths = unit_paths(institution)
    units: dict[Path, UUID] = {}
    for pk, path in sorted(paths.items(), key=lambda item: (item[1], str(item[0]))):
        units.setdefault(folded(path), pk)
    login_of: dict[str, UUID] = {}
    holders: dict[str, set[UUID]] = defaultdict(set)
    wanted = list(set(emails))
    lowered = User.objects.annotate(low=Lower("email")).filter(low__in=wanted)
    for email, pk in lowered.values_list("low", "pk"):
        login_of[email] = pk
        holders[email].add(pk)
    addresses = EmailAddress.objects.annotate(low=Lower("email")).filter(
        low__in=wanted, verified=True
    )
    for email, pk in addresses.values_list("low", "user_id"):
        holders[email].add(pk)
    keys = None if around is None else _near(institution, around, set().union(*holders.values()))
    members = _members(institution, paths, keys)
    by_user = {member.user_pk: member for member in members.values()}
    return Snapshot(members, by_user, units, login_of, holders)


_NEAR = """
WITH RECURSIVE near AS (
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND external_id = ANY(%(around)s)
    UNION
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND user_id = ANY(%(logins)s::uuid[])
    UNION
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND offices @> ARRAY[%(director)s]::varchar[]
    UNION
    SELECT above.id, above.supervisor_id FROM profiles_membership above
    JOIN near ON near.supervisor_id = above.id
)
SELECT id FROM near
"""


def _near(institution: Institution, around: Collection[str], logins: set[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAR,
            {
                "institution": str(institution.pk),
                "around": list(around),
                "logins": [str(pk) for pk in logins],
                "director": str(Office.DIRECTOR),
            },
        )
        return [row[0] for row in cursor.fetchall()]


def unit_paths(institution: Institution) -> dict[UUID, Path]:
    """Return every unit of *institution* by its path from the top."""
    rows = {
        pk: (parent, name)
        for pk, parent, name in Unit.objects.of(institution).values_list("pk", "parent_id", "name")
    }
    paths: dict[UUID, Path] = {}
    for pk in rows:
        parts: list[str] = []
        walk: UUID | None = pk
        # A tree that was bent into a circle by hand must not hang the import.
        while walk is not None and len(parts) <= len(rows):
            parent, name = rows[walk]
            parts.append(name)
            walk = parent
        paths[pk] = tuple(reversed(parts))
    return paths


def _members(
    institution: Institution, paths: dict[UUID, Path], keys: list[UUID] | None
) -> dict[str, KnownMember]:
    """All members, or those with *keys*, which hold with anybody whoever supervises them."""
    ours = Membership.objects.of(institution)
    if keys is not None:
        ours = ours.filter(pk__in=keys)
    rows = list(
        ours.order_by("external_id").values_list(
            "pk",
            "user_id",
            "external_id",
            "user__email",
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
            "user__is_staff",
            "user__is_superuser",
        )
    )
    elsewhere = set(
        Membership.objects.exclude(institution=institution)
        .filter(user_id__in=ours.values("user_id"))
        .values_list("user_id", flat=True)
    )
    external = {row[0]: row[2] for row in rows}
    return {
        row[2]: KnownMember(
            pk=row[0],
            user_pk=row[1],
            external_id=row[2],
            email=row[3].lower(),
            given_name=row[4],
            family_name=row[5],
            rank=row[6],
            track=row[7],
            unit=paths.get(row[8], ()),
            supervisor=external.get(row[9], ""),
            start_date=row[10],
            end_date=row[11],
            specialty=row[12],
            expertise=tuple(row[13]),
            orcid=row[14],
            is_director=Office.DIRECTOR in row[15],
            activated_at=row[16],
            login_is_staff=row[17] or row[18],
            login_serves_others=row[1] in elsewhere,
        )
        for row in rows
    }
