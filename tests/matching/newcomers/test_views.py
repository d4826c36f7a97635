"""The setting of a program of pairs to welcome whoever joins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Newcomer, NewcomerWelcome, Program
from profiles.models import Membership, Unit
from tests.factories import (
    GroupProgramFactory,
    InstitutionFactory,
    MembershipFactory,
    UnitFactory,
)
from tests.matching.newcomers.steps import coordinator_of, joined
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db


def address(program: Program) -> str:
    return reverse("matching:newcomer_welcome", args=[program.pk])


def shown(client: Client, program: Program) -> str:
    return on_one_line(client.get(address(program)).content.decode())


def mark_of(client: Client, program: Program) -> dict[str, str]:
    """The hidden values of the form, as a browser sends them."""
    form = client.get(address(program)).context["form"]
    return {one.html_name: one.value() for one in form.hidden_fields()}


def turn_on(client: Client, program: Program, **more: str):
    today = program.institution.local_date()
    given = {"is_on": "on", "since": str(today - timedelta(days=3)), **more}
    return client.post(address(program), {**mark_of(client, program), **given}, follow=True)


def test_a_program_is_told_to_welcome_people_and_finds_who_is_new_at_once(
    program: Program, director: Client
) -> None:
    MembershipFactory(institution=program.institution, family_name="Ash")
    assert "no onboarding mentor" not in shown(director, program)
    assert (
        'href="' + address(program)
        in director.get(reverse("matching:directing", args=[program.pk])).content.decode()
    )

    page = on_one_line(turn_on(director, program).content.decode())
    assert "Saved. People who join appear under Newcomers." in page
    assert "1 newcomer has no onboarding mentor" in page
    assert Newcomer.objects.get().member.family_name == "Ash"


def test_it_can_be_turned_off(welcome: NewcomerWelcome, director: Client) -> None:
    joined(welcome, "Ash")
    director.post(
        address(welcome.program),
        {**mark_of(director, welcome.program), "since": str(welcome.since)},
    )

    welcome.refresh_from_db()
    assert not welcome.is_on
    assert "Ada Ash" not in director.get(reverse("matching:newcomers")).content.decode()


def test_a_program_that_asks_for_years_takes_no_newcomers(
    program: Program, director: Client
) -> None:
    Program.objects.filter(pk=program.pk).update(least_years=2)
    page = on_one_line(turn_on(director, program).content.decode())

    assert "This program asks for a minimum number of years here" in page
    assert not NewcomerWelcome.objects.exists()


def test_a_program_of_groups_has_no_such_page(program: Program, director: Client) -> None:
    groups = GroupProgramFactory(institution=program.institution)

    assert director.get(address(groups)).status_code == 404


def test_no_one_else_gets_in(program: Program) -> None:
    colleague = MembershipFactory(institution=program.institution)

    assert director_at(InstitutionFactory()).get(address(program)).status_code == 404
    assert client_of(colleague).get(address(program)).status_code == 403


# The queue ---------------------------------------------------------------------------------------


def queue(client: Client) -> str:
    return on_one_line(client.get(reverse("evaluations:attention")).content.decode())


def test_the_queue_has_one_row_a_program_that_leads_to_its_newcomers(
    welcome: NewcomerWelcome, director: Client
) -> None:
    assert "onboarding mentor." not in queue(director)
    joined(welcome, "Ash")
    joined(welcome, "Birch")

    assert "First year: 2 newcomers have no onboarding mentor." in queue(director)
    link = f"?program={welcome.program.pk}&amp;state=waiting"
    assert reverse("matching:newcomers") + link in queue(director)
    Newcomer.objects.update(set_aside_at=timezone.now())
    assert "onboarding mentor." not in queue(director)


def test_the_queue_counts_the_readers_people_alone(welcome: NewcomerWelcome, unit: Unit) -> None:
    Program.objects.filter(pk=welcome.program.pk).update(unit=unit)
    joined(welcome, "Ash", unit=unit)
    birch = joined(welcome, "Birch", unit=unit)
    Membership.objects.filter(pk=birch.member_id).update(unit=None)

    assert "First year: 1 newcomer has no onboarding mentor." in queue(coordinator_of(unit))
    assert "onboarding mentor." not in queue(
        coordinator_of(UnitFactory(institution=welcome.institution))
    )
