"""Roles, and the ways in which someone might try to give themselves one that opens confidences."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from profiles.models import Approval, AuditEvent, Institution, Membership, StaffRole
from profiles.people.staff_roles.domain.granting import (
    advance_staff_roles,
    conflicts_of,
    grant_role,
    revoke_role,
)
from profiles.people.tasks import advance_staff_roles as advance_task
from profiles.roster.domain.members import change_member, end_member
from tests.factories import (
    MembershipFactory,
    StaffRoleFactory,
    UserFactory,
)
from tests.profiles.people.staff_roles.steps import (
    activated,
    admin_action,
    ask_on_page,
    decide_on_page,
    roles_of,
)

pytestmark = pytest.mark.django_db


# What is meant to happen.


def test_two_directors_name_an_ombuds(client, director, second, member):
    ask_on_page(client, director.user, member, "ombuds")
    before = roles_of(member)
    page = decide_on_page(client, second.user)

    row = StaffRole.objects.get(membership=member)
    assert (before, roles_of(member)) == ([], ["ombuds"])
    assert (row.granted_by, row.confirmed_by) == (director.user, second.user)
    assert "Grant Grace Hopper" in page


def test_a_director_and_an_operator_name_a_director(client, director, member, operator):
    ask_on_page(client, director.user, member, "director")
    admin_action(client, operator, "approve", Approval.objects.get(), page="approval")

    assert roles_of(member) == ["director"]


def test_a_director_alone_names_a_facilitator_and_revokes(client, director, member):
    ask_on_page(client, director.user, member, "facilitator")
    before = roles_of(member)
    row = StaffRole.objects.get(membership=member)
    client.post(reverse("profiles:staff_role_revoke", args=[row.pk]))

    assert (before, roles_of(member)) == (["facilitator"], [])


def test_an_operator_alone_names_the_first_director(client, member, operator):
    admin_action(client, operator, "grant_director", member)

    assert (roles_of(member), Approval.objects.count()) == (["director"], 0)


def test_an_operator_names_no_director_alone_once_someone_has_activated(
    client, here, member, operator
):
    MembershipFactory(institution=here, user=activated())
    admin_action(client, operator, "grant_director", member)
    admin_action(client, operator, "approve", Approval.objects.get(), page="approval")

    assert (roles_of(member), Approval.objects.get().state) == ([], "waiting")


def test_a_second_operator_can_name_a_director_where_none_is_left(client, here, member, operator):
    MembershipFactory(institution=here, user=activated())
    other = UserFactory(is_staff=True, is_superuser=True)
    admin_action(client, operator, "grant_director", member)
    admin_action(client, other, "approve", Approval.objects.get(), page="approval")

    assert roles_of(member) == ["director"]


def test_roles_begin_and_end_on_their_days(here, director, member):
    today = timezone.now().date()
    grant_role(
        member,
        role="facilitator",
        by=director.user,
        starts_on=today + timedelta(days=2),
        ends_on=today + timedelta(days=4),
    )
    before = roles_of(member)
    StaffRole.objects.update(starts_on=today)  # two days later
    Membership.objects.filter(pk=member.pk).update(offices=[])
    assert advance_task() == 0  # the database has seen to it
    during = roles_of(member)
    assert advance_staff_roles(here, now=timezone.now() + timedelta(days=4)) == 0
    assert advance_staff_roles(here, now=timezone.now() + timedelta(days=5)) == 1

    assert (before, during, roles_of(member)) == ([], ["facilitator"], [])
    assert StaffRole.objects.get(membership=member).ended_at is not None


def test_a_role_begins_by_the_daily_task(here, director, member):
    """A day passes as soon as the institution turns out to lie a day further east."""
    Institution.objects.filter(pk=here.pk).update(time_zone="Etc/GMT+12")
    there = timezone.now().astimezone(ZoneInfo("Etc/GMT+12")).date()
    grant_role(member, role="facilitator", by=director.user, starts_on=there + timedelta(days=1))
    Institution.objects.filter(pk=here.pk).update(time_zone="Etc/GMT-14")
    before = roles_of(member)
    assert (advance_task(), advance_task()) == (1, 0)

    assert (before, roles_of(member)) == ([], ["facilitator"])


@pytest.mark.parametrize(
    ("role", "days"), [("facilitator", (3, 1)), ("facilitator", (-5, -1)), ("director", (0, 30))]
)
def test_days_that_make_no_sense_are_refused(client, director, second, member, role, days):
    today = timezone.now().date()
    first, last = (today + timedelta(days=one) for one in days)
    ask_on_page(client, director.user, member, role, starts_on=first, ends_on=last)

    assert (StaffRole.objects.filter(membership=member).count(), Approval.objects.count()) == (0, 0)


def test_the_command_names_the_first_director_and_asks_from_then_on(here, member, capsys):
    def run(member, role, *more):
        call_command("appoint", member.user.email, role, "--institution", here.slug, *more)
        return capsys.readouterr().out.strip()

    first = run(member, "director")
    member.user.activated_at = timezone.now()
    member.user.save()
    other = MembershipFactory(institution=here)

    assert first == "Grace Hopper: program director."
    assert "waits for a program director" in run(other, "ombuds")
    assert roles_of(other) == []
    with pytest.raises(CommandError, match="is not an operator"):
        run(other, "director", "--by", member.user.email)


# Attacks: sequences of someone's own acts.


def test_the_database_takes_no_confirmation_by_the_one_who_granted(member, director):
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffRoleFactory(membership=member, granted_by=director.user, confirmed_by=director.user)


def test_an_ombuds_who_leaves_and_returns_is_ombuds_no_more(director, member):
    StaffRoleFactory(membership=member, role="ombuds")
    end_member(member, last_day=timezone.now().date(), actor=director.user)
    change_member(
        Membership.objects.get(pk=member.pk), values={"end_date": None}, actor=director.user
    )
    member.refresh_from_db()

    assert (member.is_current, member.holds("ombuds"), member.offices) == (True, False, [])


def test_the_last_director_stays(client, director, here):
    with_page = MembershipFactory(institution=here, offices=["facilitator"])
    row = StaffRole.objects.get(membership=director)
    client.force_login(director.user)
    page = client.post(reverse("profiles:staff_role_revoke", args=[row.pk]), follow=True)

    assert "only program director" in page.content.decode()
    assert (roles_of(director), roles_of(with_page)) == (["director"], ["facilitator"])


# Ombuds and lines of supervision.


def test_who_supervises_people_is_not_named_ombuds(client, director, second, here, member):
    MembershipFactory(institution=here, supervisor=member)
    page = ask_on_page(client, director.user, member, "ombuds")

    assert "supervises 1 people here" in page
    assert Approval.objects.count() == 0


def test_an_ombuds_whom_the_roster_makes_a_supervisor_is_shown_as_a_conflict(
    client, director, here, member
):
    StaffRoleFactory(membership=member, role="ombuds")
    assert conflicts_of(here) == []
    junior = MembershipFactory(institution=here)
    change_member(
        junior, values={"supervisor_external_id": member.external_id}, actor=director.user
    )
    client.force_login(director.user)
    page = client.get(reverse("profiles:staff_roles")).content.decode()

    assert [one.member for one in conflicts_of(here)] == [member]
    assert "Grace Hopper supervises 1 people here" in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions_for_many(
    client, director, here, count, django_assert_num_queries
):
    for _number in range(count):
        ombuds = MembershipFactory(institution=here, offices=["ombuds"])
        MembershipFactory(institution=here, supervisor=ombuds)
    client.force_login(director.user)
    client.get(reverse("profiles:staff_roles"))
    with django_assert_num_queries(8):
        client.get(reverse("profiles:staff_roles"))


def test_granting_and_revoking_are_audited(director, second, member):
    grant_role(member, role="facilitator", by=director.user)
    revoke_role(member, role="facilitator", by=second.user)
    revoke_role(member, role="facilitator", by=second.user)  # twice is once

    assert list(AuditEvent.objects.order_by("at").values_list("verb", "actor")) == [
        ("staff_role.granted", director.user.pk),
        ("staff_role.revoked", second.user.pk),
    ]
