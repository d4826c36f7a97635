"""What a director keeps of a cohort that is over: counts, and the alumni who said yes."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import (
    Completion,
    PlanVersion,
    ProjectAuthor,
    ProjectMilestone,
    WritingProject,
)
from evaluations.outcomes.closing.tasks import settle_endings
from matching.models import Program
from networks.models import PeerGroup
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.ending_programs import client_of, close, days_pass, group_of, person, session
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_alumni_are_those_who_said_yes_until_they_take_it_back_or_leave(
    program: Program, director: Membership
) -> None:
    group_of(program, "Adams", "Baker", "Clark")
    close(program, director)
    listed = reverse("evaluations:alumni", args=[program.pk])

    def say(name: str, act: str) -> None:
        row = Completion.objects.get(member__family_name=name)
        client_of(person(name)).post(reverse("evaluations:ending_act", args=[row.pk, act]))

    assert "No one yet" in client_of(director).get(listed).content.decode()
    for name in ("Adams", "Baker", "Clark"):
        say(name, "join")
    say("Baker", "leave")
    Membership.objects.filter(family_name="Clark").update(end_date="2026-01-31")

    file = client_of(director).get(listed, {"format": "csv"}).content.decode()

    assert [line.split(",")[0] for line in file.splitlines()] == [
        "\ufeffName",
        person("Adams").name,
    ]
    other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    assert client_of(other).get(listed).status_code == 404


def test_share_of_attendance_is_that_of_the_page_of_all_sessions(
    program: Program, director: Membership
) -> None:
    group = group_of(program, "Adams", "Baker", "Clark", "Dunn", facilitator="Lead")
    session(group, 2, 60, Adams="present", Baker="absent", Clark="absent", Dunn="absent")
    session(group, 3, 60, Adams="absent", Baker="absent", Clark="absent", Dunn="absent")

    for name in ("cohort", "program_sessions"):
        page = client_of(director).get(reverse(f"evaluations:{name}", args=[program.pk]))
        assert re.search(r"\b13 ?%", page.content.decode())  # 1 of 8, and a half is rounded up


def paper(group: PeerGroup, *authors: str, done: str = "", state: str = "open") -> None:
    row = WritingProject.objects.create(
        institution=group.institution,
        group=group,
        title=f"By {', '.join(authors)}",
        state=state,
        moved_at=timezone.now(),
    )
    ProjectAuthor.objects.bulk_create(
        ProjectAuthor(
            institution=group.institution, project=row, member=person(name), position=place
        )
        for place, name in enumerate(authors, start=1)
    )
    if done:
        ProjectMilestone.objects.create(
            institution=group.institution, project=row, step=done, done_on=timezone.localdate()
        )


def planned(*names: str) -> None:
    PlanVersion.objects.bulk_create(
        PlanVersion(
            institution=person(name).institution,
            member=person(name),
            number=1,
            submitted_at=timezone.now(),
            content={},
        )
        for name in names
    )


def test_cohort_is_counted_once_and_small_figures_are_withheld(
    program: Program, director: Membership
) -> None:
    names = [f"Person{letter}" for letter in "ABCDEFGHIJ"]
    group = group_of(program, *names)
    session(group, 2, 60, **dict.fromkeys(names[:8], "present"), PersonI="absent", PersonJ="absent")
    cohort = reverse("evaluations:cohort", args=[program.pk])
    page = client_of(director).get(cohort).content.decode()
    assert "80%" in page
    assert "Counted once, 30 days after you close the program." in page
    paper(group, *names[:5], done="submitted")
    paper(group, *names[3:5], done="accepted")
    planned(*names[:5])
    close(program, director)
    page = client_of(director).get(cohort).content.decode()
    assert "Counted once, after" in page

    days_pass(31)
    settle_endings()
    planned(names[5])
    settle_endings()

    page = client_of(director).get(cohort).content.decode()
    cells = dict(
        re.findall(r'<th scope="row">\s*([^<]+?)\s*</th>\s*<td class="number">([^<]+)</td>', page)
    )
    # Ten people; five have a plan and five have none; two alone wrote what is accepted.
    assert cells == {
        "People who stayed to the end": "10",
        "People with a saved development plan": "5",
        "Papers: Accepted": "–",
        "Papers: Submitted": "1",
        "Papers: In progress": "0",
        "Papers: On hold": "0",
    }
    assert "would be about fewer than 5 people" in page


def test_whom_the_director_invited_from_outside_counts_in_no_figure_of_a_cohort(
    program: Program, director: Membership
) -> None:
    names = [f"Person{letter}" for letter in "ABCDE"]
    group = group_of(program, *names)
    paper(group, *names, done="submitted")
    planned(*names)
    Membership.objects.filter(family_name__in=names[1:]).update(source="invited", rank="")
    close(program, director)
    days_pass(31)

    settle_endings()

    page = client_of(director).get(reverse("evaluations:cohort", args=[program.pk]))
    shown = page.context["counted"]
    assert (shown.people, shown.with_plan) == (None, None)
    assert {one.papers for one in shown.papers} == {None}
