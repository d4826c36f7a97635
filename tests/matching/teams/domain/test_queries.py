"""What is read of teams, by whom, in how many queries."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import TeamMember
from matching.teams.domain.membership import open_team
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    ProgramFactory,
)
from tests.support.matching import client_of, director_at, post
from tests.support.teams import PLAN, ask, colleague, in_team

pytestmark = pytest.mark.django_db


def test_supervisor_is_shown_wherever_they_are_in_a_team(team) -> None:
    chief = colleague(team)
    team.protege.supervisor = chief
    team.protege.save()
    asking = reverse("matching:team_ask", args=[team.pk]) + f"?with={chief.pk}"
    assert "line of supervision" in client_of(team.protege).get(asking).content.decode()

    ask(team, chief)
    row = TeamMember.objects.get()
    request = client_of(chief).get(reverse("matching:team_request", args=[row.pk]))
    assert "’s line of supervision. You would both advise them" in request.content.decode()
    post(client_of(chief), "team_answer", row.pk, "join")

    answer = client_of(team.protege).get(reverse("matching:team", args=[team.pk]))
    assert "also the supervisor" in answer.content.decode()
    assert "Someone outside your line of supervision." in answer.context["reading"].missing


def test_director_sees_counts_and_no_word_of_the_plan(team) -> None:
    in_team(team, part="primary")
    in_team(team)
    client = client_of(team.protege)
    post(client, "team_plan", team.pk, revision="0", **{**PLAN, "progress": ""})
    post(client, "milestone_add", team.pk, text="Secret step", due_on="2099-01-31")

    address = reverse("matching:program_teams", args=[team.enrollment.program_id])
    answer = director_at(team.institution).get(address)

    (row,) = answer.context["rows"]
    assert (row.has_primary, row.committee, row.parts_written, row.milestones) == (True, 1, 3, 1)
    shown = answer.content.decode()
    told = [word for word in (*PLAN.values(), "Secret step", "Methods") if word in shown]
    assert told == []


@pytest.mark.parametrize("count", [1, 3])
def test_director_s_page_asks_as_often_for_three_as_for_one(
    count, django_assert_num_queries
) -> None:
    program = ProgramFactory(kind="career_team", state="running")
    for enrollment in EnrollmentFactory.create_batch(count, program=program):
        in_team(open_team(enrollment))
    client = director_at(program.institution)
    address = reverse("matching:program_teams", args=[program.pk])
    client.get(address)

    with django_assert_num_queries(5):
        answer = client.get(address)

    assert len(answer.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_team_page_asks_as_often_for_three_as_for_one(
    count, team, django_assert_num_queries
) -> None:
    for _number in range(count):
        in_team(team)
    client = client_of(team.protege)
    address = reverse("matching:team", args=[team.pk])
    client.get(address)

    with django_assert_num_queries(7):
        answer = client.get(address)

    assert len(answer.context["reading"].people) == count


@pytest.mark.parametrize("count", [1, 3])
def test_programs_page_asks_as_often_for_three_teams_as_for_one(
    count, django_assert_num_queries
) -> None:
    program = ProgramFactory(kind="career_team", state="running")
    mentor = MembershipFactory(institution=program.institution)
    for enrollment in EnrollmentFactory.create_batch(count, program=program):
        ask(open_team(enrollment), mentor)
    client = client_of(mentor)
    address = reverse("matching:programs")
    client.get(address)

    with django_assert_num_queries(6):
        answer = client.get(address)

    assert len(answer.context["teams"]) == count
