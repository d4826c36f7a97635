"""The groups of which there are reports."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from evaluations.gaps.domain.snapshot import take_snapshot
from matching.models import Enrollment
from profiles.models import Institution
from tests.evaluations.gaps.domain.test_report import NOW, director, here, of, report
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    EnrollmentFactory,
    ProgramFactory,
    UnitFactory,
)

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_cohorts_of_a_program_by_the_year_of_enrolment(here: Institution) -> None:
    program = ProgramFactory(institution=here, state="running", name="Junior faculty")
    people = of(here, "Surgery")[:30]
    for member in people:
        EnrollmentFactory(program=program, member=member)
    before = [one.pk for one in people[:12]]
    earlier = Enrollment.objects.filter(member__in=before)
    earlier.update(enrolled_at=datetime(2025, 3, 1, tzinfo=UTC))
    # Who has withdrawn is in no cohort.
    Enrollment.objects.filter(member=people[-1]).update(withdrawn_at=NOW)
    Enrollment.objects.exclude(member__in=before).update(enrolled_at=NOW)

    made = report(here, dimension="program", key=str(program.pk))

    assert [(row.label, row.people) for row in made.groups["cohort"]] == [
        ("Junior faculty, enrolled in 2025", 12),
        ("Junior faculty, enrolled in 2026", 17),
    ]
    page = client_of(director(here)).get(
        reverse("evaluations:gaps_group", args=["cohort", made.groups["cohort"][0].key])
    )
    assert "Junior faculty, enrolled in 2025" in page.content.decode()


def test_a_group_that_is_not_there_is_not_found(here: Institution) -> None:
    take_snapshot(here)
    other = UnitFactory()
    client = client_of(director(here))

    assert client.get(reverse("evaluations:gaps") + "?day=2020-01-01").status_code == 404
    assert client.get(reverse("evaluations:gaps") + "?day=yesterday").status_code == 404
    for dimension, key in (
        ("unit", str(other.pk)),
        ("rank", "king"),
        ("nonsense", "x"),
        ("rest", "x"),
    ):
        address = reverse("evaluations:gaps_group", args=[dimension, key])
        assert client.get(address).status_code == 404
