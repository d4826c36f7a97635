"""A scope on a connection that commits: nothing of it stays, whatever the statement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import NotSupportedError, connection, transaction

from mentornet.changes.horizon import synced_until
from mentornet.tenancy.scope import Scope, in_institution, within
from profiles.models import AuditEvent, Membership
from tests.factories import MembershipFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_transaction", [False, True])
def test_rows_read_in_portions_are_of_one_institution(in_transaction) -> None:
    """With a cursor of the server's in a transaction, and without one outside."""
    members = [MembershipFactory(), MembershipFactory()]

    def read() -> Iterator[Membership]:
        return Membership.objects.iterator(chunk_size=1)

    with in_institution(members[0].institution_id):
        if in_transaction:
            with transaction.atomic():
                assert list(read()) == members[:1]
        else:
            assert list(read()) == members[:1]


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_its_own_leaves_nothing_on_the_connection() -> None:
    member = MembershipFactory()

    with in_institution(member.institution_id):
        assert list(Membership.objects.all()) == [member]
        assert AuditEvent.objects.count() == 0

    assert connection.connection is not None
    with connection.connection.cursor() as plain:
        plain.execute(
            "SELECT coalesce(current_setting('mentornet.institution', true), ''), current_user"
        )
        assert plain.fetchone() == ("", settings.DATABASE_OWNER_ROLE)


@pytest.mark.django_db(transaction=True)
def test_a_list_of_changes_waits_for_writers_of_every_role() -> None:
    """The application is not shown the sessions of other roles, but for when the oldest one began."""
    other = connection.copy()
    try:
        with transaction.atomic(), within(Scope()):
            before = synced_until()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT txid_current(), now()")
            began = cursor.fetchone()[1]
            with within(Scope()):
                assert before < began == synced_until()
            cursor.execute("ROLLBACK")
    finally:
        other.close()


@pytest.mark.django_db
def test_server_that_is_too_old_is_refused_by_its_version(monkeypatch) -> None:
    monkeypatch.setattr(connection, "get_database_version", lambda: (14, 9))

    with pytest.raises(NotSupportedError, match="PostgreSQL 15 or later is required"):
        connection.check_database_version_supported()
