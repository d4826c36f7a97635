"""Who is in a career-award team: asked, in, out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Team, TeamMember
from matching.teams.domain.membership import ask_colleague
from mentornet.mail.outbox import OutboxMessage
from networks.models import ExternalContact, Tie
from networks.relationships.domain.tie import end_tie
from tests.factories import (
    ExclusionFactory,
    MembershipFactory,
    MentorOfferFactory,
    ProgramFactory,
    TieFactory,
)
from tests.support.matching import client_of, director_at, post
from tests.support.teams import ask, colleague, in_team

pytestmark = pytest.mark.django_db


def test_who_enrols_has_a_team_to_fill() -> None:
    program = ProgramFactory(kind="career_team")
    member = MembershipFactory(institution=program.institution)
    client = client_of(member)

    post(client, "enroll", program.pk, "protege")
    answer = client.get(reverse("matching:team_own", args=[program.pk]), follow=True)

    team = Team.objects.get()
    assert (team.protege, team.cadence) == (member, program.cadence)
    assert answer.context["reading"].missing[0] == "A primary mentor who said yes."


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
    assert "so you can’t ask them again" in str(refused.context["form"].non_field_errors())

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

    assert "Someone else already has this position" in answer.content.decode()
    assert (TeamMember.objects.get(pk=row.pk).state, Tie.objects.count()) == ("declined", 0)


def test_request_that_was_taken_back_cannot_be_answered(team) -> None:
    mentor = colleague(team)
    ask(team, mentor)
    row = TeamMember.objects.get()
    confirm = client_of(team.protege).get(reverse("matching:team_leave", args=[row.pk]))
    assert "Withdraw your request to" in confirm.content.decode()
    post(client_of(team.protege), "team_leave", row.pk)

    answer = post(client_of(mentor), "team_answer", row.pk, "join")

    assert "no longer open" in answer.content.decode()
    assert Tie.objects.count() == 0


def test_one_primary_mentor_at_a_time(team) -> None:
    first, second = colleague(team), colleague(team)
    ask(team, first)

    refused = ask(team, second)

    assert "already has a primary mentor" in str(refused.context["form"].non_field_errors())
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
    assert "already on the team" in str(again.context["form"].non_field_errors())
    page = client.get(reverse("matching:team", args=[team.pk])).content.decode()
    assert "Elsewhere University" in page


def test_mentor_elsewhere_gets_email_where_the_protege_says_that_they_agreed(team) -> None:
    address = reverse("matching:team_ask", args=[team.pk]) + "?external=1"
    data = {"name": "Ida Far", "part": "committee", "function": "Statistics"}
    data |= {"roles": ["teacher"], "agreed": "on", "emails": "on"}
    client = client_of(team.protege)

    refused = client.post(address, data)
    assert list(refused.context["contact"].errors) == ["email"]
    client.post(address, {**data, "email": "ida@elsewhere.example"})

    assert TeamMember.objects.get().name == "Ida Far"
    assert [one.recipient for one in OutboxMessage.objects.all()] == ["ida@elsewhere.example"]


def test_full_mentor_is_told_that_they_need_not(team) -> None:
    offer = MentorOfferFactory(member=colleague(team), institution=team.institution, capacity=0)
    ask(team, offer.member)
    row = TeamMember.objects.get()

    page = client_of(offer.member).get(reverse("matching:team_request", args=[row.pk]))

    assert "You have no openings left on your mentor profile" in page.content.decode()


def test_function_is_named_anew_with_its_roles(team) -> None:
    row = in_team(team)

    post(client_of(team.protege), "team_function", row.pk, function="Writing", roles=["sponsor"])

    row.refresh_from_db()
    assert (row.function, row.roles) == ("Writing", ["sponsor"])
    assert Tie.objects.get().roles == ["coach", "sponsor"]
