"""One change of an institution's people at a time."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution
from tests.factories import InstitutionFactory


def is_free(institution: Institution) -> bool:
    """Return whether another connection could lock it now."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"roster:{institution.pk}"],
            )
            return bool(cursor.fetchone()[0])
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_lock_holds_to_the_end_of_the_transaction_for_one_institution():
    here, elsewhere = InstitutionFactory.create_batch(2)
    with transaction.atomic():
        lock_roster(here)
        inside = is_free(here), is_free(elsewhere)
    assert (inside, is_free(here)) == ((False, True), True)
