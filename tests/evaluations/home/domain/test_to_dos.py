"""What waits for a person in their groups, papers and plans stands on their home page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import DraftReview, Meeting, PlanComment, ProjectDraft, WritingProject
from evaluations.writing.domain.author_order import agree_to_contributions, authors_of
from networks.home.domain.to_dos import home_tasks_of
from networks.models import PeerGroup
from networks.peer_groups.domain.group import end_group
from profiles.models import Membership
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.evaluations.plans.domain.test_plan import in_it
from tests.evaluations.writing.domain.test_project import answer, group, project, propose, start
from tests.support.html import on_one_line

__all__ = ["group", "project"]
pytestmark = pytest.mark.django_db


def waiting(member: Membership) -> list[str]:
    return [one.text for one in home_tasks_of(Membership.objects.get(pk=member.pk)).waiting]


def session(group: PeerGroup, hours: float) -> Meeting:
    return Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() + timedelta(hours=hours),
    )


def test_a_charter_waits_until_it_is_agreed_to(group: PeerGroup) -> None:
    PeerGroup.objects.update(name="Tuesday", charter="What is said here stays here.")
    ann = in_it(group, "Ann")

    assert waiting(ann) == ["Tuesday: read the group agreement and say if you agree."]
    page = client_of(ann).get("/").content.decode()
    assert "Tuesday: no session scheduled" in page
    assert f'href="/groups/{group.pk}/">Read and agree' in on_one_line(page)
    group.members.filter(member=ann).update(agreed_at=timezone.now())
    assert waiting(ann) == []


def test_who_facilitates_finds_the_session_of_today_and_attendance_not_taken(
    group: PeerGroup,
) -> None:
    PeerGroup.objects.update(name="Tuesday")
    lead = in_it(group, "Lead")
    running = session(group, -0.2)

    (task,) = home_tasks_of(lead).today
    assert task.text.startswith("Tuesday: session in progress")
    assert task.url == f"/meetings/{running.pk}/console/"
    past = session(group, -72)
    (now,), (task,) = home_tasks_of(lead).today, home_tasks_of(lead).waiting
    assert now.url == f"/meetings/{running.pk}/console/"
    assert (task.text.startswith("Tuesday: who attended on"), task.url) == (
        True,
        f"/meetings/{past.pk}/",
    )
    found = home_tasks_of(in_it(group, "Ann"))
    (member,), (asked,) = found.today, found.waiting
    assert member.url == f"/meetings/{running.pk}/"
    assert asked.text == "Tuesday: two questions about the last session."


def test_an_order_of_authors_waits_for_those_whom_it_moves(project: WritingProject) -> None:
    for author in authors_of(project):
        agree_to_contributions(author, by=author.member)
    people = [in_it(project.group, name) for name in ("Ann", "Bo", "Cy")]
    propose(project, "Ann", "Bo", "Ann", "Cy")
    said = "“Sleep and night shifts”: a new author order is waiting for your answer."

    assert [waiting(one) for one in people] == [[], [said], []]
    answer(project, "Bo", "consent")
    assert [waiting(one) for one in people] == [[], [], []]


def test_contributions_and_drafts_wait_for_their_people(project: WritingProject) -> None:
    cy, lead = in_it(project.group, "Cy"), in_it(project.group, "Lead")
    draft = ProjectDraft.objects.create(
        institution=project.institution, project=project, label="1", link="https://example.org/1"
    )
    DraftReview.objects.create(
        institution=project.institution,
        draft=draft,
        round=1,
        reader=lead,
        due_on=timezone.localdate().replace(month=3, day=1),
    )

    assert waiting(cy) == ["“Sleep and night shifts”: describe your contribution, or confirm it."]
    assert waiting(lead) == ["“Sleep and night shifts”: read a draft by Mar 1."]
    WritingProject.objects.update(state="shelved")
    assert [waiting(cy), waiting(lead)] == [[], []]


def test_new_comments_on_a_plan_are_counted_for_its_owner_alone(group: PeerGroup) -> None:
    PeerGroup.objects.update(name="Tuesday")
    ann, bo = in_it(group, "Ann"), in_it(group, "Bo")
    for author in (bo, bo, ann):
        PlanComment.objects.create(
            institution=group.institution,
            owner=ann,
            group=group,
            author=author,
            version=1,
            text="Which one first?",
        )

    assert waiting(ann) == ["Tuesday: 2 new comments on your development plan."]
    assert waiting(bo) == []
    PlanComment.objects.update(written_at=timezone.now() - timedelta(days=15))
    assert waiting(ann) == []


def test_a_group_that_has_ended_asks_for_nothing(group: PeerGroup) -> None:
    PeerGroup.objects.update(charter="What is said here stays here.")
    ann = in_it(group, "Ann")
    assert len(home_tasks_of(ann).groups) == 1

    end_group(PeerGroup.objects.get(), actor=ann.user)

    found = home_tasks_of(ann)
    assert (found.waiting, found.groups) == ((), ())


def test_home_takes_the_same_queries_for_any_number_of_papers(
    group: PeerGroup, django_assert_num_queries: Any
) -> None:
    PeerGroup.objects.update(charter="What is said here stays here.")
    client = client_of(in_it(group, "Ann"))
    client.get("/")
    for number in range(1, 4):
        start(group, "Bo", "Ann", title=f"Paper {number}")
        session(group, number)
        if number in (1, 3):
            with django_assert_num_queries(20):
                client.get("/")
