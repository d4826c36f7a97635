"""What a staff role is for, by name: the whole institution, a unit, or a program.

What a scope opens is said in profiles/institution/models/scope.py. An app above registers the kinds
that this one cannot know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from profiles.institution.domain.unit_paths import paths_of
from profiles.institution.domain.unit_search import in_words
from profiles.models import Institution, Membership, StaffRole
from profiles.people.staff_roles.errors import NoSuchScope, ScopeDoesNotFit
from profiles.vocabulary import StaffRoleKind

Scope = StaffRole.Scope
# The roles that make sense for a part of an institution.
FOR_A_PART = frozenset({StaffRoleKind.COORDINATOR, StaffRoleKind.ANALYST})


@dataclass(frozen=True)
class ScopeNamed:
    """What a role is for: its kind, and which one of that kind."""

    kind: str
    key: UUID | None = None


WHOLE = ScopeNamed(Scope.INSTITUTION.value)

Names = Callable[[Institution, "Iterable[UUID] | None"], Mapping[UUID, str]]


def _unit_names(institution: Institution, keys: Iterable[UUID] | None) -> Mapping[UUID, str]:
    return {key: in_words(path) for key, path in paths_of(institution, list(keys or ())).items()}


_names: dict[str, Names] = {Scope.UNIT.value: _unit_names}


def register_scope(kind: str, names: Names) -> None:
    """Say what things of *kind* are called: *names* returns those with the keys, or all for None."""
    _names[kind] = names


def choices_of(institution: Institution, kind: str) -> list[tuple[str, str]]:
    """Return what there is of *kind* in an institution, as choices of a form."""
    names = _names[kind](institution, None) if kind in _names else {}
    return [(str(key), name) for key, name in names.items()]


def check_scope(institution: Institution, *, role: str, scope: ScopeNamed) -> None:
    """Raise ScopeDoesNotFit where the role is the institution's alone, NoSuchScope for what is not here."""
    if scope == WHOLE:
        return
    if role not in FOR_A_PART or scope.kind not in _names or scope.key is None:
        raise ScopeDoesNotFit
    if scope.key not in _names[scope.kind](institution, [scope.key]):
        raise NoSuchScope


def open_role(member: Membership, *, role: str, scope: ScopeNamed) -> StaffRole | None:
    """Return the role that *member* has, or will have, for exactly this; None without one."""
    found: StaffRole | None = (
        StaffRole.objects.open()
        .filter(membership=member, role=role, scope_kind=scope.kind, scope_id=scope.key)
        .first()
    )
    return found


def scope_words(institution: Institution, rows: Iterable[StaffRole]) -> dict[UUID, str]:
    """Return for each role what it is for, in words. One query a kind."""
    rows = list(rows)
    words = {row.pk: _("The whole institution") for row in rows}
    for kind, names in _names.items():
        own = [row for row in rows if row.scope_kind == kind]
        known = names(institution, {row.scope_id for row in own if row.scope_id}) if own else {}
        gone = _("a unit that is gone") if kind == Scope.UNIT else _("a program that is gone")
        words |= {row.pk: known.get(row.scope_id, gone) for row in own if row.scope_id}
    return words
