"""What a role can be for, and what it is called."""

from uuid import uuid4

import pytest

from profiles.models import StaffRole
from profiles.people.staff_roles.domain.granting import grant_role, revoke_one, revoke_role
from profiles.people.staff_roles.domain.scopes import ScopeNamed, scope_words
from profiles.people.staff_roles.errors import (
    MayNotGrant,
    NoSuchScope,
    RolesConflict,
    ScopeDoesNotFit,
)
from tests.factories import ProgramFactory, StaffRoleFactory, UnitFactory
from tests.profiles.people.staff_roles.steps import roles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cardiology(here):
    return UnitFactory(
        institution=here, name="Cardiology", parent=UnitFactory(institution=here, name="Medicine")
    )


def for_unit(unit):
    return ScopeNamed("unit", unit.pk)


def test_a_director_alone_names_a_coordinator_of_a_unit(here, director, member, cardiology):
    row = grant_role(
        member, role="coordinator", by=director.user, scope=for_unit(cardiology)
    ).staff_role

    assert roles_of(member) == ["coordinator"]
    assert scope_words(here, [row]) == {row.pk: "Medicine / Cardiology"}


def test_a_role_for_the_same_is_granted_once_and_for_another_besides(
    here, director, member, cardiology
):
    program = ProgramFactory(institution=here, name="Early career")
    first = grant_role(member, role="coordinator", by=director.user, scope=for_unit(cardiology))
    again = grant_role(member, role="coordinator", by=director.user, scope=for_unit(cardiology))
    grant_role(
        member, role="coordinator", by=director.user, scope=ScopeNamed("program", program.pk)
    )

    rows = StaffRole.objects.open().filter(membership=member)
    assert again.staff_role == first.staff_role
    assert sorted(scope_words(here, rows).values()) == ["Early career", "Medicine / Cardiology"]


def test_one_role_is_revoked_and_the_other_stays(here, director, member, cardiology):
    program = ProgramFactory(institution=here)
    row = grant_role(
        member, role="coordinator", by=director.user, scope=for_unit(cardiology)
    ).staff_role
    grant_role(
        member, role="coordinator", by=director.user, scope=ScopeNamed("program", program.pk)
    )
    revoke_one(row, by=director.user)
    revoke_one(row, by=director.user)  # twice is once

    left = StaffRole.objects.open().get(membership=member)
    assert (left.scope_id, roles_of(member)) == (program.pk, ["coordinator"])


def test_what_is_gone_is_called_so(here, member):
    row = StaffRoleFactory(
        membership=member, role="coordinator", scope_kind="unit", scope_id=uuid4()
    )

    assert scope_words(here, [row]) == {row.pk: "a unit that is gone"}


@pytest.mark.parametrize("role", ["director", "ombuds", "facilitator"])
def test_other_roles_are_for_the_whole_institution(role, director, member, cardiology):
    with pytest.raises(ScopeDoesNotFit):
        grant_role(member, role=role, by=director.user, scope=for_unit(cardiology))

    assert roles_of(member) == []


@pytest.mark.parametrize("kind", ["unit", "program"])
def test_no_role_for_what_is_elsewhere(kind, director, member):
    there = UnitFactory() if kind == "unit" else ProgramFactory()

    with pytest.raises(NoSuchScope):
        grant_role(member, role="coordinator", by=director.user, scope=ScopeNamed(kind, there.pk))


@pytest.mark.parametrize("role", ["coordinator", "analyst", "director", "facilitator", "ombuds"])
def test_a_coordinator_grants_and_revokes_nothing(role, here, director, member, cardiology):
    grant_role(member, role="coordinator", by=director.user)
    member.refresh_from_db()

    with pytest.raises(MayNotGrant):
        grant_role(director, role=role, by=member.user)
    with pytest.raises(MayNotGrant):
        grant_role(member, role="coordinator", by=member.user, scope=for_unit(cardiology))
    with pytest.raises(MayNotGrant):
        revoke_role(director, role="director", by=member.user)
    with pytest.raises(MayNotGrant):
        revoke_one(director.staff_roles.get(), by=member.user)


def test_an_ombuds_coordinates_nothing(director, second, here, member, cardiology):
    StaffRoleFactory(membership=member, role="ombuds")
    with pytest.raises(RolesConflict):
        grant_role(member, role="coordinator", by=director.user, scope=for_unit(cardiology))
