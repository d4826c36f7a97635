"""PostgreSQL itself shows one institution's rows at a time, and takes no row for another."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction

from mentornet.mail.outbox import queue_message
from mentornet.models import OutboxMessage
from mentornet.tenancy.policies import guard_rows
from mentornet.tenancy.scope import (
    Scope,
    as_person,
    enter,
    in_institution,
    in_institution_of,
    operations,
    within,
)
from mentornet.tenancy.tables import FOUND_EARLIER, GLOBAL, READABLE, TENANT
from networks.models import Tie
from profiles.models import Goal, Institution, Membership, Unit
from tests.contract.world import World
from tests.factories import GoalFactory, InstitutionFactory, MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


def found(table: str) -> set[UUID | None]:
    """The institutions of the rows that `SELECT *` shows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column.name for column in cursor.description]
        place = names.index("institution_id")
        return {row[place] for row in cursor.fetchall()}


def as_application(sql: str, params: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_application_is_neither_owner_nor_above_the_policies() -> None:
    with within(Scope()), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.DATABASE_ROLE, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND pg_get_userbyid(relowner) = current_user"
        )
        assert cursor.fetchone() == (0,)


def test_operations_has_no_bypass_but_policies_of_its_own() -> None:
    with operations(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.DATABASE_OPERATIONS_ROLE, False, False)


def test_raw_select_of_every_tenant_table_shows_one_institution(world: World) -> None:
    here, there = (world.members[one].institution_id for one in ("protege", "other_director"))
    everything = {table: found(table) for table in TENANT}
    # So that what is not seen below is something.
    empty = {table for table, owners in everything.items() if here not in owners}
    shared = {table for table, owners in everything.items() if {here, there} <= owners}
    assert "profiles_membership" in shared
    assert len(empty) < len(TENANT) / 3, sorted(empty)

    for mine, other in ((here, there), (there, here)):
        with in_institution(mine):
            seen = {table: found(table) for table in TENANT - READABLE.keys()}
        assert {table for table, owners in seen.items() if owners - {mine}} == set()
        hidden = {table for table in seen if other in everything[table]}
        assert hidden
        assert {table for table in seen if mine in everything[table]} == {
            table for table, owners in seen.items() if owners
        }


def test_sql_without_the_wrapper_sees_no_row(world: World) -> None:
    with within(Scope()):
        seen = {table for table in TENANT - READABLE.keys() if found(table)}
        assert seen == set()
        assert list(Membership.objects.all()) == []


def test_operations_see_every_institution(world: World) -> None:
    everything = {table: found(table) for table in TENANT}

    with operations():
        assert {table: found(table) for table in TENANT} == everything


def test_a_row_for_another_institution_is_refused_by_the_database() -> None:
    here, there = InstitutionFactory(), InstitutionFactory()

    with in_institution(here.pk):
        Unit.objects.create(institution=here, name="Ours")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Unit.objects.create(institution=there, name="Theirs")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Unit.objects.filter(name="Ours").update(institution=there)


def test_rows_of_another_institution_are_neither_changed_nor_deleted() -> None:
    goal = GoalFactory(text="Theirs")

    with in_institution(InstitutionFactory().pk):
        assert Goal.objects.filter(pk=goal.pk).update(text="Ours") == 0
        assert Goal.objects.filter(pk=goal.pk).delete()[0] == 0

    goal.refresh_from_db()
    assert goal.text == "Theirs"


def test_no_injected_statement_of_the_application_s_leaves_its_role() -> None:
    """Not up to the owner, not aside to operations, not around the policies."""
    with in_institution(InstitutionFactory().pk):
        for sql in (
            "ALTER TABLE profiles_goal DISABLE ROW LEVEL SECURITY",
            "DROP POLICY mentornet_own ON profiles_goal",
            "CREATE POLICY mine ON profiles_goal USING (true)",
            "TRUNCATE profiles_goal CASCADE",
            "COPY profiles_goal TO PROGRAM 'cat'",
            f"ALTER ROLE {settings.DATABASE_ROLE} BYPASSRLS",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                as_application(sql)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(%s, %s, 'MEMBER') OR pg_has_role(%s, %s, 'MEMBER')",
            [
                settings.DATABASE_ROLE,
                settings.DATABASE_OPERATIONS_ROLE,
                settings.DATABASE_ROLE,
                settings.DATABASE_OWNER_ROLE,
            ],
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("table", sorted(READABLE))
def test_what_is_readable_earlier_is_written_in_its_institution_alone(table, world: World) -> None:
    here = world.members["protege"].institution_id
    assert here in found(table)

    with in_institution(InstitutionFactory().pk):
        assert here in found(table)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET institution_id = institution_id")
            assert cursor.rowcount == 0


def test_one_s_own_memberships_are_found_in_every_institution_and_nobody_else_s() -> None:
    member = MembershipFactory(unit=None)
    elsewhere = MembershipFactory(user=member.user)
    Membership.objects.filter(pk=elsewhere.pk).update(
        unit=UnitFactory(institution=elsewhere.institution)
    )
    colleague = MembershipFactory(institution=elsewhere.institution)

    with within(Scope()), as_person(member.user_id):
        assert set(Membership.objects.all()) == {member, elsewhere}
        assert found("profiles_unit") == {elsewhere.institution_id}
        assert {
            name for name in TENANT - FOUND_EARLIER.keys() - READABLE.keys() if found(name)
        } == set()
        assert Membership.objects.filter(pk=elsewhere.pk).update(specialty="Mine") == 0
    with in_institution(member.institution_id), as_person(member.user_id):
        assert colleague not in Membership.objects.all()


def test_institutions_are_a_list_for_all_and_each_changes_its_own() -> None:
    here, there = InstitutionFactory(), InstitutionFactory(name="There")

    with in_institution(here.pk):
        assert {here, there} <= set(Institution.objects.all())
        assert Institution.objects.filter(pk=there.pk).update(name="Here") == 0
        assert Institution.objects.filter(pk=here.pk).update(name="Here") == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Institution.objects.create(name="Mine", slug="mine")


def test_mail_of_no_institution_is_written_and_not_read_back() -> None:
    other = InstitutionFactory()

    def mail(**fields: Any) -> OutboxMessage:
        return OutboxMessage(
            key=str(uuid4()), kind="code", recipient="a@example.org", due_at="2026-01-01T00:00Z",
            subject="Your code", body_text="123456", **fields,
        )  # fmt: skip

    with in_institution(InstitutionFactory().pk):
        queue_message(
            key="code", to="a@example.org", subject="Code", template="email_changed", context={}
        )
        assert list(OutboxMessage.objects.all()) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            mail(institution=other).save(force_insert=True)
    with operations():
        assert OutboxMessage.objects.filter(institution=None).get().key == "code"


# The scope ---------------------------------------------------------------------------------------


def test_scopes_nest_and_end_inside_one_transaction() -> None:
    one, two = MembershipFactory(), MembershipFactory()

    with in_institution(one.institution_id):
        assert list(Membership.objects.all()) == [one]
        with in_institution(two.institution_id):
            assert list(Membership.objects.all()) == [two]
        assert list(Membership.objects.all()) == [one]
    with within(Scope()):
        assert list(Membership.objects.all()) == []


def test_a_savepoint_that_is_taken_back_leaves_the_scope_in_force() -> None:
    one, two = MembershipFactory(), MembershipFactory()

    with in_institution(one.institution_id):
        try:
            with transaction.atomic(), in_institution(two.institution_id):
                Unit.objects.create(institution=two.institution, name="Gone")
                raise ValueError
        except ValueError:
            pass
        assert list(Membership.objects.all()) == [one]


def test_a_scope_that_is_entered_ends_with_the_request_around_it() -> None:
    member = MembershipFactory()

    with within(Scope()):
        with within(Scope()):
            enter(institution=member.institution_id)
            assert list(Membership.objects.all()) == [member]
        assert list(Membership.objects.all()) == []


def test_a_key_without_a_row_opens_no_institution() -> None:
    MembershipFactory()

    with in_institution_of(Tie.objects.filter(pk=uuid4())):
        assert list(Membership.objects.all()) == []


def test_only_a_key_is_an_institution() -> None:
    with pytest.raises(ValueError, match="badly formed"), in_institution("'; DROP TABLE x; --"):
        pass


# What migrate does -------------------------------------------------------------------------------


def test_a_second_migrate_changes_no_policy(django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        guard_rows("default")


def test_a_step_back_that_took_tables_away_ends() -> None:
    goal = GoalFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE matching_matchrule RENAME TO gone")
        cursor.execute("DROP POLICY mentornet_own ON profiles_goal")

    guard_rows("default")

    with in_institution(goal.institution_id):
        assert list(Goal.objects.all()) == [goal]


def test_a_policy_that_was_weakened_is_brought_back() -> None:
    goal = GoalFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP POLICY mentornet_own ON profiles_goal")
        cursor.execute("CREATE POLICY mentornet_own ON profiles_goal USING (true)")
        cursor.execute("CREATE POLICY another ON profiles_goal USING (true)")

    guard_rows("default")

    with in_institution(InstitutionFactory().pk):
        assert list(Goal.objects.all()) == []
    with in_institution(goal.institution_id):
        assert list(Goal.objects.all()) == [goal]


def test_global_tables_have_no_policy_but_the_institutions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public'")
        guarded = {row[0] for row in cursor.fetchall()}

    assert guarded & GLOBAL.keys() == {"profiles_institution"}
    assert guarded - GLOBAL.keys() == TENANT
