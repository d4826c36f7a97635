"""Offices that stood in the array before become rows, and the array stays as it was."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mentornet.changes.triggers import write_down_changes
from tests.factories import MembershipFactory

BEFORE = [("profiles", "0014_staff_role")]


def migrate(target) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(target)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_offices_become_rows_and_stay_what_they_were():
    here = MembershipFactory()
    gone = MembershipFactory(institution=here.institution, end_date="2026-01-31")
    migrate(BEFORE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE profiles_membership SET offices = '{director,ombuds}'")
    finally:
        migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
        write_down_changes("default")

    here.refresh_from_db()
    gone.refresh_from_db()
    assert (here.offices, gone.offices) == (["director", "ombuds"], [])
    rows = here.institution.pk, list(here.staff_roles.values_list("role", "ended_at"))
    assert rows == (here.institution_id, [("director", None), ("ombuds", None)])
    assert [one.ended_at is None for one in gone.staff_roles.all()] == [False, False]
