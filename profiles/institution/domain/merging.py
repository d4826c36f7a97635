"""Two units that are one: everything that hangs on the first moves to the second, and it is deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution, Membership, StaffRole, Unit, User
from profiles.signals import members_moved


class RoleForUnit(DomainError):
    """Someone has a role for this unit alone: it would go on for a unit that is gone."""

    code = "unit_has_staff_roles"
    message = gettext_lazy("Someone has a staff role for this unit only. Revoke it first.")


class CannotMerge(DomainError):
    code = "units_cannot_merge"


class UnitInUse(DomainError):
    code = "unit_in_use"
    message = gettext_lazy("Only an empty unit can be deleted. Move what is in it, or merge it.")


@dataclass(frozen=True)
class Use:
    """Rows of one kind that hang on a unit."""

    model: type[models.Model]
    count: int


@dataclass(frozen=True)
class Merger:
    """What merging *unit* into *into* does: the units that go, by where they go, and what moves."""

    unit: Unit
    into: Unit
    pairs: list[tuple[Unit, Unit]]
    moved_units: list[Unit]
    uses: list[Use]


@dataclass(frozen=True)
class Reference:
    """Rows that note units by their keys and not by a foreign key: found, and changed in a merger."""

    model: type[models.Model]
    rows: Callable[[list[UUID]], Any]
    move: Callable[[Unit, Unit], None]


_references: dict[type[models.Model], Reference] = {}


def register_reference(reference: Reference) -> None:
    """Let mergers know of rows of an app above. Called once at start-up. Idempotent."""
    _references[reference.model] = reference


def uses_of(units: list[Unit]) -> list[Use]:
    """Return what hangs on any of *units*, other than units below them."""
    found: Counter[type[models.Model]] = Counter()
    for model, rows in _rows_on(units):
        found[model] += rows.count()
    return [Use(model, count) for model, count in found.items() if count]


def is_empty(unit: Unit) -> bool:
    """Return whether nothing hangs on *unit*: no person, here or gone, no unit below, nothing else."""
    return not (unit.children.exists() or uses_of([unit]) or _scoped_roles([unit]).exists())


@transaction.atomic
def delete_unit(unit: Unit, *, actor: User | None) -> None:
    """Delete an empty unit. Raises RoleForUnit and UnitInUse."""
    lock_roster(unit.institution)
    check_no_roles(unit)
    if not is_empty(unit):
        raise UnitInUse
    record(Verb.UNIT_DELETED, actor=actor, institution=unit.institution, subject=unit)
    announce(events.UNIT_REMOVED, unit)
    unit.delete()


def check_no_roles(unit: Unit) -> None:
    """Raise RoleForUnit while someone has a role for this unit, or will have.

    Locks what decides who has which role until the end of the transaction, so that no one is granted
    one for a unit that is about to be deleted.
    """
    Institution.objects.select_for_update().get(pk=unit.institution_id)
    if roles_for(unit).exists():
        raise RoleForUnit


def roles_for(unit: Unit) -> Any:
    """Return the open staff roles that are for *unit* itself, with who has them."""
    return _scoped_roles([unit]).select_related("membership")


def plan_merger(unit: Unit, *, into: Unit) -> Merger:
    """Return what a merger would do. Raises CannotMerge.

    Units of the same name below both are merged as well; others below *unit* move below *into*.
    """
    if unit.institution_id != into.institution_id:
        raise CannotMerge(_("Choose a unit in the same institution."))
    above: Unit | None = into
    while above is not None:
        if above.pk == unit.pk:
            raise CannotMerge(_("Choose a unit that is not this one, and not below it."))
        above = above.parent
    pairs, moved = _pairs(unit, into)
    goes = [one for one, _into in pairs]
    if _scoped_roles(goes).exists():
        raise CannotMerge(
            _(
                "Someone has a staff role for this unit only. After the merge it would cover more "
                "people. Revoke it first."
            )
        )
    return Merger(unit, into, pairs, moved, uses_of(goes))


@transaction.atomic
def merge_units(unit: Unit, *, into: Unit, actor: User | None) -> Merger:
    """Move all that hangs on *unit* to *into*, and delete it. Raises CannotMerge."""
    institution = unit.institution
    lock_roster(institution)
    merger = plan_merger(unit, into=into)
    members = frozenset(
        Membership.objects.filter(unit__in=[one for one, _into in merger.pairs]).values_list(
            "pk", flat=True
        )
    )
    for moving in merger.moved_units:
        moving.save(update_fields=["parent"])
        announce(events.UNIT_UPDATED, moving, said={"changed": ["parent"]})
    # From the bottom, so that none is deleted below which another still hangs.
    for goes, stays in reversed(merger.pairs):
        try:
            with transaction.atomic():
                _move(goes, stays)
        except IntegrityError as error:
            raise CannotMerge(
                _("Something is set for both units. Remove it from one of them first.")
            ) from error
        record(Verb.UNIT_MERGED, actor=actor, institution=institution, subject=stays)
        record(Verb.UNIT_DELETED, actor=actor, institution=institution, subject=goes)
        announce(events.UNIT_MERGED, goes, said={"into_id": str(stays.pk)})
        goes.delete()
    if members:
        members_moved.send(sender=Unit, institution=institution, members=members)
    return merger


def _pairs(unit: Unit, into: Unit) -> tuple[list[tuple[Unit, Unit]], list[Unit]]:
    """Return the units that go with those that stay in their stead, and the units that move."""
    pairs: list[tuple[Unit, Unit]] = [(unit, into)]
    moved: list[Unit] = []
    for goes, stays in pairs:
        there = {one.name.casefold(): one for one in stays.children.all()}
        for child in goes.children.all():
            same = there.get(child.name.casefold())
            if same is None or same.pk == child.pk:
                child.parent = stays
                moved.append(child)
            else:
                pairs.append((child, same))
    return pairs, moved


def _scoped_roles(units: list[Unit]) -> Any:
    open_roles = StaffRole.objects.open().filter(scope_kind=StaffRole.Scope.UNIT)
    return open_roles.filter(scope_id__in=[one.pk for one in units])


def _rows_on(units: list[Unit]) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield each kind of row that points at units, with those that point at *units*."""
    for relation in Unit._meta.related_objects:
        if relation.related_model is Unit:
            continue
        model: Any = relation.related_model
        yield model, model._base_manager.filter(**{f"{relation.field.name}__in": units})
    for reference in _references.values():
        yield reference.model, reference.rows([one.pk for one in units])


def _move(goes: Unit, stays: Unit) -> None:
    for relation in Unit._meta.related_objects:
        if relation.related_model is Unit:
            continue
        name = relation.field.name
        model: Any = relation.related_model
        if isinstance(relation, models.ManyToManyRel):
            for row in model._base_manager.filter(**{name: goes}):
                getattr(row, name).remove(goes)
                getattr(row, name).add(stays)
        else:
            model._base_manager.filter(**{name: goes}).update(**{name: stays})
    for reference in _references.values():
        reference.move(goes, stays)
