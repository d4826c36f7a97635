"""Who did what to which row is noted with the act, and never what was written."""

from __future__ import annotations

import pytest

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record, record_many
from profiles.models import AuditEvent, Unit
from tests.factories import InstitutionFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_act_is_noted_with_who_and_what():
    unit, actor = UnitFactory(), UserFactory()
    event = record(Verb.UNIT_CREATED, actor=actor, institution=unit.institution, subject=unit)

    event.refresh_from_db()
    assert (event.verb, event.actor, event.institution) == ("unit.created", actor, unit.institution)
    assert (event.subject_kind, event.subject_id) == ("profiles.unit", unit.pk)


def test_many_acts_are_noted_one_by_one():
    here = InstitutionFactory()
    units = UnitFactory.create_batch(3, institution=here)
    keys = [unit.pk for unit in units]
    record_many(Verb.UNIT_CREATED, actor=None, institution=here, kind=Unit, subjects=keys)

    rows = AuditEvent.objects.filter(verb="unit.created", actor=None, subject_kind="profiles.unit")
    assert set(rows.values_list("subject_id", flat=True)) == set(keys)


def test_only_operators_read_what_was_noted():
    unit = UnitFactory()
    record(Verb.UNIT_CREATED, actor=None, institution=unit.institution, subject=unit)
    operator, other = UserFactory(is_superuser=True), UserFactory()

    assert AuditEvent.objects.visible_to(operator).count() == 1
    assert AuditEvent.objects.visible_to(other).count() == 0
