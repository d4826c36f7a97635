"""The pages on which roles for a part are granted, and deputies are named."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from profiles.models import StaffRole
from tests.factories import ProgramFactory, UnitFactory
from tests.profiles.people.staff_roles.steps import ask_on_page, roles_of
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


def in_days(count):
    return (timezone.now().date() + timedelta(days=count)).isoformat()


def test_a_role_for_a_unit_by_typing_its_name(client, here, director, member):
    unit = UnitFactory(institution=here, name="Cardiology")
    page = ask_on_page(client, director.user, member, "coordinator", scope="unit", unit="cardiol")

    row = StaffRole.objects.get(membership=member)
    assert (row.scope_kind, row.scope_id) == ("unit", unit.pk)
    assert "Staff role granted to Grace Hopper." in page
    assert "<p>Cardiology</p>" in on_one_line(page)


def test_a_role_for_a_program_by_name(client, here, director, member):
    program = ProgramFactory(institution=here, name="Early career")
    ask_on_page(client, director.user, member, "analyst", scope="program", program=str(program.pk))

    row = StaffRole.objects.get(membership=member)
    assert (row.scope_kind, row.scope_id) == ("program", program.pk)


def test_a_program_elsewhere_is_no_choice(client, director, member):
    there = ProgramFactory()
    page = ask_on_page(
        client, director.user, member, "analyst", scope="program", program=str(there.pk)
    )

    assert "Select a valid choice" in page
    assert roles_of(member) == []


def test_what_a_role_is_for_has_to_be_said(client, director, member):
    page = ask_on_page(client, director.user, member, "coordinator", scope="unit")

    assert "Choose what the role is for." in page


def test_a_unit_that_was_named_is_not_lost_for_the_whole_institution(
    client, here, director, member
):
    UnitFactory(institution=here, name="Cardiology")
    page = ask_on_page(
        client, director.user, member, "coordinator", scope="institution", unit="Cardiology"
    )

    assert "Choose what the role is for." in page
    assert roles_of(member) == []


def test_a_director_for_a_unit_is_refused_with_what_to_do(client, here, director, member):
    UnitFactory(institution=here, name="Cardiology")
    page = ask_on_page(client, director.user, member, "director", scope="unit", unit="Cardiology")

    assert "Only a coordinator or an analyst can have a role for one unit or one program." in page
    assert StaffRole.objects.filter(membership=member).count() == 0


def test_a_deputy_is_named_after_asking_and_ended_after_asking(client, director, member):
    client.force_login(director.user)
    address = reverse("profiles:deputies")
    given = {
        "role": director.staff_roles.get().pk,
        "email": member.user.email,
        "ends_on": in_days(9),
    }
    asked = client.post(address, given)
    before = roles_of(member)
    done = client.post(address, {**given, "sure": "1"}, follow=True)

    assert "Make Grace Hopper your deputy until" in asked.content.decode()
    assert (before, roles_of(member)) == ([], ["coordinator"])
    assert "Grace Hopper is your deputy until" in done.content.decode()

    end = reverse("profiles:deputy_end", args=[StaffRole.objects.get(membership=member).pk])
    asked = client.post(end)
    before = roles_of(member)
    client.post(end, {"sure": "1"})

    assert "Should Grace Hopper no longer be your deputy?" in asked.content.decode()
    assert (before, roles_of(member)) == (["coordinator"], [])


def test_a_deputy_for_too_long_is_refused_before_the_question(client, director, member):
    held = StaffRole.objects.get(membership=director)
    client.force_login(director.user)
    given = {"role": str(held.pk), "email": member.address, "ends_on": in_days(92)}

    page = on_one_line(client.post(reverse("profiles:deputies"), given).content.decode())
    within = client.post(reverse("profiles:deputies"), {**given, "ends_on": in_days(91)})

    assert "A deputy can stand in for 92 days at most." in page
    assert "your deputy until" not in page
    assert f'value="{in_days(92)}"' in page
    assert "Make Grace Hopper your deputy until" in within.content.decode()


def test_a_deputy_sees_that_they_can_name_none_and_ends_no_one_elses(
    client, director, second, member
):
    client.force_login(director.user)
    given = {
        "role": director.staff_roles.get().pk,
        "email": member.user.email,
        "ends_on": in_days(9),
    }
    client.post(reverse("profiles:deputies"), {**given, "sure": "1"})
    end = reverse("profiles:deputy_end", args=[StaffRole.objects.get(membership=member).pk])
    client.force_login(second.user)
    other = client.post(end, {"sure": "1"})
    client.force_login(member.user)
    page = client.get(reverse("profiles:deputies"))
    posted = client.post(reverse("profiles:deputies"), {**given, "sure": "1"})

    assert other.status_code == 404
    assert "Only someone with a role of their own can name a deputy." in page.content.decode()
    assert "is your deputy until" not in posted.content.decode()
    assert StaffRole.objects.filter(deputy_for__isnull=False).count() == 1
