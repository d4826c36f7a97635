"""Concerns from before: who handled one reads it on by their role, and times become days."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from networks.concerns.domain.threads import read_thread
from networks.models import Concern
from profiles.models import AuditEvent
from tests.factories import MembershipFactory

BEFORE = [("networks", "0009_group_openings")]
MORNING = datetime(2026, 3, 2, 9, 15, 30, 123456, tzinfo=UTC)


def write_as_before(apps, ombuds, settings) -> None:
    here = {"institution_id": ombuds.institution_id}
    made = apps.get_model("networks", "Concern").objects.create(
        ombuds_id=ombuds.pk, code_hash="0" * 64, created_on="2026-03-02", **here
    )
    for number in range(2):
        message = apps.get_model("networks", "ConcernMessage").objects.create(
            concern=made,
            from_reporter=not number,
            sealed=Fernet(settings.CONCERN_KEYS[0]).encrypt(b'{"text": "Word %d"}' % number),
            **here,
        )
        type(message).objects.filter(pk=message.pk).update(at=MORNING + timedelta(hours=number))
        access = apps.get_model("networks", "ConcernAccess").objects.create(
            concern=made, member_id=ombuds.pk, **here
        )
        type(access).objects.filter(pk=access.pk).update(at=MORNING + timedelta(hours=number))
    event = AuditEvent.objects.create(
        verb="concern_reported", subject_kind="networks.concern", subject_id=made.pk, **here
    )
    AuditEvent.objects.filter(pk=event.pk).update(at=MORNING)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_concern_from_before_is_read_by_who_handled_it_and_has_days(settings):
    ombuds = MembershipFactory(offices=["ombuds"])
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        state = MigrationExecutor(connection).loader.project_state(BEFORE)
        write_as_before(state.apps, ombuds, settings)
    finally:
        MigrationExecutor(connection).migrate(leaves)

    concern = Concern.objects.visible_to(ombuds.user).get()
    assert [(one.text, one.at) for one in read_thread(concern)] == [
        ("Word 0", date(2026, 3, 2)),
        ("Word 1", date(2026, 3, 2)),
    ]
    tokens = [base64.urlsafe_b64decode(bytes(one.sealed)) for one in concern.messages.all()]
    assert [int.from_bytes(token[1:9], "big") for token in tokens] == [0, 0]
    assert [one.at for one in concern.accesses.all()] == [date(2026, 3, 2)]
    event = AuditEvent.objects.get(subject_id=concern.pk)
    assert event.at == datetime(2026, 3, 2, tzinfo=UTC)
