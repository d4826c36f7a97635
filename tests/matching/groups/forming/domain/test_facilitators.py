"""Facilitators of groups that are going on: on the board, in runs, in the mails."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Enrollment, GroupProposal, GroupRules, MatchRun, Program
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import leave_group
from networks.peer_groups.domain.parts import change_part, facilitator_of
from tests.factories import MembershipFactory
from tests.matching.groups.conftest import director, program
from tests.support.groups import (
    FORM,
    board,
    facilitator,
    formed,
    groups,
    htmx,
    mails,
    people_of,
    person,
    publish,
    seat_of,
)
from tests.support.matching import actor_of, post

__all__ = ["director", "program"]
pytestmark = pytest.mark.django_db
Part = GroupMember.Part
PROVED = "This is proven to be the best result for the aims"


@pytest.fixture
def group(program: Program, director: Client) -> PeerGroup:
    """A published group of three that no one facilitates."""
    for name in "ABC":
        person(program, name)
    publish(director, formed(program, director))
    OutboxMessage.objects.all().delete()
    PeerGroup.objects.update(name="Group 1")
    return PeerGroup.objects.get()


def column(director: Client, run: MatchRun, name: str = "Group 1"):
    return next(one for one in board(director, run).columns if one.group.name == name)


def test_facilitator_that_a_board_shows_for_a_group_under_way_becomes_it(
    group, program, director
) -> None:
    GroupRules.objects.update(facilitated=True)
    senior, late = facilitator(program, "Senior"), person(program, "Late")
    run = formed(program, director)
    assert column(director, run).leader == senior.member

    publish(director, run)

    assert people_of(group) == {
        **dict.fromkeys(("A", "B", "C", "Late"), "member"),
        "Senior": "facilitator",
    }
    told = mails("group_made")
    assert set(told) == {senior.member.user.email, late.member.user.email}
    assert "You facilitate Group 1" in told[senior.member.user.email].body_text
    assert "Your facilitator: Ada Senior" in told[late.member.user.email].body_text
    # Those who were there hear of both in one mail.
    others = mails("group_part")
    assert len(others) == 3
    assert all(
        "Ada Senior now facilitates Group 1" in one.body_text and "– Ada Late" in one.body_text
        for one in others.values()
    )
    assert mails("group_newcomers") == {}


def test_board_shows_who_facilitates_by_now_and_mails_name_no_one_else(
    group, program, director
) -> None:
    GroupRules.objects.update(facilitated=True)
    facilitator(program, "Proposed")
    late = person(program, "Late")
    run = formed(program, director)
    assert column(director, run).leader.family_name == "Proposed"
    chosen = MembershipFactory(institution=program.institution, family_name="Chosen")
    change_part(group, chosen, part=Part.FACILITATOR, actor=actor_of(director))

    assert column(director, run).leader == chosen
    table = director.get(reverse("matching:group_table", args=[run.pk])).content.decode()
    assert ("Proposed" in table, "Chosen" in table) == (False, True)
    refused = htmx(
        director, "group_change", column(director, run).group.pk, "facilitator", to="nobody"
    )
    assert "Change its facilitator on the group’s page." in refused

    publish(director, run, accept="on")

    assert facilitator_of(group) == chosen
    assert (
        f"Your facilitator: {chosen.name}" in mails("group_made")[late.member.user.email].body_text
    )


def test_who_leads_a_group_of_the_program_counts_among_its_facilitators(
    group, program, director
) -> None:
    chosen = MembershipFactory(institution=program.institution, family_name="Chosen")
    change_part(group, chosen, part=Part.FACILITATOR, actor=actor_of(director))

    row = Enrollment.objects.get(member=chosen)
    assert (row.side, row.is_active, row.left_out) == ("mentor", True, True)
    # The place that they fill is theirs; no run gives them another.
    GroupRules.objects.update(facilitated=True)
    for name in ("X", "Y", "Z"):
        person(program, name, hours=list(range(64, 72)))
    run = formed(program, director)
    assert groups(run) == {"Group 1": set("ABC"), "": {"X", "Y", "Z"}}
    assert column(director, run).leader == chosen


def test_no_run_gives_a_group_back_to_who_stepped_down(group, program, director) -> None:
    senior = facilitator(program, "Senior")
    change_part(group, senior.member, part=Part.FACILITATOR, actor=actor_of(director))
    change_part(group, senior.member, part=Part.MEMBER, actor=actor_of(director))
    leave_group(group, senior.member, actor=senior.member.user)
    GroupRules.objects.update(facilitated=True)
    person(program, "Late")

    run = formed(program, director)

    assert column(director, run).leader is None
    shown = column(director, run)
    said = htmx(director, "group_change", shown.group.pk, "facilitator", to=str(senior.pk))
    assert "stopped facilitating Group 1." in said
    assert column(director, run).leader is None


def test_member_who_leads_their_group_is_put_into_no_other(group, program, director) -> None:
    member = seat_of(MatchRun.objects.get(), "A").enrollment.member
    change_part(group, member, part=Part.FACILITATOR, actor=actor_of(director))
    person(program, "Late")

    run = formed(program, director)

    assert groups(run) == {"Group 1": {"B", "C", "Late"}}
    assert column(director, run).leader == member
    publish(director, run)
    assert people_of(group)["A"] == "facilitator"


def test_who_was_taken_in_or_left_since_the_run_is_where_they_are(group, program, director) -> None:
    late = person(program, "Late")
    run = formed(program, director)
    gone = seat_of(run, "A").enrollment.member
    leave_group(group, gone, actor=gone.user)
    guest = MembershipFactory(institution=program.institution, family_name="Beside")
    post_to = reverse("evaluations:directing_group_add", args=[group.pk])
    director.post(post_to, {"members": f"{guest.email}\n{late.member.email}", "sure": "1"})

    shown = column(director, run)
    assert {card.seat.enrollment.member.family_name for card in shown.cards} == {"B", "C", "Late"}
    assert [one.family_name for one in shown.beside] == ["Beside"]
    assert board(director, run).waiting == []
    # There is nothing left to publish, and no one is told anything twice.
    page = post(director, "group_publish", run.pk, **FORM).content.decode()
    assert "This run has no groups to publish." in page


def test_group_formed_without_facilitator_runs_itself_where_the_rules_ask_for_none(
    program, director
) -> None:
    found = {}
    for facilitated in (False, True):
        GroupRules.objects.update(facilitated=facilitated)
        for name in "XYZ":
            person(program, f"{name}{facilitated}")
        facilitator(program, f"Senior{facilitated}", places=2 * facilitated or 1)
        run = formed(program, director)
        if facilitated:
            proposal = GroupProposal.objects.get(run=run, peer_group=None)
            htmx(director, "group_change", proposal.pk, "facilitator", to="nobody")
        page = director.get(reverse("matching:group_publish", args=[run.pk])).content.decode()
        assert "Without a facilitator:" in page
        publish(director, run, accept="on")
        found[facilitated] = PeerGroup.objects.order_by("created_at").last().self_led

    assert found == {False: True, True: False}


def test_proof_is_claimed_only_of_the_groups_that_were_proposed_and_keep_the_rules(
    program, director
) -> None:
    for name in "ABC":
        person(program, name)
    run = formed(program, director)
    address = reverse("matching:group_run", args=[run.pk])
    assert PROVED in director.get(address).content.decode()

    moved = htmx(director, "group_seat", seat_of(run, "A").pk, "move", to="waiting")

    assert PROVED not in moved
    assert PROVED in htmx(director, "group_act", run.pk, "undo")
    publish(director, run)
    # The group that there is breaks a rule by now, and stays as it is: nothing is proved of it.
    GroupRules.objects.update(smallest=4, largest=4)
    person(program, "Late", hours=list(range(64, 72)))
    again = formed(program, director)
    page = director.get(reverse("matching:group_run", args=[again.pk])).content.decode()
    assert board(director, again).broken > 0
    assert "proved" not in page


def test_program_is_held_before_its_group_as_by_a_publication(group, program, director) -> None:
    """Else a director who publishes and one who replaces the facilitator could wait for each other."""
    chosen = MembershipFactory(institution=program.institution)

    with CaptureQueriesContext(connection) as done:
        change_part(group, chosen, part=Part.FACILITATOR, actor=actor_of(director))

    held = [one["sql"] for one in done.captured_queries if "FOR UPDATE" in one["sql"]]
    assert ["matching_program" in one for one in held[:2]] == [True, False]
    assert "networks_peergroup" in held[1]
