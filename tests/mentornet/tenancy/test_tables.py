"""Every table is tenant or global, and says so; a tenant's row says itself whose it is."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from mentornet.tenancy.tables import GLOBAL, TENANT, WITHOUT_INSTITUTION

pytestmark = pytest.mark.django_db

COLUMNS = """
SELECT table_name, is_nullable = 'YES' FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'institution_id'
"""


def columns() -> dict[str, bool]:
    """The tables with an institution, and whether it may be missing."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return dict(cursor.fetchall())


def test_every_table_stands_in_exactly_one_list() -> None:
    """Is it new? Say in mentornet/tenancy/tables.py what it is."""
    tables = set(connection.introspection.table_names())

    assert tables == TENANT | set(GLOBAL)
    assert set(GLOBAL) & TENANT == set()


def test_every_tenant_table_has_an_institution_of_its_own() -> None:
    found = columns()

    assert TENANT - set(found) == set()
    # A link is found by its secret, and says afterwards whose it is.
    assert set(found) - TENANT == {"mentornet_link"}
    assert {name for name in TENANT if found[name]} == set(WITHOUT_INSTITUTION)


def test_every_model_of_a_tenant_table_knows_its_institution() -> None:
    """So that `of(institution)` and a factory need no join."""
    unaware = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.db_table in TENANT
        and "institution" not in {field.name for field in model._meta.fields}
    }

    assert unaware == set()
