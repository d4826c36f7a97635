"""Leaving a group of a program: where to, and never back by a run."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.groups.membership.domain.leaving import groups_with_room
from matching.models import Enrollment, GroupRules
from networks.peer_groups.domain.group import leave_group
from profiles.models import Membership
from tests.support.groups import (
    desk,
    group_of,
    leave,
    mails,
    member,
    part_of,
    people_of,
)
from tests.support.matching import actor_of, client_of, post

pytestmark = pytest.mark.django_db


def test_leaving_asks_where_to_and_says_what_has_come_of_it(run, program, director) -> None:
    a, group = member(program, "A"), group_of("A")

    assert "This field is required." in leave(a, group)
    assert group.members.get(member=a).left_on is None
    page = leave(a, group, to="wait")

    assert "You’re on the program’s wait list." in page
    part = group.members.get(member=a)
    assert (part.left_by, part.left_to, part.asks_for_place) == ("self", "wait", False)
    assert Enrollment.objects.get(program=program, member=a).is_active
    own = client_of(a).get(reverse("matching:program", args=[program.pk])).content.decode()
    assert "You’re on the wait list" in own
    shown = desk(director, program)
    assert "Chose to leave" in shown
    assert "The wait list" in shown
    page = director.get(reverse("evaluations:directing_group", args=[group.pk])).content.decode()
    assert "Chose to leave" in page


def test_who_leaves_the_program_too_is_withdrawn(run, program) -> None:
    a = member(program, "A")

    leave(a, group_of("A"), to="out")

    assert not Enrollment.objects.get(program=program, member=a).is_active
    assert part_of("A").left_to == "out"


def test_only_groups_that_can_take_somebody_in_are_offered(run, program) -> None:
    a, x = member(program, "A"), member(program, "X")
    left, other = group_of("A"), group_of("X")

    assert groups_with_room(program, a) == [other]
    assert groups_with_room(program, x) == []  # A, B, C and D are four of four
    y = member(program, "Y")
    Membership.objects.filter(pk=y.pk).update(supervisor=a)
    assert groups_with_room(program, a) == []
    leave_group(left, a, actor=a.user, to="wait")
    assert groups_with_room(program, a) == []
    text = leave(x, other, to="group", group=str(left.pk))
    assert "You left" in text


def test_the_director_gives_the_place_that_somebody_asks_for(run, program, director) -> None:
    a, other = member(program, "A"), group_of("X")

    leave(a, group_of("A"), to="group", group=str(other.pk))

    told = mails("group_place_asked")
    assert set(told) == {actor_of(director).email}
    assert "Ada A has left" in next(iter(told.values())).body_text
    assert (
        f"You asked to join {other.name}"
        in client_of(a).get(reverse("matching:program", args=[program.pk])).content.decode()
    )
    assert "asks to join" in desk(director, program)
    assert a.family_name not in people_of(other)
    post(director, "group_place", part_of("A").pk, answer="yes")

    assert people_of(other)["A"] == "member"
    assert set(mails("group_made")) == {a.user.email}
    assert len(mails("group_newcomers")) == 4
    assert "asks to join" not in desk(director, program)
    again = post(director, "group_place", part_of("A").pk, answer="yes").content.decode()
    assert "was already answered or withdrawn" in again


def test_a_declined_request_is_told_kindly_and_one_taken_back_tells_nobody(
    run, program, director
) -> None:
    a, b, other = member(program, "A"), member(program, "B"), group_of("X")
    for who in (a, b):
        leave(who, group_of(who.family_name), to="group", group=str(other.pk))
    GroupRules.objects.update(largest=5)

    post(director, "group_place", part_of("A").pk, answer="no")
    client_of(b).post(reverse("matching:group_place_withdraw", args=[part_of("B").pk]))

    assert set(mails("group_place_declined")) == {a.user.email}
    assert {(part_of(name).left_to, part_of(name).asks_for_place) for name in "AB"} == {
        ("wait", False)
    }
    assert set(people_of(other)) == {"X", "Y", "Z", "Second"}


def test_a_director_takes_somebody_out_and_moves_them_at_once(run, program, director) -> None:
    other, part = group_of("X"), part_of("A")
    address = reverse("evaluations:directing_group_remove", args=[part.pk])

    asked = director.post(address).content.decode()
    assert "they move there now" in asked
    unsaid = director.post(address, {"sure": "1", "to": "group"}).content.decode()
    assert "Choose a group." in unsaid
    assert part_of("A").left_on is None
    director.post(address, {"sure": "1", "to": "group", "group": str(other.pk)})

    part = part_of("A")
    assert (part.left_by, part.left_to, part.left_to_group) == ("director", "group", other)
    assert people_of(other)["A"] == "member"
    assert len(mails("group_made")) == 1


def test_another_institution_s_director_answers_nothing(run, program) -> None:
    a, other = member(program, "A"), group_of("X")
    leave(a, group_of("A"), to="group", group=str(other.pk))
    stranger = client_of(member(program, "B"))

    assert (
        stranger.post(reverse("matching:group_place_withdraw", args=[part_of("A").pk])).status_code
        == 404
    )
    assert part_of("A").asks_for_place
