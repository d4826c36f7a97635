"""Wherever a figure is withheld, the page says so, and how to ask so that it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.check_ins.feedback.domain.trend import freeze_feedback
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.models import Feedback, Meeting, SessionSkill, SkillRating
from evaluations.outcomes.skills.domain import RATING_DAYS, count_skills
from matching.models import Program, Proposal
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.evaluations.dashboard.views.test_coverage import mosaic_of
from tests.evaluations.plans.domain.test_plan import client_of
from tests.evaluations.surveys.builders import answer, asked, over, people_in, program_with
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db

FIGURES = "Some figures are hidden."
CHANGES = "Some changes since the start are hidden."
Page = Callable[[bool], str]


def seen(institution: Institution, name: str, *args: Any) -> str:
    """A page as a director of *institution* reads it, in one line."""
    director: Membership = MembershipFactory(
        institution=institution, offices=[StaffRoleKind.DIRECTOR]
    )
    page = client_of(director).get(reverse(f"evaluations:{name}", args=args))
    return " ".join(page.content.decode().split())


def survey(few: bool) -> str:
    program = program_with(*["protege"] * 6, *["mentor"] * (2 if few else 6))
    row = asked(program)
    for member in [*people_in(program), *people_in(program, "mentor")]:
        answer(row, member, (5, 1, 1, 4))
    return seen(program.institution, "directing_survey", over(row).pk)


def survey_of_few(few: bool) -> str:
    program = program_with(*["protege"] * (2 if few else 6))
    row = asked(program)
    for member in people_in(program):
        answer(row, member, (5, 1, 1, 4))
    return seen(program.institution, "directing_survey", over(row).pk)


def instrument(few: bool) -> str:
    program = program_with(*["protege"] * (2 if few else 6))
    row = asked(program)
    for member in people_in(program):
        answer(row, member, (5, 1, 1, 4))
    return seen(program.institution, "instrument", over(row).instrument_id)


def skills(few: bool) -> str:
    group = PeerGroupFactory()
    meeting = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() - timedelta(days=RATING_DAYS, hours=3),
        minutes=60,
    )
    skill = SessionSkill.objects.create(
        institution=group.institution, meeting=meeting, name="Say no"
    )
    for _each in range(2 if few else 6):
        SkillRating.objects.create(
            institution=group.institution,
            skill=skill,
            member=GroupMemberFactory(group=group).member,
            before=2,
            after=4,
        )
    count_skills()
    return seen(group.institution, "directing_group_skills", group.pk)


def coverage(few: bool) -> str:
    program = mosaic_of(14, mentored=2)
    take_snapshot(program.institution)
    return seen(program.institution, "program_coverage", program.pk)


def gaps(few: bool) -> str:
    program = mosaic_of(14, mentored=2)
    take_snapshot(program.institution)
    return seen(program.institution, "gaps")


def feedback(few: bool) -> str:
    program, _client = running(3)
    Program.objects.update(created_at=timezone.now() - timedelta(days=150))
    pairs = [one.tie for one in Proposal.objects.filter(run__program=program, tie__isnull=False)]
    people = [(tie, author) for tie in pairs for author in (tie.protege, tie.mentor)]
    for tie, author in people[: 2 if few else 6]:
        row = Feedback.objects.create(
            institution=tie.institution,
            tie=tie,
            author=author,
            audience="counted",
            **dict.fromkeys(Feedback.ITEMS, 4),
        )
        Feedback.objects.filter(pk=row.pk).update(given_at=timezone.now() - timedelta(days=100))
    freeze_feedback(program.institution)
    return seen(program.institution, "program_pairs", program.pk)


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("page", [survey, survey_of_few, instrument, skills, feedback])
def test_the_page_says_that_figures_are_withheld_and_how_to_see_them(page: Page, few: bool) -> None:
    said = page(few)

    assert (FIGURES in said) == few
    hints = ("To see more next time,", "A quarter is shown if")
    assert any(one in said for one in hints) == few


@pytest.mark.parametrize("page", [coverage, gaps])
def test_reports_of_publications_say_so_too(page: Page) -> None:
    said = page(True)

    assert FIGURES in said
    assert "To see more, look at a larger group" in said


@pytest.mark.parametrize(("twice", "withheld"), [(10, True), (12, False), (6, False)])
def test_a_change_that_would_tell_of_who_answered_once_is_said_to_be_withheld(
    twice: int, withheld: bool
) -> None:
    """Twelve at the start: ten of them at the end leave two who would be known."""
    program = program_with(*["protege"] * 12)
    first = asked(program)
    for member in people_in(program):
        answer(first, member, (2, 4))
    over(first)
    second = asked(program, occasion="end", opens_on=first.closes_on + timedelta(days=5))
    for member in people_in(program)[:twice]:
        answer(second, member, (4, 2))
    over(second)

    page = seen(program.institution, "directing_survey", second.pk)

    assert (CHANGES in page) == withheld
    assert ("Change since the start, for" in page) != withheld
    assert CHANGES not in seen(program.institution, "directing_survey", first.pk)
