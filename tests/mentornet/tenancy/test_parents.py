"""A row and the row it hangs on are of one institution, whatever code forgets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from evaluations.models import Answer, Attendance, MeetingTime
from mentornet.api.idempotency import IdempotencyKey
from mentornet.tenancy.parents import hold_parents
from mentornet.tenancy.tables import TENANT
from mentornet.webhooks.models import WebhookDelivery
from networks.models import ConcernAccess, ConcernMessage, ConcernReader, StageReached, Tie
from profiles.models import Goal, GoalNote, GoalTarget, Membership, SelfDescription
from tests.contract.world import World
from tests.factories import (
    GoalFactory,
    InstitutionFactory,
    MembershipFactory,
    TieFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

BONDS = """
SELECT child.relname, bond.convalidated FROM pg_constraint AS bond
JOIN pg_class AS child ON child.oid = bond.conrelid
WHERE bond.contype = 'f' AND bond.conname LIKE '%\\_tenant'
"""
SINGLE = """
SELECT child.relname, parent.relname FROM pg_constraint AS bond
JOIN pg_class AS child ON child.oid = bond.conrelid
JOIN pg_class AS parent ON parent.oid = bond.confrelid
WHERE bond.contype = 'f' AND cardinality(bond.conkey) = 1
"""


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_key_from_tenant_to_tenant_has_a_composite_one_beside_it() -> None:
    single = [child for child, parent in rows(SINGLE) if {child, parent} <= TENANT]

    assert sorted(child for child, _valid in rows(BONDS)) == sorted(single)
    assert all(valid for _child, valid in rows(BONDS))


def test_a_second_migrate_adds_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        hold_parents("default")


def test_a_composite_key_that_is_missing_comes_back() -> None:
    before = rows(BONDS)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE networks_tie DROP CONSTRAINT networks_tie_mentor_tenant")

    hold_parents("default")

    assert sorted(rows(BONDS)) == sorted(before)


def test_a_row_of_two_institutions_does_not_stop_the_migrate(caplog) -> None:
    """New rows are held; the old one is named in the log."""
    tie, stranger = TieFactory(), MembershipFactory()
    check_now()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE networks_tie DROP CONSTRAINT networks_tie_mentor_tenant")
    Tie.objects.filter(pk=tie.pk).update(mentor=stranger)

    hold_parents("default")

    assert "Old rows of networks_tie belong to two institutions" in caplog.text
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.filter(pk=TieFactory().pk).update(mentor=stranger)
        check_now()


def test_a_child_takes_the_institution_of_its_parent() -> None:
    goal = GoalFactory()

    target = GoalTarget.objects.create(goal=goal, text="Read")

    assert GoalTarget.objects.get(pk=target.pk).institution_id == goal.institution_id


@pytest.mark.parametrize("column", ["unit", "supervisor"])
def test_a_membership_cannot_point_into_another_institution(column) -> None:
    other = InstitutionFactory()
    target = (
        UnitFactory(institution=other) if column == "unit" else MembershipFactory(institution=other)
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=MembershipFactory().pk).update(**{column: target})
        check_now()


def test_a_child_cannot_claim_another_institution_than_its_parent_s() -> None:
    goal = GoalFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        GoalTarget.objects.create(goal=goal, institution=InstitutionFactory(), text="Read")
        check_now()


def test_a_parent_cannot_move_away_from_its_children() -> None:
    target = GoalTarget.objects.create(goal=GoalFactory(), text="Read")

    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=target.goal_id).update(institution=InstitutionFactory())
        check_now()


CHILDREN = [
    (Answer, "response"),
    (Attendance, "meeting"),
    (ConcernAccess, "concern"),
    (ConcernMessage, "concern"),
    (ConcernReader, "concern"),
    (GoalNote, "goal"),
    (GoalTarget, "goal"),
    (MeetingTime, "meeting"),
    (SelfDescription, "member"),
    (StageReached, "tie"),
    (WebhookDelivery, "event"),
]


@pytest.mark.parametrize(("model", "parent"), CHILDREN)
def test_children_of_the_world_are_of_their_parent_s_institution(
    model: Any, parent: str, world: World
) -> None:
    found = list(model.objects.values_list("institution_id", f"{parent}__institution_id"))

    assert [own for own, parents in found] == [parents for own, parents in found]


def test_an_answer_kept_by_older_code_belongs_to_the_caller_s_institution(world: World) -> None:
    def kept(caller: str) -> UUID:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO mentornet_idempotencykey "
                "(caller, key, digest, status, headers, body, created_at) "
                "VALUES (%s, 'k', 'd', 0, '{}', '', now())",
                [caller],
            )
        found: UUID = IdempotencyKey.objects.get(caller=caller).institution_id
        return found

    director, client = world.members["director"], world.rows["api_client"]

    assert kept(f"user:{director.user_id}") == director.institution_id
    assert kept(f"client:{client.pk}") == client.institution_id
