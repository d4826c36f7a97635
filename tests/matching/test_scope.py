"""Who reaches what: directors all of their institution, others what their role names."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from matching.models import Enrollment, Program, ProgramGroup
from networks.models import PeerGroup
from networks.peer_groups.domain.group import create_group
from profiles.models import Institution, Membership, StaffRole, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
COORDINATOR, DIRECTOR = StaffRoleKind.COORDINATOR, StaffRoleKind.DIRECTOR
TODAY = timezone.localdate


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def medicine(here: Institution) -> Unit:
    return UnitFactory(institution=here, name="Medicine")


@pytest.fixture
def cardiology(here: Institution, medicine: Unit) -> Unit:
    return UnitFactory(institution=here, name="Cardiology", parent=medicine)


@pytest.fixture
def surgery(here: Institution) -> Unit:
    return UnitFactory(institution=here, name="Surgery")


def staff(
    here: Institution,
    *,
    role: str = COORDINATOR,
    kind: str = "institution",
    named: UUID | None = None,
    **more: object,
) -> Membership:
    member = MembershipFactory(institution=here)
    StaffRoleFactory(membership=member, role=role, scope_kind=kind, scope_id=named, **more)
    member.refresh_from_db()
    return member


def programs_of(member: Membership) -> set[Program]:
    return set(Program.objects.directed_by(member.user))


def test_unit_coordinator_runs_programs_of_the_unit_and_all_below(
    here, medicine, cardiology, surgery
):
    coordinator = staff(here, kind="unit", named=medicine.pk)
    own = ProgramFactory(institution=here, unit=medicine)
    below = ProgramFactory(institution=here, unit=cardiology)
    ProgramFactory(institution=here, unit=surgery)
    ProgramFactory(institution=here)

    assert programs_of(coordinator) == {own, below}
    assert set(Unit.objects.directed_by(coordinator.user)) == {medicine, cardiology}


def test_unit_coordinator_does_not_run_what_is_above(here, medicine, cardiology):
    coordinator = staff(here, kind="unit", named=cardiology.pk)
    ProgramFactory(institution=here, unit=medicine)
    below = ProgramFactory(institution=here, unit=cardiology)

    assert programs_of(coordinator) == {below}


def test_program_coordinator_runs_that_program_alone(here, medicine):
    own, other = ProgramFactory(institution=here, unit=medicine), ProgramFactory(institution=here)
    coordinator = staff(here, kind="program", named=own.pk)

    assert programs_of(coordinator) == {own}
    assert other not in programs_of(coordinator)
    assert list(Unit.objects.directed_by(coordinator.user)) == []


@pytest.mark.parametrize("role", [DIRECTOR, COORDINATOR])
def test_who_runs_the_institution_runs_all_of_it_and_of_no_other(role, here, medicine):
    runs_all = staff(here, role=role)
    own = ProgramFactory(institution=here), ProgramFactory(institution=here, unit=medicine)
    ProgramFactory()
    MembershipFactory()

    assert programs_of(runs_all) == set(own)
    assert set(Membership.objects.directed_by(runs_all.user)) == {runs_all}


def test_coordinator_directs_no_institution(here):
    coordinator = staff(here)

    assert list(Institution.objects.directed_by(coordinator.user)) == []
    assert coordinator.runs_programs
    assert not coordinator.holds(DIRECTOR)


@pytest.mark.parametrize(
    "role", [StaffRoleKind.ANALYST, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS]
)
def test_other_roles_reach_no_program_and_no_person(role, here):
    other = staff(here, role=role)
    ProgramFactory(institution=here)

    assert programs_of(other) == set()
    assert list(Membership.objects.directed_by(other.user)) == []
    assert not other.runs_programs


def test_unit_coordinator_reaches_people_of_the_unit_and_who_applied(
    here, medicine, cardiology, surgery
):
    coordinator = staff(here, kind="unit", named=medicine.pk)
    inside = MembershipFactory(institution=here, unit=cardiology)
    left = MembershipFactory(institution=here, unit=medicine, end_date=TODAY())
    applied, stranger, gone, added = MembershipFactory.create_batch(
        4, institution=here, unit=surgery
    )
    program = ProgramFactory(institution=here, unit=medicine)
    EnrollmentFactory(program=program, member=applied)
    EnrollmentFactory(program=program, member=gone, withdrawn_at=timezone.now())
    EnrollmentFactory(program=program, member=added, source=Enrollment.Source.TAKEN_IN)
    EnrollmentFactory(program=ProgramFactory(institution=here), member=stranger)

    assert set(Membership.objects.directed_by(coordinator.user)) == {inside, left, applied}


def test_enrollments_follow_the_program(here):
    own, other = ProgramFactory.create_batch(2, institution=here)
    coordinator = staff(here, kind="program", named=own.pk)
    enrolled = EnrollmentFactory(program=own)
    EnrollmentFactory(program=other)

    assert list(Enrollment.objects.visible_to(coordinator.user)) == [enrolled]


def test_groups_follow_the_program_and_others_are_the_directors(here):
    director = staff(here, role=DIRECTOR)
    own = ProgramFactory(institution=here)
    coordinator = staff(here, kind="program", named=own.pk)
    members = MembershipFactory.create_batch(2, institution=here)
    group, free = (
        create_group(here, actor=director.user, name=name, members=members)
        for name in ("Own", "Of no program")
    )
    ProgramGroup.objects.create(institution=here, program=own, group=group)

    assert list(PeerGroup.objects.directed_by(coordinator.user)) == [group]
    assert set(PeerGroup.objects.directed_by(director.user)) == {group, free}


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": TODAY() + timedelta(days=2)},
        {"starts_on": TODAY() - timedelta(days=9), "ends_on": TODAY() - timedelta(days=2)},
        {"ended_at": timezone.now()},
    ],
)
def test_role_opens_nothing_before_and_after_its_days(days, here, medicine):
    ProgramFactory(institution=here, unit=medicine)
    coordinator = staff(here, kind="unit", named=medicine.pk, **days)

    assert programs_of(coordinator) == set()
    assert not coordinator.runs_programs


def test_role_opens_nothing_for_someone_who_left(here):
    program = ProgramFactory(institution=here)
    coordinator = staff(here, kind="program", named=program.pk)
    Membership.objects.filter(pk=coordinator.pk).update(end_date=TODAY())

    assert programs_of(coordinator) == set()


def test_role_opens_nothing_without_the_second_factor_that_it_needs(here, medicine):
    ProgramFactory(institution=here, unit=medicine)
    coordinator = staff(here, kind="unit", named=medicine.pk)
    coordinator.user.closed_roles = frozenset({here.pk})

    assert programs_of(coordinator) == set()
    assert list(Membership.objects.directed_by(coordinator.user)) == []


def test_role_opens_nothing_where_the_session_is_barred(here, medicine):
    ProgramFactory(institution=here, unit=medicine)
    coordinator = staff(here, kind="unit", named=medicine.pk)
    coordinator.user.barred_institutions = frozenset({here.pk})

    assert programs_of(coordinator) == set()


@pytest.mark.parametrize("kind", ["unit", "program"])
def test_role_for_what_is_gone_opens_nothing(kind, here, medicine):
    ProgramFactory(institution=here, unit=medicine)

    assert programs_of(staff(here, kind=kind, named=uuid4())) == set()


def test_tree_bent_into_a_circle_does_not_hang(here, medicine, cardiology):
    Unit.objects.filter(pk=medicine.pk).update(parent=cardiology)
    coordinator = staff(here, kind="unit", named=cardiology.pk)

    assert set(Unit.objects.directed_by(coordinator.user)) == {medicine, cardiology}


def test_visitor_reaches_nothing(here):
    ProgramFactory(institution=here)
    visitor = AnonymousUser()

    for model in (Program, Membership, PeerGroup, Unit):
        assert list(model.objects.directed_by(visitor)) == []


def test_scoped_role_never_shows_as_director(here, medicine):
    both = staff(here, kind="unit", named=medicine.pk)
    StaffRoleFactory(
        membership=both, role=COORDINATOR, scope_kind="program", scope_id=ProgramFactory().pk
    )
    StaffRoleFactory(
        membership=both, role=StaffRoleKind.ANALYST, scope_kind="unit", scope_id=medicine.pk
    )
    both.refresh_from_db()

    assert both.offices == ["analyst", "coordinator"]
    assert StaffRole.objects.filter(membership=both).count() == 3
