"""The plan of a team: written, agreed to, asked about again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from matching.models import Milestone, Team, TeamMember
from mentornet.mail.outbox import OutboxMessage
from mentornet.pdf import can_make_pdf
from tests.support.matching import client_of, post
from tests.support.teams import PLAN, in_team

pytestmark = pytest.mark.django_db


def test_plan_is_written_agreed_to_and_asked_about_again_after_a_change(team) -> None:
    row = in_team(team)
    protege, mentor = client_of(team.protege), client_of(row.member)

    post(protege, "team_plan", team.pk, revision="0", **PLAN)
    post(protege, "team_plan", team.pk, revision="1", **PLAN)
    assert Team.objects.get().revision == 1
    post(mentor, "team_agree", row.pk, revision="1")
    assert TeamMember.objects.get().agreed_revision == 1
    assert (
        "You agreed to the plan"
        in mentor.get(reverse("matching:team", args=[team.pk])).content.decode()
    )

    other = {**PLAN, "aims": "Other aims"}
    page = post(protege, "team_plan", team.pk, revision="1", **other).content.decode()
    assert f"You’re changing what the team agreed to: aims. If you save, we email these people to ask again: {row.member.name}." in page  # fmt: skip
    assert Team.objects.get().aims == PLAN["aims"]
    assert not OutboxMessage.objects.filter(kind="team_plan_changed").exists()
    post(protege, "team_plan", team.pk, revision="1", sure="1", **other)

    (told,) = OutboxMessage.objects.filter(kind="team_plan_changed")
    assert told.recipient == row.member.user.email
    assert ("aims" in told.body_text, "Other aims" in told.body_text) == (True, False)
    late = post(mentor, "team_agree", row.pk, revision="1")
    assert "The plan has changed. Read it again" in late.content.decode()
    page = protege.get(reverse("matching:team", args=[team.pk])).content.decode()
    assert "agreed to an earlier version" in page
    home = reverse("networks:home")
    assert "mentoring plan" in mentor.get(home).content.decode()
    post(mentor, "team_agree", row.pk, revision="2")
    assert "waiting for your approval" not in mentor.get(home).content.decode()
    post(protege, "team_plan", team.pk, revision="2", sure="1", **{**other, "aims": "Third"})
    assert OutboxMessage.objects.filter(kind="team_plan_changed").count() == 2


def test_milestones_and_the_award_ask_nobody_again(team) -> None:
    row = in_team(team)
    protege, mentor = client_of(team.protege), client_of(row.member)
    post(protege, "team_plan", team.pk, revision="0", **PLAN)
    post(mentor, "team_agree", row.pk, revision="1")

    post(protege, "milestone_add", team.pk, text="First paper", due_on="2099-01-31")
    milestone = Milestone.objects.get()
    post(protege, "milestone_set", milestone.pk, "reached")
    post(protege, "team_plan", team.pk, revision="1", **{**PLAN, "title": "Another title"})
    post(protege, "milestone_set", milestone.pk, "remove")

    assert Team.objects.get().title == "Another title"
    assert TeamMember.objects.get().has_agreed
    assert not OutboxMessage.objects.filter(kind="team_plan_changed").exists()
    page = mentor.get(reverse("matching:team", args=[team.pk])).content.decode()
    assert "You agreed to the plan" in page
    assert "You can change milestones, the award, the title, and dates" in page


def test_who_never_agreed_is_not_told_and_nothing_is_asked_first(team) -> None:
    in_team(team)
    protege = client_of(team.protege)
    post(protege, "team_plan", team.pk, revision="0", **PLAN)

    post(protege, "team_plan", team.pk, revision="1", **{**PLAN, "aims": "Other aims"})

    assert Team.objects.get().aims == "Other aims"
    assert not OutboxMessage.objects.filter(kind="team_plan_changed").exists()


def test_second_window_overwrites_nothing_and_loses_nothing(team) -> None:
    client = client_of(team.protege)
    post(client, "team_plan", team.pk, revision="0", **PLAN)

    answer = post(client, "team_plan", team.pk, revision="0", **{**PLAN, "aims": "Other aims"})

    form = answer.context["form"]
    assert "another window" in str(form.non_field_errors())
    assert (form["aims"].value(), form["revision"].value()) == ("Other aims", "1")
    assert Team.objects.get().aims == "Stand on my own feet"
    post(client, "team_plan", team.pk, revision="1", **{**PLAN, "aims": "Other aims"})
    assert Team.objects.get().aims == "Other aims"


def test_milestones_are_set_reached_and_taken_out(team) -> None:
    client = client_of(team.protege)
    yesterday = (team.institution.local_date() - timedelta(days=1)).isoformat()

    bad = post(client, "milestone_add", team.pk, text="A step", due_on="31.1.")
    assert bad.context["milestone"]["text"].value() == "A step"
    post(client, "milestone_add", team.pk, text="A step", due_on=yesterday)
    row = Milestone.objects.get()
    page = client.get(reverse("matching:team", args=[team.pk]))
    assert [one.is_late for one in page.context["reading"].milestones] == [True]
    post(client, "milestone_set", row.pk, "reached")
    assert Milestone.objects.get().reached_on is not None
    post(client, "milestone_set", row.pk, "open")
    assert Milestone.objects.get().reached_on is None
    post(client, "milestone_set", row.pk, "remove")
    assert Milestone.objects.count() == 0


@pytest.mark.skipif(not can_make_pdf(), reason="the libraries that set the type are not here")
def test_plan_is_a_file_for_the_application(team) -> None:
    row = in_team(team, part="primary", family_name="Senior")
    client = client_of(team.protege)
    post(client, "team_plan", team.pk, revision="0", **PLAN)
    post(client, "milestone_add", team.pk, text="First paper", due_on="2099-01-31")

    answer = client_of(row.member).get(reverse("matching:team_pdf", args=[team.pk]))

    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages
    ).replace("\n", " ")
    wanted = ("Senior", "Primary mentor", "Methods", "First paper", "Jan 31, 2099")
    shown = [*wanted, *(PLAN[name] for name in ("award", "title", "aims", "training", "progress"))]
    assert [word for word in shown if word not in text] == []
