"""Units that are one: what moves, what is refused, what is written down."""

from __future__ import annotations

import pytest

from profiles.institution.domain.merging import (
    CannotMerge,
    RoleForUnit,
    UnitInUse,
    delete_unit,
    merge_units,
    plan_merger,
)
from profiles.models import AuditEvent, Institution, Membership, StaffRole, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory
from tests.support.member_events import listen, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def medicine(here) -> Unit:
    return UnitFactory(institution=here, name="Medicine")


@pytest.fixture
def medcine(here) -> Unit:
    return UnitFactory(institution=here, name="Medcine")


def scoped(member: Membership, unit: Unit) -> StaffRole:
    return StaffRole.objects.create(
        institution=unit.institution,
        membership=member,
        role=StaffRoleKind.COORDINATOR,
        scope_kind=StaffRole.Scope.UNIT,
        scope_id=unit.pk,
        starts_on="2026-01-01",
    )


def test_people_here_and_gone_move_and_the_unit_is_deleted(here, medicine, medcine):
    member = MembershipFactory(institution=here, unit=medcine)
    gone = MembershipFactory(institution=here, unit=medcine, end_date="2026-01-31")
    other = MembershipFactory(institution=here, unit=UnitFactory(institution=here))

    gone_unit = medcine.pk
    plan = plan_merger(medcine, into=medicine)
    assert [(one.model, one.count) for one in plan.uses] == [(Membership, 2)]
    merge_units(medcine, into=medicine, actor=None)

    assert set(Membership.objects.filter(unit=medicine)) == {member, gone}
    assert Membership.objects.get(pk=other.pk).unit == other.unit
    assert not Unit.objects.filter(pk=gone_unit).exists()
    verbs = AuditEvent.objects.order_by("verb").values_list("verb", "subject_id")
    assert set(verbs) == {("unit.merged", medicine.pk), ("unit.deleted", gone_unit)}


def test_units_of_the_same_name_below_are_merged_and_others_move(here, medicine, medcine):
    cardiology = UnitFactory(institution=here, parent=medicine, name="Cardiology")
    same = UnitFactory(institution=here, parent=medcine, name="cardiology")
    renal = UnitFactory(institution=here, parent=medcine, name="Renal")
    heart = UnitFactory(institution=here, parent=same, name="Heart failure")
    member = MembershipFactory(institution=here, unit=same)

    plan = plan_merger(medcine, into=medicine)
    assert [one for one, _into in plan.pairs] == [medcine, same]
    assert set(plan.moved_units) == {renal, heart}
    merge_units(medcine, into=medicine, actor=None)

    assert set(Unit.objects.values_list("name", "parent__name")) == {
        ("Medicine", None),
        ("Cardiology", "Medicine"),
        ("Renal", "Medicine"),
        ("Heart failure", "Cardiology"),
    }
    member.refresh_from_db()
    assert member.unit == cardiology


def test_unit_is_merged_into_the_one_above_it(here, medicine):
    inner = UnitFactory(institution=here, parent=medicine, name="Internal medicine")
    member = MembershipFactory(institution=here, unit=inner)

    merge_units(inner, into=medicine, actor=None)

    member.refresh_from_db()
    assert (member.unit, Unit.objects.count()) == (medicine, 1)


def test_no_unit_goes_into_itself_below_itself_or_elsewhere(here, medicine):
    inner = UnitFactory(institution=here, parent=UnitFactory(institution=here, parent=medicine))
    for into in (medicine, inner, UnitFactory(name="Medicine")):
        with pytest.raises(CannotMerge):
            merge_units(medicine, into=Unit.objects.get(pk=into.pk), actor=None)
    assert not AuditEvent.objects.exists()


def test_a_role_for_one_unit_never_grows_by_a_merger(here, medicine, medcine):
    role = scoped(MembershipFactory(institution=here), medcine)
    with pytest.raises(CannotMerge):
        merge_units(medcine, into=medicine, actor=None)
    with pytest.raises(RoleForUnit):
        delete_unit(medcine, actor=None)

    role.ended_at = "2026-02-01T00:00Z"
    role.save()
    merge_units(medcine, into=medicine, actor=None)
    assert list(Unit.objects.all()) == [medicine]


def test_only_an_empty_unit_is_deleted(here, medicine):
    inner = UnitFactory(institution=here, parent=medicine)
    MembershipFactory(institution=here, unit=inner, end_date="2026-01-31")
    for unit in (medicine, inner):
        with pytest.raises(UnitInUse):
            delete_unit(unit, actor=None)

    Membership.objects.all().update(unit=None)
    delete_unit(inner, actor=None)
    delete_unit(medicine, actor=None)
    assert not Unit.objects.exists()


def test_systems_are_told_who_is_in_another_unit(here, medicine, medcine):
    listen(here)
    MembershipFactory(institution=here, unit=medcine, external_id="F1")
    MembershipFactory(institution=here, unit=medicine, external_id="F2")

    merge_units(medcine, into=medicine, actor=None)

    assert told() == [("member.updated", "F1", ["unit"])]
