"""A career-award team from the first request to the plan as a file."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from matching.models import Milestone, Team, TeamMember
from matching.teams.domain.membership import ask_colleague, join, open_team
from mentornet.mail.outbox import OutboxMessage
from mentornet.models import WebhookEndpoint, WebhookEvent
from mentornet.pdf import can_make_pdf
from networks.home.domain.to_dos import home_tasks_of
from networks.models import ExternalContact, Tie
from networks.relationships.domain.tie import end_tie
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    MembershipFactory,
    MentorOfferFactory,
    ProgramFactory,
    TieFactory,
)
from tests.matching.programs.test_journey import client_of, director_at, post

pytestmark = pytest.mark.django_db

ASKED = {
    "part": "primary",
    "function": "Trials",
    "roles": ["advisor"],
    "message": "An hour a month",
}
PLAN = {
    "award": "Career award",
    "title": "Sleep after surgery",
    "due_on": "2099-02-12",
    "aims": "Stand on my own feet",
    "training": "A course in methods",
    "cadence": "quarterly",
    "rhythm": "Monthly with the primary mentor",
    "progress": "Once a year",
}


@pytest.fixture
def team() -> Team:
    program = ProgramFactory(kind="career_team", state="running")
    return open_team(EnrollmentFactory(program=program))


def colleague(team: Team, **more):
    return MembershipFactory(institution=team.institution, rank="full", **more)


def in_team(team: Team, *, part: str = "committee", **more):
    """Someone who was asked and has said yes."""
    member = colleague(team, **more)
    row = ask_colleague(
        team, by=team.protege, member=member, part=part, function="Methods", roles=["coach"]
    )
    return join(row, by=member)


def ask(team: Team, member, **data):
    address = reverse("matching:team_ask", args=[team.pk])
    return client_of(team.protege).post(f"{address}?with={member.pk}", {**ASKED, **data})


def test_who_enrols_has_a_team_to_fill() -> None:
    program = ProgramFactory(kind="career_team")
    member = MembershipFactory(institution=program.institution)
    client = client_of(member)

    post(client, "enroll", program.pk, "protege")
    answer = client.get(reverse("matching:team_own", args=[program.pk]), follow=True)

    team = Team.objects.get()
    assert (team.protege, team.cadence) == (member, program.cadence)
    assert answer.context["reading"].missing[0] == "A primary mentor who has said yes."


def test_who_says_yes_is_a_tie_with_the_roles_of_the_function(team) -> None:
    mentor = colleague(team)

    ask(team, mentor)
    row = TeamMember.objects.get()
    assert (row.state, Tie.objects.count()) == ("asked", 0)
    mail = OutboxMessage.objects.get(kind="team_asked")
    assert mail.recipient == mentor.user.email
    request = client_of(mentor).get(reverse("matching:team_request", args=[row.pk]))
    assert "An hour a month" in request.content.decode()
    assert "asks you" in client_of(mentor).get(reverse("matching:programs")).content.decode()
    post(client_of(mentor), "team_answer", row.pk, "join")
    post(client_of(mentor), "team_answer", row.pk, "join")

    tie = Tie.objects.get()
    assert (tie.protege, tie.mentor, tie.state, tie.origin, tie.roles, tie.frequency) == (
        team.protege,
        mentor,
        "active",
        "formal",
        ["advisor"],
        "monthly",
    )
    assert TeamMember.objects.get().tie == tie
    assert OutboxMessage.objects.filter(kind="team_answered").count() == 1


def test_a_tie_that_is_there_gets_the_roles_on_top(team) -> None:
    tie = TieFactory(protege=team.protege, roles=["teacher"], origin="informal")
    row = ask_colleague(
        team,
        by=team.protege,
        member=tie.mentor,
        part="committee",
        function="Career",
        roles=["teacher", "sponsor"],
    )

    post(client_of(tie.mentor), "team_answer", row.pk, "join")

    tie = Tie.objects.get()
    assert (tie.roles, tie.origin, tie.state) == (["teacher", "sponsor"], "formal", "active")


def test_a_no_is_between_the_two(team) -> None:
    mentor, other = colleague(team), in_team(team)
    ask(team, mentor)
    row = TeamMember.objects.get(member=mentor)

    post(client_of(mentor), "team_answer", row.pk, "decline")

    assert Tie.objects.filter(mentor=mentor).count() == 0
    address = reverse("matching:team", args=[team.pk])
    assert mentor.family_name in client_of(team.protege).get(address).content.decode()
    assert mentor.family_name not in client_of(other.member).get(address).content.decode()
    assert client_of(mentor).get(address).status_code == 404
    counts = director_at(team.institution).get(
        reverse("matching:program_teams", args=[team.enrollment.program_id])
    )
    assert mentor.family_name not in counts.content.decode()


def test_who_declined_is_not_asked_twice_and_may_think_again(team) -> None:
    mentor = colleague(team)
    ask(team, mentor)
    row = TeamMember.objects.get()
    post(client_of(mentor), "team_answer", row.pk, "decline")

    refused = ask(team, mentor)
    assert "is not asked twice" in str(refused.context["form"].non_field_errors())

    post(client_of(mentor), "team_answer", row.pk, "join")
    assert (TeamMember.objects.get().state, Tie.objects.get().state) == ("confirmed", "active")
    assert OutboxMessage.objects.filter(kind="team_answered").count() == 2


def test_who_thinks_again_finds_the_part_taken(team) -> None:
    first, second = colleague(team), colleague(team)
    ask(team, first)
    row = TeamMember.objects.get()
    post(client_of(first), "team_answer", row.pk, "decline")
    ask(team, second)

    answer = post(client_of(first), "team_answer", row.pk, "join")

    assert "Somebody else has this part by now" in answer.content.decode()
    assert (TeamMember.objects.get(pk=row.pk).state, Tie.objects.count()) == ("declined", 0)


def test_request_that_was_taken_back_cannot_be_answered(team) -> None:
    mentor = colleague(team)
    ask(team, mentor)
    row = TeamMember.objects.get()
    confirm = client_of(team.protege).get(reverse("matching:team_leave", args=[row.pk]))
    assert "Take the request to" in confirm.content.decode()
    post(client_of(team.protege), "team_leave", row.pk)

    answer = post(client_of(mentor), "team_answer", row.pk, "join")

    assert "not open any more" in answer.content.decode()
    assert Tie.objects.count() == 0


def test_one_primary_mentor_at_a_time(team) -> None:
    first, second = colleague(team), colleague(team)
    ask(team, first)

    refused = ask(team, second)

    assert "has a primary mentor already" in str(refused.context["form"].non_field_errors())
    assert refused.context["form"]["message"].value() == "An hour a month"
    post(client_of(team.protege), "team_leave", TeamMember.objects.get().pk)
    ask(team, second)
    assert TeamMember.objects.get(state="asked").member == second


def test_whoever_ends_the_tie_is_out_and_frees_the_part(team) -> None:
    row = in_team(team, part="primary")
    address = reverse("matching:team", args=[team.pk])
    assert client_of(row.member).get(address).status_code == 200

    end_tie(row.tie, by=row.member)

    assert client_of(row.member).get(address).status_code == 404
    assert ask(team, colleague(team)).status_code == 302
    states = TeamMember.objects.order_by("asked_at").values_list("state", flat=True)
    assert list(states) == ["left", "asked"]


def test_who_leaves_the_team_keeps_the_tie(team) -> None:
    row = in_team(team)

    post(client_of(row.member), "team_leave", row.pk)

    assert TeamMember.objects.get().state == "left"
    assert Tie.objects.get().state == "active"
    assert client_of(row.member).get(reverse("matching:team", args=[team.pk])).status_code == 404


def test_whom_one_keeps_apart_cannot_be_asked(team) -> None:
    mentor = colleague(team)
    ExclusionFactory(owner=mentor, other=team.protege, reach="pair")

    refused = ask(team, mentor)

    assert refused.context["form"].errors != {}
    assert TeamMember.objects.count() == 0


def test_mentor_elsewhere_is_in_the_team_without_an_account(team) -> None:
    address = reverse("matching:team_ask", args=[team.pk]) + "?external=1"
    data = {
        "name": "Ida Far",
        "affiliation": "Elsewhere University",
        "email": "",
        "rank": "full",
        "expertise": "trials",
        "part": "committee",
        "function": "Statistics",
        "roles": ["teacher"],
    }
    client = client_of(team.protege)

    refused = client.post(address, data)
    assert list(refused.context["form"].errors) == ["agreed"]
    assert ExternalContact.objects.count() == 0
    client.post(address, {**data, "agreed": "on"})
    again = client.post(address, {**data, "agreed": "on"})

    row = TeamMember.objects.get()
    assert (row.name, row.state, row.tie.external.name) == ("Ida Far", "confirmed", "Ida Far")
    assert row.tie.roles == ["teacher"]
    assert OutboxMessage.objects.count() == 0
    assert "in the team already" in str(again.context["form"].non_field_errors())
    page = client.get(reverse("matching:team", args=[team.pk])).content.decode()
    assert "Elsewhere University" in page


def test_supervisor_is_shown_wherever_they_are_in_a_team(team) -> None:
    chief = colleague(team)
    team.protege.supervisor = chief
    team.protege.save()
    asking = reverse("matching:team_ask", args=[team.pk]) + f"?with={chief.pk}"
    assert "line of supervision" in client_of(team.protege).get(asking).content.decode()

    ask(team, chief)
    row = TeamMember.objects.get()
    request = client_of(chief).get(reverse("matching:team_request", args=[row.pk]))
    assert "You are in the line of supervision" in request.content.decode()
    post(client_of(chief), "team_answer", row.pk, "join")

    answer = client_of(team.protege).get(reverse("matching:team", args=[team.pk]))
    assert "also the supervisor" in answer.content.decode()
    assert "Somebody outside your line of supervision." in answer.context["reading"].missing


def test_full_mentor_is_told_that_they_need_not(team) -> None:
    offer = MentorOfferFactory(member=colleague(team), institution=team.institution, capacity=0)
    ask(team, offer.member)
    row = TeamMember.objects.get()

    page = client_of(offer.member).get(reverse("matching:team_request", args=[row.pk]))

    assert "The places of your mentor offer are taken" in page.content.decode()


def test_plan_is_written_agreed_to_and_asked_about_again_after_a_change(team) -> None:
    row = in_team(team)
    protege, mentor = client_of(team.protege), client_of(row.member)

    post(protege, "team_plan", team.pk, revision="0", **PLAN)
    post(protege, "team_plan", team.pk, revision="1", **PLAN)
    assert Team.objects.get().revision == 1
    post(mentor, "team_agree", row.pk, revision="1")
    assert TeamMember.objects.get().agreed_revision == 1
    assert (
        "You agree to the plan"
        in mentor.get(reverse("matching:team", args=[team.pk])).content.decode()
    )

    other = {**PLAN, "aims": "Other aims"}
    page = post(protege, "team_plan", team.pk, revision="1", **other).content.decode()
    assert f"You change what the team agreed to: aims. Saving asks again, by one email each: {row.member.name}." in page  # fmt: skip
    assert Team.objects.get().aims == PLAN["aims"]
    assert not OutboxMessage.objects.filter(kind="team_plan_changed").exists()
    post(protege, "team_plan", team.pk, revision="1", sure="1", **other)

    (told,) = OutboxMessage.objects.filter(kind="team_plan_changed")
    assert told.recipient == row.member.user.email
    assert ("aims" in told.body_text, "Other aims" in told.body_text) == (True, False)
    late = post(mentor, "team_agree", row.pk, revision="1")
    assert "The plan has changed meanwhile" in late.content.decode()
    page = protege.get(reverse("matching:team", args=[team.pk])).content.decode()
    assert "agreed to an earlier version" in page
    home = reverse("networks:home")
    assert "mentoring plan" in mentor.get(home).content.decode()
    post(mentor, "team_agree", row.pk, revision="2")
    assert "waits for your word" not in mentor.get(home).content.decode()
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
    assert "You agree to the plan" in page
    assert "Milestones, the award, the title and the dates can change" in page


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
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()

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


def test_function_is_named_anew_with_its_roles(team) -> None:
    row = in_team(team)

    post(client_of(team.protege), "team_function", row.pk, function="Writing", roles=["sponsor"])

    row.refresh_from_db()
    assert (row.function, row.roles) == ("Writing", ["sponsor"])
    assert Tie.objects.get().roles == ["coach", "sponsor"]


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
    wanted = ("Senior", "Primary mentor", "Methods", "First paper", "31 January 2099")
    shown = [*wanted, *(PLAN[name] for name in ("award", "title", "aims", "training", "progress"))]
    assert [word for word in shown if word not in text] == []


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
        f"{name} asks you to join their career-award team."
    ]
    assert home_tasks_of(mentor).waiting == ()
    post(client_of(team.protege), "team_plan", team.pk, **PLAN, revision="0")
    assert [one.text for one in home_tasks_of(mentor).waiting] == [
        f"The mentoring plan of {name} waits for your word."
    ]
    page = client_of(mentor).get("/").content.decode()
    assert f'href="{reverse("matching:team", args=[team.pk])}">Read the plan' in page
    post(client_of(mentor), "team_agree", row.pk, revision="1")
    assert home_tasks_of(mentor).waiting == ()
