"""Who stands above whom in the line of supervision."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from profiles.models import Membership

CHAIN = """
    WITH RECURSIVE chain(id) AS (
        SELECT supervisor_id FROM profiles_membership WHERE id = %s
        UNION
        SELECT above.supervisor_id
        FROM profiles_membership above JOIN chain ON above.id = chain.id
    )
    SELECT id FROM chain WHERE id IS NOT NULL
"""
CHAINS = """
    WITH RECURSIVE chain(person, above) AS (
        SELECT id, supervisor_id FROM profiles_membership WHERE id = ANY (%s)
        UNION
        SELECT chain.person, above.supervisor_id
        FROM chain JOIN profiles_membership above ON above.id = chain.above
    )
    SELECT person, array_agg(above) FROM chain WHERE above = ANY (%s) GROUP BY person
"""
BELOW = """
    WITH RECURSIVE chain(person, above) AS (
        SELECT id, supervisor_id FROM profiles_membership WHERE id = ANY (%s)
        UNION
        SELECT chain.person, above.supervisor_id
        FROM chain JOIN profiles_membership above ON above.id = chain.above
    )
    SELECT DISTINCT person FROM chain WHERE above = %s
"""


def supervisors_of(member: Membership) -> frozenset[UUID]:
    """Return the keys of *member*'s supervisor, that one's supervisor, and so on to the top.

    A mentor among them has a conflict of interest, which is always shown [P, L].
    """
    if member.supervisor_id is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, [member.pk])
        return frozenset(row[0] for row in cursor.fetchall())


def chiefs_among(people: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return who of *people* (keys) has which others of them above, however far. One query."""
    keys = list(people)
    with connection.cursor() as cursor:
        cursor.execute(CHAINS, [keys, keys])
        return {person: frozenset(above) - {person} for person, above in cursor.fetchall()}


def led_by(chief: Membership, people: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of *people* (keys) above whom *chief* stands, however far."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(people), chief.pk])
        return frozenset(row[0] for row in cursor.fetchall())
