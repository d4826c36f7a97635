"""What directors ask most often: the links that are clicked from the dashboard's first page, and a year to ask in."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evaluations.surveys.domain.planning import plan_survey
from matching.models import Enrollment, MatchRun, Program
from networks.models import Tie
from profiles.models import Membership, RosterImport
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import EnrollmentFactory, ProgramFactory
from tests.support.matching import actor_of

Clicks = tuple[str, ...]
QUESTIONS: dict[str, tuple[Clicks, str]] = {
    "Who has not met in 60 days": (("No meeting in 60 days",), "P0"),
    "Who is unmatched, and why": (("Wait list",), "Not in a match yet."),
    "Which enrollment closes": (("What is coming",), "Last day to enroll"),
    "Who is over capacity": (("Mentors over capacity",), "M0"),
    "Which import has errors": (("Imports with rows to fix",), "faculty.csv"),
    "What was sent to whom": (("Messages",), "P0"),
    "How the last survey went": (("Surveys", "How I am mentored"), "How I am mentored"),
}
"""What is asked, the links that are clicked from the first page on, and what the answer shows."""


def busy_year() -> Membership:
    """A director who has something to find for each question."""
    program, client = running(2)
    here = program.institution
    today = here.local_date()
    MatchRun.objects.update(published_at=timezone.now() - timedelta(days=300))
    EnrollmentFactory(program=program, member__family_name="Waits")
    Enrollment.objects.filter(side="mentor", member__family_name="M0").update(places=0)
    Program.objects.update(state=Program.State.RUNNING)
    ProgramFactory(
        institution=here,
        state=Program.State.ENROLLING,
        enroll_from=today - timedelta(days=20),
        enroll_until=today + timedelta(days=5),
    )
    RosterImport.objects.create(
        institution=here, file_name="faculty.csv", state="done", findings={"errors": [{}]}
    )
    plan_survey(
        here,
        ask_with="mentoring",
        program=program,
        occasion="midway",
        opens_on=today,
        closes_on=today + timedelta(days=14),
        actor=actor_of(client),
    )
    assert Tie.objects.count() == 2
    return Membership.objects.get(institution=here, offices__contains=["director"])
