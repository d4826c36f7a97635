"""Those to whom a row of the queue can be handed: colleagues in whose own queue that very row stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import rules
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from evaluations.dashboard.attention.domain.prepared import query_of, shared_of
from evaluations.dashboard.attention.domain.queue import WITHOUT_JIT, Item
from mentornet.pages.attention import COLUMNS, forget_shared
from mentornet.pages.dashboard import USE
from profiles.models import Membership, StaffRole


def colleagues_for(item: Item, *, by: Membership) -> list[Membership]:
    """Return those who may open *item*, *by* among them. Two statements, however many work there.

    What opens it is the kind's own query, asked for each of them: no rule stands beside it.
    """
    there = _at_the_dashboard(by)
    able = _who_finds(item, there)
    return [one for one in there if one.pk in able]


def _at_the_dashboard(member: Membership) -> list[Membership]:
    # Whoever has a role has an open row of it. By the array alone, whose counts row-level security keeps
    # from the planner, half of all would be expected, and every login read to join a few.
    staff = StaffRole.objects.of(member.institution).open()
    rows = (
        Membership.objects.visible_to(member.user)
        .of(member.institution)
        .filter(pk__in=staff.values("membership"))
        .exclude(offices=[])
        .select_related("user")
        .order_by("sort_key", "pk")
    )
    return [one for one in rows if _works_here(one, member)]


def _works_here(one: Membership, reader: Membership) -> bool:
    one.institution = reader.institution
    one.user.current_membership = one
    return bool(rules.has_perm(USE, one.user))


def _who_finds(item: Item, people: Sequence[Membership]) -> set[UUID]:
    """Return the keys of those of *people* in whose queue *item* stands, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for one in people:
        if not rules.has_perm(item.kind.permission, one.user):
            continue
        forget_shared(one)
        try:
            query = query_of(item.kind, one)
        except EmptyResultSet:
            continue
        shared = shared_of(one, query.sql)
        parts.append(  # what apps wrote, with places for values
            f"SELECT %s::uuid WHERE EXISTS (WITH {shared.sql} found ({', '.join(COLUMNS)}) AS "  # noqa: S608
            f"({query.sql}) SELECT 1 FROM found WHERE subject = %s AND (program = %s) IS NOT FALSE)"
        )
        # Of a pair of two programs, those of the one whose row it is.
        params += [one.pk, *shared.params, *query.params, item.row.subject, item.of_program]
    if not parts:
        return set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{WITHOUT_JIT} {' UNION ALL '.join(parts)}", params)
        return {key for (key,) in cursor.fetchall()}
