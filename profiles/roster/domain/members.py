"""One person of the roster at a time, by the same rules as a whole file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from profiles.errors import DomainError
from profiles.institution.domain.lock import lock_roster
from profiles.models import HeldEnding, Institution, Membership, User
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.endings import drop_held, present_in
from profiles.roster.domain.plan import Fate, plan_import
from profiles.roster.domain.rows import RawRow, RowError, outside_error

# The columns as the API names them, where they differ.
LISTS = {"expertise": ";", "unit_path": "/"}
COLUMN_OF = {"unit_path": "unit"}
FIELD_OF = {column: field for field, column in COLUMN_OF.items()}
FIELDS = (
    "external_id",
    "email",
    "given_name",
    "family_name",
    "rank",
    "track",
    "unit_path",
    "supervisor_external_id",
    "start_date",
    "end_date",
    "specialty",
    "expertise",
    "orcid",
)


class MemberExists(DomainError):
    code = "member_exists"

    def __init__(self) -> None:
        super().__init__(_("Someone already has this external_id. Change that person instead."))


class MemberRefused(DomainError):
    """What is wrong with the person, field by field."""

    code = "member_refused"

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        super().__init__(" ".join(error.message for error in errors))


def cells_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return values by field as cells of a roster; None is an empty cell.

    >>> cells_of({"unit_path": ["Medicine", "Cardiology"], "track": None})
    {'unit': 'Medicine / Cardiology', 'track': ''}
    """
    cells = {}
    for name, value in values.items():
        if value is None:
            text = ""
        elif name in LISTS:
            sign = LISTS[name]
            text = f" {sign} ".join(str(one) for one in value)
        else:
            text = value.isoformat() if isinstance(value, date) else str(value)
        cells[COLUMN_OF.get(name, name)] = text
    return cells


def split_errors(values: Mapping[str, Any], number: int = 1) -> list[RowError]:
    """Return what a list may not hold because a roster's cell separates its parts by it."""
    return [
        RowError(
            number,
            COLUMN_OF.get(name, name),
            _("Remove “%(sign)s” from each part.") % {"sign": sign},
            str(part)[:60],
        )
        for name, sign in LISTS.items()
        for part in values.get(name) or ()
        if sign in str(part)
    ]


def values_of(member: Membership) -> dict[str, Any]:
    """Return the roster's cells of *member*, but for unit and supervisor: left out, they stay."""
    return {
        "external_id": member.external_id,
        "email": member.email,
        "given_name": member.given_name,
        "family_name": member.family_name,
        "rank": member.rank_key,
        "end_date": member.end_date,
    }


@transaction.atomic
def put_member(
    institution: Institution,
    *,
    values: Mapping[str, Any],
    actor: User | None,
    only_new: bool = False,
    says_here: bool = True,
) -> tuple[Membership, Fate]:
    """Make or change the person with this external id; what *values* leaves out stays.

    An end beyond what the institution lets pass waits for a director: Fate.HELD. *says_here*: whether
    values without an end say that the person is here.

    Raises MemberRefused with each field's error, MemberExists where only a new person is meant,
    and RosterChanged.
    """
    if errors := split_errors(values):
        raise MemberRefused(errors)
    lock_roster(institution)
    plan = plan_import([RawRow(1, cells_of(values))], institution=institution)
    if plan.errors:
        raise MemberRefused(plan.errors)
    person = plan.people[0]
    if only_new and person.fate != Fate.ADDED:
        raise MemberExists
    fate = person.fate
    if fate != Fate.UNCHANGED:
        source = HeldEnding.Source.API
        result = apply_import(plan, actor=actor, source=source, says_here=says_here)
        fate = Fate.HELD if result.held else fate
    elif says_here:
        drop_held(institution, present=present_in(plan))
    member = Membership.objects.of(institution).get(external_id=person.row.external_id)
    return member, fate


def change_member(
    member: Membership, *, values: Mapping[str, Any], actor: User | None
) -> tuple[Membership, Fate]:
    """Change what *values* names and nothing else. Returns and raises what put_member does."""
    if member.is_from_outside:
        raise MemberRefused([outside_error(1, member.name, member.external_id)])
    return put_member(
        member.institution,
        values={**values_of(member), **values},
        actor=actor,
        says_here="end_date" in values,
    )


def end_member(
    member: Membership, *, last_day: date, actor: User | None
) -> tuple[Membership, Fate]:
    """Note that someone has left; their rows stay. Idempotent. Returns and raises what put_member does."""
    if member.end_date == last_day:
        return member, Fate.UNCHANGED
    return change_member(member, values={"end_date": last_day}, actor=actor)
