"""Removing a test institution, tried on one that has rows in all tables but few."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection

from mentornet.tenancy.tables import TENANT
from profiles.models import Institution, User
from profiles.sandbox.domain.making import delete_sandbox
from tests.contract.world import World
from tests.factories.profiles import InstitutionFactory

pytestmark = pytest.mark.django_db


def test_no_table_keeps_a_row_and_no_key_hangs_in_the_air(world: World) -> None:
    gone = world.members["protege"].institution
    real = InstitutionFactory()
    others = counted(but=gone.pk)
    logins = set(User.objects.values_list("pk", flat=True))
    Institution.objects.filter(pk=gone.pk).update(sandbox_of=real)
    delete_sandbox(real, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert {table: number for table, number in counted(of=gone.pk).items() if number} == {}
    # What the real one's log says of it is one more.
    others["profiles_auditevent"] += 1
    assert counted(but=gone.pk) == others
    assert set(User.objects.values_list("pk", flat=True)) == logins


def counted(*, of: UUID | None = None, but: UUID | None = None) -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(TENANT):
            condition = "institution_id = %s" if of else "institution_id <> %s"
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", [of or but])
            found[table] = cursor.fetchone()[0]
    return found
