"""Groups of SCIM 2.0, which are the units of an institution: everyone is in one at most."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.institution.domain.merging import RoleForUnit, check_no_roles
from profiles.models import Institution, Membership, Unit
from profiles.provisioning.domain.scim_resources import GROUP, ScimError
from profiles.provisioning.domain.scim_users import apply_rows, people_of, uuid_of
from profiles.roster.domain.members import cells_of, values_of
from profiles.roster.domain.snapshot import folded, path_in_words, unit_paths


def unit_or_404(institution: Institution, pk: str) -> Unit:
    """Return a unit of *institution*; raise ScimError (404)."""
    found: Unit | None = Unit.objects.of(institution).filter(pk=uuid_of(pk)).first()
    if found is None:
        raise ScimError("There is no such group.", status=404, scim_type="")
    return found


def group_resource(
    unit: Unit, *, path: str, members: list[tuple[UUID, str]] | None, base: str
) -> dict[str, Any]:
    """Return *unit* as a group resource; *members* None leaves them out."""
    found: dict[str, Any] = {
        "schemas": [GROUP],
        "id": str(unit.pk),
        "displayName": path,
        "meta": {"resourceType": "Group", "location": f"{base}/Groups/{unit.pk}"},
    }
    if members is not None:
        found["members"] = [
            {"value": str(pk), "display": name, "type": "User", "$ref": f"{base}/Users/{pk}"}
            for pk, name in members
        ]
    return found


def members_of(units: list[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return unit → its own current people, as key and name; one query."""
    found: dict[UUID, list[tuple[UUID, str]]] = {pk: [] for pk in units}
    rows = Membership.objects.current().filter(unit__in=units, provisioned__withdrawn_at=None)
    for member in rows.order_by("id"):
        found[member.unit_id].append((member.pk, member.name))
    return found


@transaction.atomic
def create_group(institution: Institution, *, name: str, members: list[str]) -> Unit:
    """Make the unit with this path and put *members* in it. Raises ScimError."""
    lock_roster(institution)
    path = _path(name)
    if folded(path) in {folded(one) for one in unit_paths(institution).values()}:
        raise ScimError("There is a group with this name.", status=409, scim_type="uniqueness")
    unit = _make_path(institution, path)
    set_members(institution, unit, wanted=members)
    return unit


@transaction.atomic
def rename_group(institution: Institution, unit: Unit, *, name: str) -> Unit:
    """Give *unit* another name, or with a path another place. Raises ScimError."""
    lock_roster(institution)
    path = _path(name)
    if path == unit_paths(institution)[unit.pk] or name == unit.name:
        return unit
    unit.name = path[-1]
    if len(path) > 1:
        unit.parent = _make_path(institution, path[:-1])
    try:
        with transaction.atomic():
            unit.clean()
            unit.save(update_fields=["name", "parent"])
    except IntegrityError as error:
        raise ScimError(
            "There is a group with this name.", status=409, scim_type="uniqueness"
        ) from error
    record(Verb.UNIT_RENAMED, actor=None, institution=institution, subject=unit)
    return unit


@transaction.atomic
def delete_group(institution: Institution, unit: Unit) -> None:
    """Delete *unit*; its people stay, without a unit. Raises ScimError where something hangs on it."""
    lock_roster(institution)
    try:
        check_no_roles(unit)
    except RoleForUnit as error:
        raise ScimError(
            "Someone has a staff role for this unit only. A director has to revoke it first.",
            status=409,
            scim_type="",
        ) from error
    set_members(institution, unit, wanted=[])
    try:
        with transaction.atomic():
            record(Verb.UNIT_DELETED, actor=None, institution=institution, subject=unit)
            unit.delete()
    except ProtectedError as error:
        raise ScimError(
            "Other units, programs or people who have left need this one.", status=409, scim_type=""
        ) from error


@transaction.atomic
def set_members(institution: Institution, unit: Unit, *, wanted: list[str]) -> None:
    """Let exactly these people be in *unit*; who was elsewhere moves, who is not named has none."""
    lock_roster(institution)
    have = {str(pk) for pk, _name in members_of([unit.pk])[unit.pk]}
    path = path_in_words(unit_paths(institution)[unit.pk])
    change_members(institution, path, add=set(wanted) - have, remove=have - set(wanted))


def change_members(institution: Institution, path: str, *, add: set[str], remove: set[str]) -> None:
    """Put people into the unit at *path*, and take others out of any. Raises ScimError."""
    keys = {key: uuid_of(key) for key in add | remove}
    rows = {str(one.pk): one for one in people_of(institution).filter(pk__in=keys.values())}
    if unknown := sorted(add - rows.keys()):
        raise ScimError(f"members: there is no user {unknown[0][:60]}.")
    cells = [cells_of(values_of(rows[key])) | {"unit": path} for key in sorted(add)]
    cells += [
        cells_of(values_of(rows[key])) | {"unit": ""} for key in sorted(remove) if key in rows
    ]
    if cells:
        apply_rows(institution, cells)


def _path(name: str) -> tuple[str, ...]:
    parts = tuple(" ".join(part.split()) for part in name.split("/"))
    if not all(parts) or len(parts) > 6 or any(len(part) > 200 for part in parts):
        raise ScimError("displayName is a name of up to 200 characters, or a path of up to six.")
    return parts


def _make_path(institution: Institution, path: tuple[str, ...]) -> Unit:
    known = {folded(one): pk for pk, one in unit_paths(institution).items()}
    unit: Unit | None = None
    for depth in range(1, len(path) + 1):
        pk = known.get(folded(path[:depth]))
        if pk is not None:
            unit = Unit.objects.get(pk=pk)
            continue
        unit = Unit.objects.create(institution=institution, parent=unit, name=path[depth - 1])
        record(Verb.UNIT_CREATED, actor=None, institution=institution, subject=unit)
        announce(events.UNIT_CREATED, unit)
    assert unit is not None  # noqa: S101  (a path has a part)
    return unit
