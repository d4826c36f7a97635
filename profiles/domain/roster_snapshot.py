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

from profiles.domain.queries.units import unit_paths
from profiles.models import Institution, Membership, User
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

    def starts_after(self, day: date) -> bool:
        return self.start_date is not None and self.start_date > day


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
    login_of: dict[str, UUID] = {}
    holders: dict[str, set[UUID]] = defaultdict(set)
    wanted = list(set(emails))
    lowered = User.objects.annotate(low=Lower("email")).filter(low__in=wanted)
    for email, pk in lowered.values_list("low", "pk"):
        login_of[email] = pk
        holders[email].add(pk)
    # The sign-in library keeps these in lower case, with an index.
    addresses = EmailAddress.objects.filter(email__in=wanted, verified=True)
    for email, pk in addresses.values_list("email", "user_id"):
        holders[email].add(pk)
    by_user = {member.user_pk: member for member in members.values()}
    return Snapshot(members, by_user, units, login_of, holders)


# Those named, who holds a named address, all directors, and everybody above any of them.
_CONCERNED = """
WITH RECURSIVE login AS (
    SELECT id FROM profiles_user WHERE lower(email) = ANY(%(emails)s)
    UNION SELECT user_id FROM account_emailaddress
    WHERE verified AND email = ANY(%(emails)s)
), named AS (
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND external_id = ANY(%(ids)s)
    UNION SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND offices <> '{}' AND 'director' = ANY(offices)
    UNION SELECT m.id, m.supervisor_id FROM profiles_membership m JOIN login ON login.id = m.user_id
    WHERE m.institution_id = %(institution)s
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


def _members(
    institution: Institution, paths: dict[UUID, Path], concerned: list[UUID] | None
) -> dict[str, KnownMember]:
    ours = Membership.objects.of(institution)
    if concerned is not None:
        ours = ours.filter(pk__in=concerned)
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
