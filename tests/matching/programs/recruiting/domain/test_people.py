"""How far enrollment is, who could still enroll, and who waits."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Enrollment, Program
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    StaffRoleFactory,
    UnitFactory,
)
from tests.support.enrollment import page_of, person
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db


def test_page_shows_the_way_to_the_target_and_who_could_still_enroll(
    program: Program, director: Client
) -> None:
    EnrollmentFactory(program=program, member=person(program, "Enrolled"))
    person(program, "Open")
    person(program, "Wrongrank", rank=Rank.FULL)
    person(program, "Left", end_date=date(2020, 1, 1))

    page = page_of(director, program)
    open_to = page_of(director, program, show="open", side="protege")

    assert "<strong>1</strong>of 3 enrolled" in page
    assert "2 more to reach the target." in page
    assert "1 more person can enroll" in page
    assert "Ada Open" in open_to
    assert not re.search("Ada (Enrolled|Wrongrank|Left)", open_to)


@pytest.mark.parametrize("state", ["enrolling", "matching", "running", "closed"])
def test_once_the_last_day_is_over_no_one_is_offered_to_be_asked(
    program: Program, director: Client, state: str
) -> None:
    person(program, "Open")
    Program.objects.update(enroll_until=date(2020, 1, 31), state=state)

    page = page_of(director, program)

    words = ("more person can enroll", "Invite people", "Remind them")
    assert [one in page for one in words] == [False] * 3
    assert ("For someone who asks you, you still can." in page) == (state == "running")


def test_on_the_last_day_people_are_still_asked(program: Program, director: Client) -> None:
    person(program, "Open")
    Program.objects.update(enroll_until=program.institution.local_date())

    assert "Invite people" in page_of(director, program)


@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_the_same_queries_for_any_number(
    program: Program, director: Client, number: int, django_assert_num_queries
) -> None:
    for at in range(number):
        EnrollmentFactory(program=program, member=person(program, f"Enrolled{at}"))
        for whom in Enrollment.Awaits.values:
            EnrollmentFactory(
                program=program,
                member=person(program, f"Waits{whom}{at}"),
                awaits=whom,
                withdrawn_at=timezone.now(),
            )
        person(program, f"Open{at}")
    page_of(director, program)

    # One more tells why each of them waits.
    for query, count in (({}, 13), ({"show": "waiting"}, 14), ({"show": "open"}, 13)):
        with django_assert_num_queries(count):
            page_of(director, program, **query)


def test_coordinator_of_a_unit_sees_its_people_alone(program: Program) -> None:
    unit = UnitFactory(institution=program.institution)
    program.unit = unit
    program.save()
    person(program, "Inside", unit=unit)
    person(program, "Outside")
    coordinator = MembershipFactory(institution=program.institution)
    StaffRoleFactory(
        membership=coordinator,
        role=StaffRoleKind.COORDINATOR,
        scope_kind="unit",
        scope_id=unit.pk,
    )

    page = page_of(client_of(coordinator), program, show="open", side="protege")

    assert "Ada Inside" in page
    assert "Ada Outside" not in page


def test_wait_list_is_there_before_any_run(program: Program, director: Client) -> None:
    EnrollmentFactory(program=program, member=person(program, "Waits"))
    EnrollmentFactory(program=program, side="mentor", member=person(program, "Helps"))

    page = page_of(director, program, show="waiting")

    assert "Wait list (1)" in page
    assert "Ada Waits" in page
    assert "Ada Helps" not in page


def test_other_institutions_reach_none_of_it(program: Program) -> None:
    row = EnrollmentFactory(program=program, member=person(program, "In"))
    outsider = director_at(InstitutionFactory())

    for name, args in (
        ("directing_people", [program.pk]),
        ("program_invite", [program.pk]),
        ("enroll_for", [program.pk]),
        ("program_remind", [program.pk, "protege"]),
        ("withdraw_for", [row.pk]),
        ("enrollment_answer", [row.pk, "accept"]),
    ):
        path = reverse(f"matching:{name}", args=args)
        assert outsider.post(path, {"sure": "1"}).status_code == 404
    row.refresh_from_db()
    assert row.is_active
