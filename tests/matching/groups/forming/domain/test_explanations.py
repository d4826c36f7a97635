"""What is said of broken rules and of those who wait, and what is not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import GroupProposal, GroupRules, Seat
from profiles.models import SelfDescription
from tests.factories import (
    ExclusionFactory,
)
from tests.support.groups import TUESDAY, board, formed, groups, htmx, person, seat_of
from tests.support.matching import post

pytestmark = pytest.mark.django_db


PRIVATE = "This breaks a request from someone in this group."


def test_hours_that_never_meet_say_who_can_be_asked_and_not_what_they_said(
    program, director
) -> None:
    for name in ("A", "B", "C"):
        person(program, name)
    person(program, "Elsewhen", hours=TUESDAY)
    person(program, "Silent", hours=[])

    run = formed(program, director)

    shown = {
        card.seat.enrollment.member.family_name: card.why for card in board(director, run).waiting
    }
    assert shown == {
        "Elsewhen": "Shares hours with too few others. Ask for more hours.",
        "Silent": "Hours missing. Ask this person to mark their hours.",
    }
    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert "Tuesday" not in page


def test_rule_to_relax_is_said_with_where_to_change_it(program, director) -> None:
    GroupRules.objects.update(smallest=4, largest=4)
    for name in "ABC":
        person(program, name)

    run = formed(program, director)

    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert groups(run) == {"": {"A", "B", "C"}}
    assert "Lower the minimum group size from 4 to 3 members." in page
    assert reverse("matching:group_rules", args=[program.pk]) + "#id_smallest" in page


def test_chief_beside_their_own_is_named(two_groups, director) -> None:
    one, chief = seat_of(two_groups, "A"), seat_of(two_groups, "B")
    one.enrollment.member.supervisor = chief.enrollment.member
    one.enrollment.member.save()
    run = formed(two_groups.program, director)
    target = seat_of(run, "D").group_id
    htmx(director, "group_seat", seat_of(run, "A").pk, "move", to=str(target))
    page = htmx(director, "group_seat", seat_of(run, "B").pk, "move", to=str(target))

    assert "In the same line of supervision: Ada A and Ada B." in page


def test_wish_that_a_move_breaks_is_said_without_names(program, director) -> None:
    wishing, other = person(program, "Wishing"), person(program, "Other")
    for name in "ABCD":
        person(program, name)
    ExclusionFactory(owner=wishing.member, other=other.member, reach="pair")
    run = formed(program, director)
    target = seat_of(run, "Wishing").group

    page = htmx(director, "group_seat", seat_of(run, "Other").pk, "move", to=str(target.pk))

    column = next(one for one in board(director, run).columns if one.group == target)
    assert PRIVATE in column.problems
    assert [
        problem for problem in column.problems if "Wishing" in problem or "Other" in problem
    ] == []
    assert page.count(PRIVATE) == 1


def test_wish_not_to_be_alone_reads_like_any_other(program, director) -> None:
    rows = {name: person(program, name) for name in "WXMNOP"}
    for name, row in rows.items():
        SelfDescription.objects.create(member=row.member, gender="woman" if name in "WX" else "man")
    rows["W"].group_application.not_alone = ["gender"]
    rows["W"].group_application.save()
    run = formed(program, director)
    target = seat_of(run, "W").group
    for more in Seat.objects.filter(run=run).exclude(group=target)[:2]:
        htmx(director, "group_seat", more.pk, "move", to=str(target.pk))

    page = htmx(director, "group_seat", seat_of(run, "X").pk, "move", to="waiting")

    assert page.count(PRIVATE) == 1
    assert [word in page.lower() for word in ("gender", "woman", "alone")] == [False] * 3


def test_nobody_is_tried_out_alone_for_what_they_asked(program, director) -> None:
    rows = {name: person(program, name) for name in "WXMNOP"}
    for name, row in rows.items():
        SelfDescription.objects.create(member=row.member, gender="woman" if name in "WX" else "man")
    rows["W"].group_application.not_alone = ["gender"]
    rows["W"].group_application.save()
    ExclusionFactory(owner=rows["M"].member, other=rows["N"].member, reach="pair")
    run = formed(program, director)
    post(director, "group_act", run.pk, "add")
    empty = GroupProposal.objects.filter(run=run).latest("number")

    for pair in ("W", "MN"):
        for name in pair:
            htmx(director, "group_seat", seat_of(run, name).pk, "move", to=str(empty.pk))
        column = next(one for one in board(director, run).columns if one.group == empty)
        assert column.problems == ["Too few members. A group needs at least 3."]
        for name in pair:
            htmx(director, "group_seat", seat_of(run, name).pk, "move", to="waiting")
