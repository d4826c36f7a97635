"""The list of mentors' capacity: what programs gave, and nothing that people have of their own."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Enrollment, Program
from profiles.models import Membership
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    TieFactory,
    UnitFactory,
)
from tests.support.html import table_rows

pytestmark = pytest.mark.django_db
LIST = "matching:openings"
NUMBERS = slice(4, 8)


def shown(client: Client, **query: str) -> dict[str, list[str]]:
    rows = table_rows(client.get(reverse(LIST), query).content)
    return {row[0].split()[-1]: row[NUMBERS] for row in rows}


@pytest.fixture
def director() -> Client:
    """Three mentors with a mentee each, and room for none, one and two."""
    _program, client = running(3)
    for name, places in (("M0", 0), ("M1", 1), ("M2", 2)):
        Enrollment.objects.mentors().filter(member__family_name=name).update(places=places)
    return client


def test_each_mentor_has_mentees_capacity_and_free_places(director: Client) -> None:
    assert shown(director) == {
        "M0": ["1", "0", "0", "Over capacity"],
        "M1": ["1", "1", "0", "Full"],
        "M2": ["1", "2", "1", "Free places"],
    }
    assert [list(shown(director, load=one)) for one in ("over", "full", "free")] == [
        ["M0"],
        ["M1"],
        ["M2"],
    ]
    assert next(iter(shown(director, sort="-free"))) == "M2"
    assert list(shown(director, sort="places")) == ["M0", "M1", "M2"]
    assert list(shown(director, q="m1")) == ["M1"]
    unit = UnitFactory(institution=Program.objects.get().institution, name="Heart")
    Membership.objects.filter(family_name="M2").update(unit=unit)
    assert list(shown(director, unit="heart")) == ["M2"]


def test_relationships_of_their_own_fill_no_place(director: Client) -> None:
    mentor = Enrollment.objects.get(member__family_name="M2")
    here = mentor.institution
    own = MembershipFactory(institution=here)
    TieFactory(protege=own, mentor=mentor.member, institution=here, state="active")

    assert shown(director)["M2"] == ["1", "2", "1", "Free places"]


def test_mentors_who_are_gone_and_programs_of_others_or_over_are_not_there(
    director: Client,
) -> None:
    here = Program.objects.get().institution
    EnrollmentFactory(program=Program.objects.get(), side="mentor", withdrawn_at=timezone.now())
    for program in (
        ProgramFactory(institution=here, state="closed"),
        ProgramFactory(institution=here, kind="collaborative"),
        ProgramFactory(institution=InstitutionFactory()),
    ):
        EnrollmentFactory(program=program, side="mentor")

    assert list(shown(director)) == ["M0", "M1", "M2"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_statements_for_any_number(
    number: int, django_assert_num_queries
) -> None:
    _program, client = running(number)
    client.get(reverse(LIST))

    with django_assert_num_queries(7):
        client.get(reverse(LIST), {"load": "full", "sort": "-free"})


def test_file_has_what_the_page_shows(director: Client) -> None:
    answer = director.get(reverse(f"{LIST}_file", args=["csv"]), {"load": "over"})

    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [line[NUMBERS] for line in lines] == [
        ["Active mentees", "Capacity", "Free places", "State"],
        ["1", "0", "0", "Over capacity"],
    ]
