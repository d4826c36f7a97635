"""A career-award team from the first request to the plan as a file."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.teams.domain.membership import ask_colleague, join
from mentornet.models import WebhookEndpoint, WebhookEvent
from networks.home.domain.to_dos import home_tasks_of
from networks.relationships.domain.tie import end_tie
from tests.support.html import on_one_line
from tests.support.matching import client_of, post
from tests.support.teams import PLAN, ask, colleague, in_team

pytestmark = pytest.mark.django_db


def test_who_is_in_a_team_is_no_event_for_the_institution(team) -> None:
    WebhookEndpoint.objects.create(
        institution=team.institution, url="https://hr.example.edu/", events=["*"]
    )
    mentor = colleague(team)
    row = ask_colleague(
        team, by=team.protege, member=mentor, part="primary", function="Methods", roles=[]
    )
    tie = join(row, by=mentor).tie
    end_tie(tie, by=mentor)

    assert list(WebhookEvent.objects.values_list("name", flat=True)) == []


def test_a_request_and_a_plan_that_changed_wait_on_the_home_page(team) -> None:
    row = in_team(team)
    mentor = row.member
    asked = colleague(team)
    ask(team, asked)
    name = team.protege.name

    assert [one.text for one in home_tasks_of(asked).waiting] == [
        f"{name} invited you to join their career-award team."
    ]
    assert home_tasks_of(mentor).waiting == ()
    post(client_of(team.protege), "team_plan", team.pk, **PLAN, revision="0")
    assert [one.text for one in home_tasks_of(mentor).waiting] == [
        f"The mentoring plan of {name} is waiting for your approval."
    ]
    page = client_of(mentor).get("/").content.decode()
    assert f'href="{reverse("matching:team", args=[team.pk])}">Read the plan' in on_one_line(page)
    post(client_of(mentor), "team_agree", row.pk, revision="1")
    assert home_tasks_of(mentor).waiting == ()
