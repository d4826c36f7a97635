"""A deputy: what they may, for how long, and what they can't make of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Program
from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, Institution, Membership, StaffRole
from profiles.people.staff_roles.domain.deputies import (
    MOST_DAYS,
    deputies_of,
    name_deputy,
    own_roles,
)
from profiles.people.staff_roles.domain.granting import (
    advance_staff_roles,
    grant_role,
    revoke_one,
    revoke_role,
)
from profiles.people.staff_roles.domain.scopes import ScopeNamed
from profiles.people.staff_roles.errors import (
    AlreadyThere,
    DaysNotInOrder,
    DeputyTooLong,
    LastDirector,
    MayNotGrant,
    MayNotNameDeputy,
    NotCurrent,
    OwnLogin,
    RolesConflict,
)
from profiles.roster.domain.members import end_member
from tests.factories import MembershipFactory, ProgramFactory, StaffRoleFactory, UnitFactory
from tests.profiles.people.staff_roles.steps import activated, roles_of

pytestmark = pytest.mark.django_db


def in_days(count):
    return timezone.now().date() + timedelta(days=count)


def stand_in(principal, deputy, *, by=None, role=None, starts_on=None, ends_on=None):
    held = role or principal.staff_roles.open().get(deputy_for=None)
    return name_deputy(
        held, deputy, by=by or principal.user, starts_on=starts_on, ends_on=ends_on or in_days(14)
    )


@pytest.fixture
def coordinator(here, director):
    member = MembershipFactory(institution=here, user=activated())
    unit = UnitFactory(institution=here, name="Cardiology")
    grant_role(member, role="coordinator", by=director.user, scope=ScopeNamed("unit", unit.pk))
    member.refresh_from_db()
    return member


def test_a_directors_deputy_runs_all_programs_and_directs_nothing(here, director, member):
    program = ProgramFactory(institution=here)
    row = stand_in(director, member)

    assert roles_of(member) == ["coordinator"]
    assert list(Program.objects.directed_by(member.user)) == [program]
    assert list(Institution.objects.directed_by(member.user)) == []
    assert (row.deputy_for.membership, row.ends_on) == (director, in_days(14))
    assert list(deputies_of(director)) == [row]


def test_a_coordinators_deputy_runs_the_same_and_no_more(here, coordinator, member):
    own = coordinator.staff_roles.get()
    inside = ProgramFactory(institution=here, unit_id=own.scope_id)
    ProgramFactory(institution=here)
    stand_in(coordinator, member)

    member.refresh_from_db()
    assert list(Program.objects.directed_by(member.user)) == [inside]
    assert set(Membership.objects.directed_by(member.user)) == set()


def test_the_person_and_the_directors_are_told_what_it_opens_and_it_is_on_record(director, member):
    stand_in(director, member)

    told = OutboxMessage.objects.get(kind="staff_role_changed", recipient=member.user.email)
    assert f"Deputy for: {director.name}" in told.body_text
    assert "It does not open settings or staff roles." in told.body_text
    assert AuditEvent.objects.filter(verb="staff_role.granted", actor=director.user).exists()
    assert OutboxMessage.objects.filter(kind="staff_role_changed").count() == 2


def test_it_ends_by_itself(here, director, member):
    stand_in(director, member)
    advance_staff_roles(here, now=timezone.now() + timedelta(days=16))

    assert roles_of(member) == []


def test_it_ends_with_the_role_that_it_stands_for(here, director, second, member):
    stand_in(director, member)
    revoke_role(director, role="director", by=second.user)

    assert (roles_of(member), roles_of(director)) == ([], [])


def test_it_ends_when_the_person_who_is_away_leaves(here, coordinator, member):
    stand_in(coordinator, member)
    end_member(coordinator, last_day=in_days(0), actor=None)

    assert roles_of(member) == []


def test_it_does_not_outlast_a_role_with_a_last_day(director, here, member):
    coordinator = MembershipFactory(institution=here, user=activated())
    grant_role(coordinator, role="coordinator", by=director.user, ends_on=in_days(3))
    coordinator.refresh_from_db()

    assert stand_in(coordinator, member, ends_on=in_days(30)).ends_on == in_days(3)


def test_the_person_who_is_away_ends_it(coordinator, member):
    row = stand_in(coordinator, member)
    revoke_one(row, by=coordinator.user)

    assert roles_of(member) == []


def test_the_deputy_lays_it_down(coordinator, member):
    row = stand_in(coordinator, member)
    revoke_one(row, by=member.user)

    assert roles_of(member) == []


# What someone might try to make of it.


def test_a_deputy_names_no_deputy(here, director, member):
    row = stand_in(director, member)
    member.refresh_from_db()
    friend = MembershipFactory(institution=here)

    assert own_roles(member) == []
    for role in (row, director.staff_roles.get()):
        with pytest.raises(MayNotNameDeputy):
            stand_in(member, friend, role=role)


def test_a_deputy_changes_no_roles_and_does_not_keep_their_own(here, director, second, member):
    row = stand_in(director, member)
    member.refresh_from_db()

    with pytest.raises(MayNotGrant):
        grant_role(member, role="coordinator", by=member.user)
    with pytest.raises(MayNotGrant):
        revoke_role(director, role="director", by=member.user)
    with pytest.raises(MayNotGrant):
        revoke_one(director.staff_roles.get(), by=member.user)
    assert StaffRole.objects.get(pk=row.pk).ends_on == in_days(14)


def test_the_only_director_stays_although_there_is_a_deputy(director, member):
    stand_in(director, member)

    with pytest.raises(LastDirector):
        revoke_role(director, role="director", by=director.user)


def test_no_one_names_a_deputy_for_a_role_that_they_do_not_have(
    here, director, coordinator, member
):
    stranger = MembershipFactory(institution=here)
    for who in (stranger, coordinator):
        with pytest.raises(MayNotNameDeputy):
            stand_in(director, member, by=who.user)


def test_a_role_that_is_over_or_closed_to_the_session_has_no_deputy(
    director, second, coordinator, member
):
    held = coordinator.staff_roles.get()
    coordinator.user.closed_roles = frozenset({coordinator.institution_id})
    with pytest.raises(MayNotNameDeputy):
        name_deputy(held, member, by=coordinator.user, starts_on=None, ends_on=in_days(5))
    coordinator.user.closed_roles = frozenset()
    revoke_one(held, by=director.user)
    with pytest.raises(MayNotNameDeputy):
        name_deputy(held, member, by=coordinator.user, starts_on=None, ends_on=in_days(5))


@pytest.mark.parametrize("role", ["ombuds", "facilitator", "analyst"])
def test_other_roles_have_no_deputy(role, here, member):
    held = StaffRoleFactory(membership=MembershipFactory(institution=here), role=role)

    with pytest.raises(MayNotNameDeputy):
        name_deputy(held, member, by=held.membership.user, starts_on=None, ends_on=in_days(5))


def test_who_may_be_a_deputy(here, director, second, coordinator):
    with pytest.raises(OwnLogin):
        stand_in(director, director)
    with pytest.raises(NotCurrent):
        stand_in(director, MembershipFactory(institution=here, end_date=in_days(-1)))
    with pytest.raises(AlreadyThere):
        stand_in(director, second)
    ombuds = MembershipFactory(institution=here, offices=["ombuds"])
    with pytest.raises(RolesConflict):
        stand_in(coordinator, ombuds)
    with pytest.raises(MayNotNameDeputy):
        stand_in(director, MembershipFactory())


def test_for_how_long(director, member):
    with pytest.raises(DaysNotInOrder):
        stand_in(director, member, ends_on=in_days(-1))
    with pytest.raises(DaysNotInOrder):
        stand_in(director, member, starts_on=in_days(5), ends_on=in_days(4))
    with pytest.raises(DeputyTooLong):
        stand_in(director, member, ends_on=in_days(MOST_DAYS))

    assert stand_in(director, member, ends_on=in_days(MOST_DAYS - 1)).ends_on == in_days(
        MOST_DAYS - 1
    )


def test_a_role_of_their_own_takes_the_place_of_a_deputys(here, director, member):
    stand_in(director, member)
    row = grant_role(member, role="coordinator", by=director.user).staff_role

    assert StaffRole.objects.open().get(membership=member) == row
    assert (row.deputy_for, row.ends_on) == (None, None)


def test_no_one_stands_in_before_the_role_begins(here, director, coordinator, member):
    unit = UnitFactory(institution=here, name="Surgery")
    later = ScopeNamed("unit", unit.pk)
    grant_role(
        coordinator, role="coordinator", by=director.user, starts_on=in_days(20), scope=later
    )
    inside = ProgramFactory(institution=here, unit=unit)

    row = stand_in(
        coordinator,
        member,
        role=coordinator.staff_roles.get(scope_id=unit.pk),
        starts_on=in_days(0),
        ends_on=in_days(30),
    )

    assert row.starts_on == in_days(20)
    assert inside not in Program.objects.directed_by(member.user)


def test_no_one_stands_in_after_the_role_is_over(here, director, member):
    coordinator = MembershipFactory(institution=here, user=activated())
    grant_role(coordinator, role="coordinator", by=director.user, ends_on=in_days(3))
    coordinator.refresh_from_db()

    with pytest.raises(DaysNotInOrder):
        stand_in(coordinator, member, starts_on=in_days(5), ends_on=in_days(9))
