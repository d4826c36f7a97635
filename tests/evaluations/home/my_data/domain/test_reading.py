"""Facts on the page of one's data are read in words: rows by name, choices by label, days as written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from evaluations.home.my_data.domain.reading import heading, named, worded
from evaluations.models import Meeting
from profiles.models import AssessmentVersion
from tests.factories import (
    ExternalContactFactory,
    GoalFactory,
    MembershipFactory,
    MentorOfferFactory,
    SelfAssessmentFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 29, 19, 30, tzinfo=UTC)


def said(record, **row) -> dict[str, object]:
    return dict(worded(row, record))


def test_rows_are_called_by_their_name_their_people_or_their_time():
    mentee = MembershipFactory(given_name="Mina", family_name="Okafor")
    contact = ExternalContactFactory(owner=mentee, name="Ida Far")
    tie = TieFactory(protege=mentee, mentor=None, external=contact)
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, state="held", starts_at=NOON
    )
    assert named(contact) == "Ida Far"
    assert named(tie) == "Mina Okafor and Ida Far"
    with timezone.override("America/New_York"):
        assert named(meeting) == "Nov 29, 2026, 2:30 PM"
    assert said(meeting, tie=tie.pk) == {heading("tie"): "Mina Okafor and Ida Far"}


def test_a_row_without_a_name_says_what_it_says_itself_else_its_number():
    member = MembershipFactory()
    version = AssessmentVersion.objects.create(
        institution=member.institution, member=member, number=3, submitted_at=NOON, content={}
    )
    assessment = SelfAssessmentFactory(member=member)
    assert named(version) == "version 3"
    assert named(assessment) == f"#{assessment.pk}"


def test_choices_are_read_by_their_label_and_unknown_values_as_they_are():
    offer = MentorOfferFactory()
    assert said(offer, roles=["sponsor", "advisor"], areas=["career", "gone"]) == {
        heading("roles"): "Sponsor, Advisor",
        heading("areas"): "Career guidance, gone",
    }
    goal = GoalFactory()
    assert said(goal, horizon="short", text="short") == {
        heading("horizon"): "Short term (1–5 years)",
        heading("text"): "short",
    }


def test_days_and_times_are_in_the_readers_format_and_zone():
    goal = GoalFactory()
    row = {"target_date": date(2027, 5, 1), "made_at": NOON}
    with timezone.override("America/New_York"):
        assert [value for _name, value in worded(row, goal)] == [
            "May 1, 2027",
            "Nov 29, 2026, 2:30 PM",
        ]
    with timezone.override("UTC"), translation.override("es"):
        assert [value for _name, value in worded(row, goal)] == [
            "1 may 2027",
            "29 nov 2026, 7:30 p.m.",
        ]
