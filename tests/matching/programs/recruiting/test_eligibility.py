"""Who may enroll: by rank, and mentees by unit with all below, track and years."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, Program
from matching.programs.enrollment.eligibility import eligible_members, misfits
from tests.factories import UnitFactory
from tests.matching.programs.domain.test_lifecycle import DRAFT
from tests.support.enrollment import person
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


def test_units_tracks_and_years_decide_who_is_eligible(program: Program) -> None:
    school = UnitFactory(institution=program.institution, name="Medicine")
    below = UnitFactory(institution=program.institution, name="Cardiology", parent=school)
    other = UnitFactory(institution=program.institution, name="Surgery")
    program.eligible_units, program.protege_tracks = [school.pk], ["investigator"]
    program.least_years, program.most_years = 1, 5
    program.save()
    today = program.institution.local_date()
    years = {number: today.replace(year=today.year - number, day=1) for number in (2, 9)}
    fits = {"unit": below, "track": "investigator", "start_date": years[2]}
    right = person(program, "Right", **fits)
    wrong = {
        "is for people in Medicine": {"unit": other},
        "for these tracks: investigator": {"track": "educator"},
        "here at least 1 year": {"start_date": today},
        "here at most 5 years": {"start_date": years[9]},
        "doesn’t say when you started": {"start_date": None},
    }

    assert misfits(program, right, "protege") == []
    for words, differs in wrong.items():
        member = person(program, "Wrong", **{**fits, **differs})
        [said] = misfits(program, member, "protege")
        assert words in said
        assert misfits(program, member, "mentor") == []
        enroll = reverse("matching:enroll", args=[program.pk, "protege"])
        page = client_of(member).post(enroll, {"goals": "x"}).content.decode()
        assert words in on_one_line(page)
    assert list(eligible_members(program, "protege")) == [right]
    assert not Enrollment.objects.exists()


def test_director_types_units_and_reads_them_again(program: Program, director: Client) -> None:
    school = UnitFactory(institution=program.institution, name="Medicine")
    UnitFactory(institution=program.institution, name="Cardiology", parent=school)
    edit = reverse("matching:directing_edit", args=[program.pk])
    given = {**DRAFT, "target_proteges": "10", "most_years": "3", "asks_approval": "on"}

    answer = director.post(edit, {**given, "eligible_units": "Alchemy"})
    assert "No unit is called “Alchemy”" in str(answer.context["form"].errors["eligible_units"])
    answer = director.post(edit, {**given, "least_years": "4"})
    assert "at least the minimum years" in str(answer.context["form"].errors["most_years"])

    director.post(edit, {**given, "eligible_units": "Medicine / Cardiology\nmedicine"})

    program.refresh_from_db()
    assert len(program.eligible_units) == 2
    assert (program.target_proteges, program.most_years) == (10, 3)
    assert program.asks_approval
    page = director.get(edit).content.decode()
    assert "Medicine\nMedicine / Cardiology" in page
