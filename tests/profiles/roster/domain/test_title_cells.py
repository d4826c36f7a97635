"""Cells with a title and a unit in one, through the upload of a file."""

import pytest

from profiles.models import Membership
from tests.factories import UnitFactory
from tests.profiles.roster.pages import HEAD, answered, checked, confirm

pytestmark = pytest.mark.django_db
FORM = "Timestamp,Employee ID,Email,First name,Last name,What is your title and division?\n"


def test_one_question_for_title_and_division_gives_both(client, director):
    UnitFactory(institution=director.institution, name="Cardiology")
    row = checked(
        client,
        FORM
        + '9/1/2026 9:00:01,1,a@x.example,Ada,Ash,"Associate Professor, Cardiology"\n'
        + "9/1/2026 9:00:02,2,b@x.example,Bo,Birch,Division of Nephrology - Instructor\n"
        + '9/1/2026 9:00:03,3,c@x.example,Cy,Cedar,"Staff Scientist, Cardiology"\n'
        + "9/1/2026 9:00:04,4,d@x.example,Di,Elm,Professor of Medicine\n",
    )
    assert [one["text"] for one in row.findings["how"]["titles"] if one["asked"]] == [
        "Staff Scientist"
    ]
    confirm(client, answered(client, row, {"Staff Scientist": "instructor"}))

    people = Membership.objects.exclude(external_id="D1").order_by("external_id")
    assert list(people.values_list("rank", "unit__name")) == [
        ("associate", "Cardiology"),
        ("instructor", "Division of Nephrology"),
        ("instructor", "Cardiology"),
        ("full", None),
    ]


def test_rank_of_its_own_counts_and_the_unit_is_put_below_the_department(client, director):
    row = checked(
        client,
        HEAD.replace("rank", "rank,Department,Title and Division")
        + '1,a@x.example,Ada,Ash,full,Medicine,"Professor, Renal"\n',
    )
    confirm(client, row)
    one = Membership.objects.get(external_id="1")
    assert (one.rank, one.unit.name, one.unit.parent.name) == ("full", "Renal", "Medicine")
