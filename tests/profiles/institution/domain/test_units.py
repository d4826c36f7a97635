"""Units of an institution: added, renamed and moved one at a time."""

from __future__ import annotations

import pytest

from profiles.institution.domain.merging import delete_unit, merge_units
from profiles.institution.domain.units import UnitRefused, add_unit, change_unit
from profiles.models import AuditEvent, Institution, Unit
from tests.factories import InstitutionFactory, UnitFactory
from tests.support.member_events import bodies, listen

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


def test_unit_is_added_below_another_and_renamed(here):
    school = add_unit(here, name="School", actor=None)
    clinic = add_unit(here, name="Clinic", parent=school, actor=None)
    change_unit(clinic, name="Cardiology", actor=None)

    assert list(Unit.objects.order_by("name").values_list("name", "parent__name")) == [
        ("Cardiology", "School"),
        ("School", None),
    ]
    assert list(AuditEvent.objects.order_by("at").values_list("subject_id", flat=True)) == [
        school.pk,
        clinic.pk,
        clinic.pk,
    ]


def test_name_is_taken_once_below_a_unit_and_free_elsewhere(here):
    school = add_unit(here, name="School", actor=None)
    add_unit(here, name="Clinic", parent=school, actor=None)
    add_unit(here, name="Clinic", actor=None)
    add_unit(InstitutionFactory(), name="Clinic", actor=None)
    with pytest.raises(UnitRefused):
        add_unit(here, name="Clinic", parent=school, actor=None)
    assert Unit.objects.filter(name="Clinic").count() == 3


def test_unit_is_not_moved_below_itself_or_into_another_institution(here):
    top = UnitFactory(institution=here)
    low = UnitFactory(institution=here, parent=UnitFactory(institution=here, parent=top))
    for parent in (low, UnitFactory()):
        with pytest.raises(UnitRefused) as caught:
            change_unit(Unit.objects.get(pk=top.pk), parent=parent, actor=None)
        assert list(caught.value.fields) == ["parent"]
    top.refresh_from_db()
    assert top.parent is None
    assert not AuditEvent.objects.exists()


def test_systems_are_told_which_unit_is_new_renamed_moved_merged_and_gone(here):
    listen(here, "unit.created", "unit.updated", "unit.removed", "unit.merged")
    school, other = (add_unit(here, name=name, actor=None) for name in ("School", "Other"))
    clinic = add_unit(here, name="Clinic", parent=school, actor=None)
    change_unit(clinic, name="Clinic", parent=school, actor=None)
    change_unit(clinic, name="Cardiology", actor=None)
    gone, deleted = str(school.pk), add_unit(here, name="Empty", actor=None)
    key = str(deleted.pk)
    merge_units(school, into=other, actor=None)
    delete_unit(deleted, actor=None)

    common = {"object": "unit", "institution_id": str(here.pk)}
    top, below = {**common, "parent_id": None}, {**common, "id": str(clinic.pk)}
    assert bodies() == [
        ("unit.created", top | {"id": gone}),
        ("unit.created", top | {"id": str(other.pk)}),
        ("unit.created", below | {"parent_id": gone}),
        ("unit.updated", below | {"parent_id": gone, "changed": ["name"]}),
        ("unit.created", top | {"id": key}),
        ("unit.updated", below | {"parent_id": str(other.pk), "changed": ["parent"]}),
        ("unit.merged", top | {"id": gone, "into_id": str(other.pk)}),
        ("unit.removed", top | {"id": key}),
    ]
