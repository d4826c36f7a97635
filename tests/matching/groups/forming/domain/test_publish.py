"""From proposed groups to groups that meet: all or nothing, once, and everyone is told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.groups.forming.domain.publish import publish_groups
from matching.models import (
    Enrollment,
    GroupProposal,
    GroupRules,
    MatchRun,
    Program,
    ProgramGroup,
)
from matching.programs.enrollment.domain import withdraw
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import end_group, leave_group
from tests.factories import ExclusionFactory
from tests.matching.groups.forming.domain.test_explanations import PRIVATE
from tests.support.groups import (
    FORM,
    TUESDAY,
    facilitator,
    formed,
    groups,
    htmx,
    mail_of,
    mails,
    people_of,
    person,
    publish,
    refused,
    seat_of,
)
from tests.support.matching import actor_of, client_of, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(program: Program, director: Client) -> MatchRun:
    """A, B and C with a facilitator; someone who can come at another time waits."""
    GroupRules.objects.update(facilitated=True)
    facilitator(program, "Senior")
    for name in "ABC":
        person(program, name)
    person(program, "Waiting", hours=TUESDAY)
    run = formed(program, director)
    assert groups(run) == {"Group 1": set("ABC"), "": {"Waiting"}}
    return run


def test_publication_makes_the_groups_and_tells_everybody(run, program, director) -> None:
    spare = facilitator(program, "Spare")
    page = publish(director, run)

    assert "Published. We’re emailing everyone." in page
    group = PeerGroup.objects.get()
    assert (group.name, group.kind, group.charter, str(group.started_on)) == (
        f"{program.name} · Group 1",
        "collaborative",
        FORM["charter"],
        "2027-02-01",
    )
    assert people_of(group) == {
        "Senior": "facilitator",
        "A": "member",
        "B": "member",
        "C": "member",
    }
    link = ProgramGroup.objects.get()
    assert (link.program, link.group, link.run) == (program, group, run)
    program.refresh_from_db()
    run.refresh_from_db()
    assert (program.state, run.state) == ("running", "published")

    seats = {name: seat_of(run, name).enrollment for name in ("A", "B", "C", "Waiting")}
    leader = GroupProposal.objects.get(run=run).facilitator
    told = mails("group_made")
    assert set(told) == {mail_of(seats[name]) for name in "ABC"} | {mail_of(leader)}
    body = told[mail_of(seats["A"])].body_text
    assert "Your facilitator: Ada Senior" in body
    assert [f"– Ada {name}" in body for name in "ABC"] == [False, True, True]
    assert "Monday 8:00 AM–10:30 AM" in body
    assert reverse("evaluations:group", args=[group.pk]) in body
    assert "You take the first step" in told[mail_of(leader)].body_text
    assert set(mails("group_waiting")) == {mail_of(seats["Waiting"]), mail_of(spare)}
    assert (
        "This says nothing about you" in mails("group_waiting")[mail_of(seats["Waiting"])].body_text
    )


def test_hours_in_the_mail_are_on_the_reader_s_clock(run, program, director) -> None:
    user = seat_of(run, "A").enrollment.member.user
    user.time_zone = "Asia/Tokyo"
    user.save()

    publish(director, run)

    body = mails("group_made")[user.email].body_text
    assert "Monday 10:00 PM–11:30 PM and Tuesday 12:00 AM–12:30 AM" in body
    assert "(Asia/Tokyo)" in body


def test_publishing_twice_is_once(run, director) -> None:
    publish(director, run)
    publish_groups(run, actor=actor_of(director), started_on=timezone.localdate())
    page = publish(director, run)

    assert (PeerGroup.objects.count(), len(mails("group_made"))) == (1, 4)
    assert "Published" in page
    assert "no longer change this run" in htmx(
        director, "group_seat", seat_of(run, "A").pk, "move", to="waiting"
    )


def test_members_see_their_group_and_the_others_do_not(run, director) -> None:
    publish(director, run)
    address = reverse("evaluations:group", args=[PeerGroup.objects.get().pk])

    inside = client_of(seat_of(run, "A").enrollment.member).get(address)
    outside = client_of(seat_of(run, "Waiting").enrollment.member).get(address)

    assert (inside.status_code, outside.status_code) == (200, 404)
    assert "What is said here stays here." in inside.content.decode()


def test_program_page_leads_to_the_group_or_says_that_one_waits(run, program, director) -> None:
    publish(director, run)
    group = PeerGroup.objects.get()

    def seen(enrollment: Enrollment) -> str:
        page = client_of(enrollment.member).get(reverse("matching:program", args=[program.pk]))
        return page.content.decode()

    leader = GroupProposal.objects.get(run=run).facilitator
    link = reverse("evaluations:group", args=[group.pk])
    for enrollment, words in (
        (seat_of(run, "A").enrollment, f"You are in <strong>{group.name}</strong>."),
        (leader, f"You facilitate <strong>{group.name}</strong>."),
    ):
        assert [words in seen(enrollment), link in seen(enrollment)] == [True, True]
    waiting = seen(seat_of(run, "Waiting").enrollment)
    assert ["You’re on the wait list" in waiting, link in waiting] == [True, False]


def test_somebody_who_has_withdrawn_stops_all_of_it(run, director) -> None:
    withdraw(seat_of(run, "B").enrollment, actor=actor_of(director))

    text = refused(director, run)

    assert "Ada B has withdrawn from the program." in text
    assert 'value="2027-02-01"' in text
    assert FORM["charter"] in text


def test_facilitator_who_has_withdrawn_stops_all_of_it(run, director) -> None:
    withdraw(GroupProposal.objects.get(run=run).facilitator, actor=actor_of(director))

    assert "Ada Senior has withdrawn from the program." in refused(director, run)


def test_group_of_one_is_refused(run, director) -> None:
    htmx(director, "group_act", run.pk, "add")
    group = GroupProposal.objects.get(run=run, name="Group 2")
    htmx(director, "group_seat", seat_of(run, "Waiting").pk, "move", to=str(group.pk))

    text = refused(director, run, accept="on")

    assert "Group 2 has only one member." in text


def test_facilitator_who_is_a_member_s_chief_is_refused(run, director) -> None:
    member = seat_of(run, "A").enrollment.member
    member.supervisor = GroupProposal.objects.get(run=run).facilitator.member
    member.save()

    text = refused(director, run)

    assert "Group 1: Ada Senior supervises Ada A, directly or through others." in text


def test_chief_set_by_hand_is_shown_and_refused(program, director) -> None:
    chief = facilitator(program, "Chief")
    for name in "ABC":
        person(program, name, member__supervisor=chief.member)
    run = formed(program, director)
    group = GroupProposal.objects.get(run=run)

    page = htmx(director, "group_change", group.pk, "facilitator", to=str(chief.pk))

    assert "In the same line of supervision: Ada A and Ada Chief." in page
    assert "Ada Chief supervises Ada" in refused(director, run, accept="on")


def test_wish_made_since_the_run_is_kept_without_a_name(run, director) -> None:
    one, other = seat_of(run, "A").enrollment.member, seat_of(run, "B").enrollment.member
    ExclusionFactory(owner=one, other=other, reach="pair")

    text = refused(director, run)

    assert "Group 1: this breaks a request from someone in the group." in text
    assert [name in text for name in ("Ada A", "Ada B")] == [False, False]


def test_broken_rules_are_published_only_on_purpose(run, director) -> None:
    waiting = seat_of(run, "Waiting")
    htmx(director, "group_seat", waiting.pk, "move", to=str(seat_of(run, "A").group_id))

    text = refused(director, run)
    assert "No time of the week works for everyone for a full session." in text
    assert "Review the broken rules. Select this box if you want to publish anyway." in text

    publish(director, run, accept="on")
    assert set(people_of(PeerGroup.objects.get())) == {"A", "B", "C", "Senior", "Waiting"}


def test_day_that_is_none_is_said_and_the_charter_stays(run, director) -> None:
    page = director.post(
        reverse("matching:group_publish", args=[run.pk]), FORM | {"started_on": "31 June"}
    )

    assert "Enter a valid date." in page.content.decode()
    assert FORM["charter"] in page.content.decode()
    assert PeerGroup.objects.count() == 0


def test_later_run_adds_to_the_groups_that_there_are(run, program, director) -> None:
    publish(director, run)
    group = PeerGroup.objects.get()
    late = person(program, "Late")

    again = formed(program, director)
    assert groups(again) == {group.name: {"A", "B", "C", "Late"}, "": {"Waiting"}}
    stays = seat_of(again, "A")
    assert "is already in this group" in htmx(
        director, "group_seat", stays.pk, "move", to="waiting"
    )
    OutboxMessage.objects.all().delete()
    publish(director, again)

    assert set(people_of(group)) == {"A", "B", "C", "Late", "Senior"}
    assert PeerGroup.objects.get().charter == FORM["charter"]
    leader = GroupProposal.objects.get(run=again).facilitator
    told = mails("group_made")
    assert set(told) == {mail_of(late), mail_of(leader)}
    assert "has new members:\n– Ada Late" in told[mail_of(leader)].body_text


def test_later_run_forms_a_new_group_beside(run, program, director) -> None:
    publish(director, run)
    facilitator(program, "Second", hours=TUESDAY)
    for name in ("X", "Y"):
        person(program, name, hours=TUESDAY)

    again = formed(program, director)
    publish(director, again)

    first, second = (f"{program.name} · Group {number}" for number in (1, 2))
    assert groups(again) == {first: set("ABC"), "Group 2": {"X", "Y", "Waiting"}}
    assert sorted(PeerGroup.objects.values_list("name", flat=True)) == [first, second]
    assert len(mails("group_made")) == 8


def test_who_left_a_group_waits_again_and_gets_another(run, program, director) -> None:
    publish(director, run)
    leave_group(
        PeerGroup.objects.get(), seat_of(run, "A").enrollment.member, actor=actor_of(director)
    )

    again = formed(program, director)

    assert seat_of(again, "A").settled is False
    assert [seat_of(again, name).settled for name in "BC"] == [True, True]


def test_second_publication_beside_the_first_is_refused(run, program, director) -> None:
    other = formed(program, director, seed=1)
    publish(director, run)

    text = post(director, "group_publish", other.pk, **FORM).content.decode()

    assert "Ada A is already in a group of this program." in text
    assert PeerGroup.objects.count() == 1


def test_everybody_with_a_group_leaves_nobody_to_group(run, program, director) -> None:
    withdraw(seat_of(run, "Waiting").enrollment, actor=actor_of(director))
    run = formed(program, director)
    publish(director, run)

    text = post(director, "group_start", program.pk).content.decode()

    assert "who don’t have a group yet" in text
    assert PRIVATE not in text


def test_group_that_has_ended_since_the_run_takes_nobody_in(run, program, director) -> None:
    publish(director, run)
    group = PeerGroup.objects.get()
    person(program, "Late")
    again = formed(program, director)
    end_group(group, actor=actor_of(director))

    text = post(director, "group_publish", again.pk, **FORM).content.decode()

    assert f"{group.name} has ended. Form the groups again." in text
    assert set(people_of(group)) == {"A", "B", "C", "Senior"}


def test_who_left_a_group_since_the_run_is_told_nothing_of_it(run, program, director) -> None:
    publish(director, run)
    group = PeerGroup.objects.get()
    leader = GroupProposal.objects.get(run=run).facilitator
    late = person(program, "Late")
    again = formed(program, director)
    for gone in (leader.member, seat_of(run, "A").enrollment.member):
        leave_group(group, gone, actor=actor_of(director))
    OutboxMessage.objects.all().delete()

    publish(director, again, accept="on")  # no one facilitates it now

    told = mails("group_made")
    assert set(told) == {mail_of(late)}
    body = told[mail_of(late)].body_text
    assert [name in body for name in ("Ada A ", "Ada B ", "Ada Senior")] == [False, True, False]


@pytest.mark.parametrize(("kind", "ends"), [("mentor_skills", True), ("collaborative", False)])
def test_closing_the_program_ends_its_groups_where_the_kind_says_so(
    run, program, director, kind: str, ends: bool
) -> None:
    Program.objects.filter(pk=program.pk).update(kind=kind)
    publish_groups(
        MatchRun.objects.get(pk=run.pk), actor=actor_of(director), started_on=timezone.localdate()
    )
    group = PeerGroup.objects.get()

    asked = post(director, "directing_move", program.pk, "close").content.decode()
    assert ("These groups end with the program" in asked, group.name in asked) == (ends, ends)
    assert Program.objects.get(pk=program.pk).state == "running"
    post(director, "directing_move", program.pk, "close", sure="1")

    assert Program.objects.get(pk=program.pk).state == "closed"
    assert PeerGroup.objects.get().is_active is not ends
