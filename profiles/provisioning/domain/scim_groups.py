"""Groups of SCIM 2.0, which are the units of an institution: everyone is in one at most.

A group may have thousands of members: a change of many is written in parts, as an import is, so that
no one else of the institution waits long; and a change of a few never loads the others.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import PROTECT, CharField, ProtectedError, Value
from django.db.models.functions import MD5, Cast
from scim2_models import Context, Meta, Reference, ResponseParameters

from mentornet.audit_verbs import Verb
from mentornet.names import full_name
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.institution.domain.merging import RoleForUnit, check_no_roles
from profiles.models import Institution, Membership, Unit
from profiles.people.models.membership import MembershipQuerySet
from profiles.provisioning.domain.scim_membership import ONE, applied, check_people
from profiles.provisioning.domain.scim_models import Group, Member
from profiles.provisioning.domain.scim_persons import Paths, base
from profiles.provisioning.domain.scim_resources import (
    ScimError,
    operations_of,
    read,
    shown,
)
from profiles.provisioning.domain.scim_users import apply_rows, people_of, uuid_of
from profiles.provisioning.domain.scim_versions import Match, check_match
from profiles.roster.domain.members import cells_of, values_of
from profiles.roster.domain.parts import SIZE
from profiles.roster.domain.snapshot import folded, path_in_words, unit_paths

NAME_TAKEN = "There is a group with this name."
NEEDED = "Other units, programs or people who have left need this one."
MOST_MEMBERS = 20_000
# Seconds after which the rest of a change of many is left for the same request, sent again.
LONGEST = 2.0


@dataclass(frozen=True)
class Delta:
    """What a request changes about who is in a unit: keys, as texts."""

    add: frozenset[str]
    remove: frozenset[str]


def unit_or_404(institution: Institution, pk: str) -> Unit:
    """Return a unit of *institution*; raise ScimError (404)."""
    found: Unit | None = Unit.objects.of(institution).filter(pk=uuid_of(pk)).first()
    if found is None:
        raise ScimError("There is no such group.", status=404, scim_type="")
    return found


# As a directory reads them -----------------------------------------------------------------


def group_of(unit: Unit, paths: Paths, fingerprint: str) -> Any:
    """Return *unit* as a group resource, without its members."""
    path = path_in_words(paths[unit.pk])
    said = "\n".join((path, unit.directory_id, fingerprint))
    meta = Meta(
        resource_type="Group",
        location=f"{base()}/Groups/{unit.pk}",
        version=f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"',
    )
    return Group(
        id=str(unit.pk), display_name=path, external_id=unit.directory_id or None, meta=meta
    )


def resources_of(institution: Institution, units: Collection[Unit]) -> list[Any]:
    """Return *units* as group resources, without their members; two queries."""
    paths = unit_paths(institution)
    keys = [one.pk for one in units]
    joined = StringAgg(Cast("pk", CharField()), Value(","), order_by="pk")
    found = dict(_members(keys).order_by().values_list("unit").annotate(said=MD5(joined)))
    return [group_of(one, paths, found.get(one.pk) or "") for one in units]


def groups_shown(
    resources: Collection[Any], wanted: ResponseParameters[Any] | None
) -> list[dict[str, Any]]:
    """Return group resources as they are answered, with their members where these are wanted."""
    sample = Member(value="v", ref=Reference("r"), type="User", display="d")
    names = shown(Group(id="x", members=[sample]), wanted).get("members", [{}])[0]
    found = [shown(one, wanted) for one in resources]
    if not names:
        return found
    people = _named([UUID(one.id) for one in resources])
    for one, resource in zip(found, resources, strict=True):
        if members := people.get(resource.id):
            one["members"] = [_member(pk, name, names) for pk, name in members]
    return found


def _member(pk: UUID, name: str, wanted: Collection[str]) -> dict[str, str]:
    whole = {"value": str(pk), "$ref": f"{base()}/Users/{pk}", "type": "User", "display": name}
    return {key: value for key, value in whole.items() if key in wanted}


def _members(units: Iterable[UUID]) -> MembershipQuerySet:
    """Return the current people of *units* whom the directory sees."""
    return Membership.objects.current().filter(unit__in=list(units), provisioned__withdrawn_at=None)


def _named(units: Iterable[UUID]) -> dict[str, list[tuple[UUID, str]]]:
    found: dict[str, list[tuple[UUID, str]]] = {}
    rows = _members(units).order_by("id").values_list("unit", "pk", "given_name", "family_name")
    for unit, pk, given, family in rows:
        found.setdefault(str(unit), []).append((pk, full_name(given, family)))
    return found


# Groups -------------------------------------------------------------------------------------


@transaction.atomic
def _make_group(institution: Institution, data: Any) -> tuple[Unit, Delta]:
    lock_roster(institution)
    group = read(Group, data, Context.RESOURCE_CREATION_REQUEST)
    path = _path(group.display_name or "")
    if folded(path) in {folded(one) for one in unit_paths(institution).values()}:
        raise ScimError(NAME_TAKEN, status=409, scim_type="uniqueness")
    unit = _make_path(institution, path)
    _note_directory_id(unit, group)
    delta = Delta(frozenset(_keys(group)), frozenset())
    return unit, _write_few(institution, unit, delta)


def create_group(institution: Institution, data: Any) -> Any:
    """Make the unit with this path and put the members in it. Raises ScimError."""
    unit, left = _make_group(institution, data)
    # To the end: the same request, sent again, would find that there is such a group.
    _write_many(institution, unit, left, until=None)
    return resources_of(institution, [unit])[0]


def replace_group(institution: Institution, pk: str, data: Any, match: Match = None) -> Any:
    """Let the group be as *data* says; who is not named in it has no unit. Raises ScimError."""

    def change(unit: Unit, present: Any) -> tuple[Any, Delta]:
        del present
        group = read(Group, data, Context.RESOURCE_REPLACEMENT_REQUEST)
        return group, _whole(unit, _keys(group))

    return _changed(institution, pk, match, change)


def patch_group(institution: Institution, pk: str, body: Any, match: Match = None) -> Any:
    """Do the operations of a PATCH *body*. Raises ScimError."""

    def change(unit: Unit, present: Any) -> tuple[Any, Delta]:
        whole, mentioned = _reach(operations_of(body))
        rows = _members([unit.pk]).order_by("id").values_list("pk", flat=True)
        known = rows if mentioned is None else rows.filter(pk__in=mentioned)
        have = [str(one) for one in known]
        present.members = [Member(value=one, ref=None, type="User") for one in have] or None
        group = applied(present, body, operations_of(body))
        if whole:
            return group, _whole(unit, _keys(group))
        wanted = set(_keys(group))
        return group, Delta(frozenset(wanted - set(have)), frozenset(set(have) - wanted))

    return _changed(institution, pk, match, change)


def delete_group(institution: Institution, pk: str, match: Match = None) -> None:
    """Delete a unit; its people stay, without a unit. Raises ScimError where something hangs on it."""

    def check(unit: Unit, present: Any) -> tuple[Any, Delta]:
        try:
            check_no_roles(unit)
        except RoleForUnit as error:
            raise ScimError(
                "Someone has a staff role for this unit only. A director has to revoke it first.",
                status=409,
                scim_type="",
            ) from error
        delta = _whole(unit, [])
        _check_unneeded(unit, but=delta.remove)
        return present, delta

    _changed(institution, pk, match, check)
    with transaction.atomic():
        lock_roster(institution)
        unit = unit_or_404(institution, pk)
        try:
            with transaction.atomic():
                record(Verb.UNIT_DELETED, actor=None, institution=institution, subject=unit)
                announce(events.UNIT_REMOVED, unit)
                unit.delete()
        except ProtectedError as error:
            raise ScimError(NEEDED, status=409, scim_type="") from error


def _check_unneeded(unit: Unit, *, but: Collection[str]) -> None:
    """Raise ScimError where more hangs on *unit* than the people *but*, before these lose it."""
    for relation in Unit._meta.related_objects:
        if relation.on_delete is not PROTECT:
            continue
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: unit})
        if (rows.exclude(pk__in=but) if model is Membership else rows).exists():
            raise ScimError(NEEDED, status=409, scim_type="")


def _changed(
    institution: Institution,
    pk: str,
    match: Match,
    change: Callable[[Unit, Any], tuple[Any, Delta]],
) -> Any:
    with transaction.atomic():
        lock_roster(institution)
        unit = unit_or_404(institution, pk)
        (present,) = resources_of(institution, [unit])
        check_match(present, match)
        name = present.display_name
        group, delta = change(unit, present)
        if group.display_name != name:
            _rename(institution, unit, name=group.display_name)
        _note_directory_id(unit, group)
        left = _write_few(institution, unit, delta)
    _write_many(institution, unit, left, until=time.monotonic() + LONGEST)
    return resources_of(institution, [unit])[0]


def _reach(operations: list[dict[str, Any]]) -> tuple[bool, list[UUID] | None]:
    """Return whether *operations* say who is in a group as a whole, and whom they name; None: everyone."""
    whole, named = False, list[UUID]()
    for one in operations:
        path, value = str(one.get("path") or ""), one.get("value")
        head = path.lower().rpartition(":")[2]
        inside = value
        if not path and isinstance(value, Mapping):
            inside = next((v for k, v in value.items() if str(k).lower() == "members"), None)
            head = "members" if inside is not None else ""
        if not head.startswith("members"):
            continue
        verb = str(one.get("op", "")).lower()
        if "[" in path:
            chosen = ONE.fullmatch(path[path.lower().rindex("members[") :])
            if chosen is None:
                return True, None
            named.append(uuid_of(chosen[1]) or UUID(int=0))
        elif verb == "replace" or (verb == "remove" and inside is None):
            whole = True
        rows = inside if isinstance(inside, list) else [inside]
        keys = [str(row.get("value", "")) for row in rows if isinstance(row, Mapping)]
        named += [key for key in map(uuid_of, keys) if key]
    return whole, named


def _whole(unit: Unit, wanted: Collection[str]) -> Delta:
    have = {str(pk) for pk in _members([unit.pk]).values_list("pk", flat=True)}
    return Delta(frozenset(set(wanted) - have), frozenset(have - set(wanted)))


def _keys(group: Any) -> list[str]:
    rows = group.members or []
    if len(rows) > MOST_MEMBERS:
        raise ScimError(
            f"members: at most {MOST_MEMBERS} at once.", status=413, scim_type="tooMany"
        )
    check_people(rows)
    keys = [uuid_of(str(one.value or "")) or one.value for one in rows]
    return [str(key) for key in keys]


def _write_few(institution: Institution, unit: Unit, delta: Delta) -> Delta:
    """Write *delta* in the caller's transaction, unless it concerns many: return what is left then."""
    if len(delta.add) + len(delta.remove) > SIZE:
        _check_known(institution, delta)
        return delta
    if cells := _cells(institution, unit, delta):
        apply_rows(institution, cells)
    return Delta(frozenset(), frozenset())


def _write_many(institution: Institution, unit: Unit, delta: Delta, *, until: float | None) -> None:
    """Write *delta* part by part; whoever is stopped on the way sends the same again, and goes on.

    Raises ScimError: 503 where *until* is over and something is left.
    """
    keys = [*sorted(delta.remove), *sorted(delta.add)]
    for at in range(0, len(keys), SIZE):
        if at and until is not None and time.monotonic() > until:
            raise ScimError("Many people change. Send the same again.", status=503, scim_type="")
        part = frozenset(keys[at : at + SIZE])
        with transaction.atomic():
            lock_roster(institution)
            if cells := _cells(institution, unit, Delta(delta.add & part, delta.remove & part)):
                apply_rows(institution, cells)


def _check_known(institution: Institution, delta: Delta) -> None:
    keys = [uuid_of(one) for one in delta.add]
    known = {
        str(pk) for pk in people_of(institution).filter(pk__in=keys).values_list("pk", flat=True)
    }
    if unknown := sorted(delta.add - known):
        raise ScimError(f"members: there is no user {unknown[0][:60]}.")


def _cells(institution: Institution, unit: Unit, delta: Delta) -> list[dict[str, str]]:
    """Return the roster's rows that put people into *unit*, and take others out of it. Raises ScimError.

    Between two parts of a change, someone may have got another unit, which they keep.
    """
    _check_known(institution, delta)
    path = path_in_words(unit_paths(institution)[unit.pk])
    keys = [uuid_of(key) for key in delta.add | delta.remove]
    rows = people_of(institution).filter(pk__in=keys)
    return [
        cells_of(values_of(one)) | {"unit": path if str(one.pk) in delta.add else ""}
        for one in rows
        if str(one.pk) in delta.add or one.unit_id == unit.pk
    ]


def _rename(institution: Institution, unit: Unit, *, name: str) -> None:
    """Give *unit* another name, or with a path another place. Raises ScimError."""
    path = _path(name)
    if path == unit_paths(institution)[unit.pk] or name == unit.name:
        return
    before = {"name": unit.name, "parent": unit.parent_id}
    unit.name = path[-1]
    if len(path) > 1:
        unit.parent = _make_path(institution, path[:-1])
    try:
        with transaction.atomic():
            unit.clean()
            unit.save(update_fields=["name", "parent"])
    except ValidationError as error:
        raise ScimError(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise ScimError(NAME_TAKEN, status=409, scim_type="uniqueness") from error
    record(Verb.UNIT_RENAMED, actor=None, institution=institution, subject=unit)
    after = {"name": unit.name, "parent": unit.parent_id}
    changed = [one for one, value in after.items() if before[one] != value]
    announce(events.UNIT_UPDATED, unit, said={"changed": changed})


def _note_directory_id(unit: Unit, group: Any) -> None:
    said = str(group.external_id or "").strip()
    if len(said) > 254:
        raise ScimError("externalId has at most 254 characters.")
    if said != unit.directory_id:
        unit.directory_id = said
        unit.save(update_fields=["directory_id"])


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
