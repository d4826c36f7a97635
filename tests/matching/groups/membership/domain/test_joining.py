"""Taking in by hand is enrolling, with one welcome by email."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from matching.models import Enrollment, Program
from matching.programs.enrollment.domain import withdraw
from networks.models import GroupMember
from networks.peer_groups.domain.group import add_member
from tests.factories import GroupMemberFactory
from tests.support.groups import (
    formed,
    groups,
    mails,
    newcomer,
    people_of,
    person,
    seat_of,
    take_in,
)
from tests.support.matching import actor_of

pytestmark = pytest.mark.django_db


def test_who_is_taken_in_by_hand_takes_part_and_fills_a_place(group, program, director) -> None:
    new = newcomer(program)

    take_in(director, group, new)

    enrollment = Enrollment.objects.get(member=new)
    assert (enrollment.side, enrollment.source, enrollment.is_active) == (
        "protege",
        "taken_in",
        True,
    )
    page = director.get(reverse("matching:directing_people", args=[program.pk]))
    assert "Added by a director" in page.content.decode()
    for name in "DEF":
        person(program, name)
    again = formed(program, director)
    assert groups(again)[group.name] == {"A", "B", "C", "New"}  # four of four
    assert seat_of(again, "New").settled


def test_who_withdrew_before_takes_part_again(group, program, director) -> None:
    enrollment = person(program, "Back")
    withdraw(enrollment, actor=enrollment.member.user)

    take_in(director, group, enrollment.member)

    enrollment.refresh_from_db()
    assert (enrollment.is_active, enrollment.source) == (True, "taken_in")


def test_who_is_not_eligible_is_taken_in_only_on_purpose(group, program, director) -> None:
    Program.objects.filter(pk=program.pk).update(protege_ranks=["assistant"])
    new = newcomer(program, rank="full")

    asked = take_in(director, group, new, sure=False)
    assert f"{new.name}: " in asked
    assert "Add and notify everyone" in asked
    assert "New" not in people_of(group)
    take_in(director, group, new)

    assert people_of(group)["New"] == "member"


def test_a_facilitator_who_comes_later_takes_part_on_that_side(group, program, director) -> None:
    new = newcomer(program)

    add_member(group, new, actor=actor_of(director), part=GroupMember.Part.COFACILITATOR)

    row = Enrollment.objects.get(member=new)
    assert (row.side, row.left_out) == ("mentor", True)
    assert "You facilitate" in mails("group_made")[new.user.email].body_text


def test_a_closed_program_takes_nobody_on(group, program, director) -> None:
    Program.objects.filter(pk=program.pk).update(state="closed")
    new = newcomer(program)

    take_in(director, group, new)

    assert not Enrollment.objects.filter(member=new).exists()
    assert people_of(group)["New"] == "member"


def test_who_was_taken_in_before_takes_part_from_the_migration_on(group, program) -> None:
    before = GroupMemberFactory(group=group, member__family_name="Before").member
    migration = import_module("matching.migrations.0007_taken_in_by_hand")
    count = Enrollment.objects.count()

    with connection.cursor() as cursor:
        cursor.execute(migration.ENROLL)
        cursor.execute(migration.ENROLL)

    assert Enrollment.objects.count() == count + 1
    row = Enrollment.objects.get(member=before)
    assert (row.program, row.side, row.source) == (program, "protege", "taken_in")
    assert row.areas == {}
