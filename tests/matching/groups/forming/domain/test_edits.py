"""Groups changed by hand: moved, locked, named, undone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import GroupProposal, GroupRules, MatchRun
from matching.tasks import advance_waiting_runs
from tests.support.groups import (
    MONDAY,
    TUESDAY,
    board,
    facilitator,
    formed,
    groups,
    htmx,
    person,
    seat_of,
)
from tests.support.matching import post

pytestmark = pytest.mark.django_db


def test_move_shows_what_it_does_at_once(two_groups, director) -> None:
    seat, other = seat_of(two_groups, "A"), seat_of(two_groups, "D")

    page = htmx(director, "group_seat", seat.pk, "move", to=str(other.group_id))

    assert page.lstrip().startswith('<div class="board"')
    assert f"Ada A is in {other.group.name} now." in page
    assert "No time of the week works for everyone for a full session." in page
    assert "Ask Ada A for more hours. Then a session could work for everyone." in page
    assert "Too few members. A group needs at least 3." in page
    shown = board(director, two_groups)
    assert (shown.broken, shown.changes) == (2, 1)
    assert shown.total.engine > shown.total.now
    assert shown.total.change == shown.total.now - shown.total.engine
    assert f"Proposed: {seat.group.name}." in page


def test_move_works_without_a_script(two_groups, director) -> None:
    seat = seat_of(two_groups, "A")

    page = post(director, "group_seat", seat.pk, "move", to="waiting").content.decode()

    assert groups(two_groups)[""] == {"A"}
    assert "Ada A is on the wait list now." in page
    assert "Moved here by a director." in page


def test_moves_are_undone_one_by_one(two_groups, director) -> None:
    before = groups(two_groups)
    seat, other = seat_of(two_groups, "A"), seat_of(two_groups, "D")
    htmx(director, "group_seat", seat.pk, "move", to=str(other.group_id))
    htmx(director, "group_seat", seat.pk, "move", to="waiting")

    htmx(director, "group_act", two_groups.pk, "undo")
    assert "A" in groups(two_groups)[other.group.name]
    htmx(director, "group_act", two_groups.pk, "undo")

    assert groups(two_groups) == before
    assert "There is nothing to undo." in htmx(director, "group_act", two_groups.pk, "undo")
    shown = board(director, two_groups)
    assert (shown.broken, shown.total.now) == (0, shown.total.engine)


def test_locked_member_stays_in_the_next_run(two_groups, director) -> None:
    seat, other = seat_of(two_groups, "A"), seat_of(two_groups, "D")
    seat.enrollment.group_application.hours = MONDAY + TUESDAY
    seat.enrollment.group_application.save()
    htmx(director, "group_seat", seat.pk, "move", to=str(other.group_id))
    for name in "AD":
        htmx(director, "group_seat", seat_of(two_groups, name).pk, "lock")
    assert "Unlock them first" in htmx(director, "group_seat", seat.pk, "move", to="waiting")

    post(director, "group_act", two_groups.pk, "again")
    advance_waiting_runs()

    run = MatchRun.objects.order_by("-number").first()
    assert run is not None
    assert (run.number, seat_of(run, "A").locked, seat_of(run, "B").locked) == (2, True, False)
    assert seat_of(run, "A").group.name == other.group.name
    assert seat_of(run, "A").group_id == seat_of(run, "D").group_id


def test_waiting_person_cannot_be_locked(two_groups, director) -> None:
    htmx(director, "group_seat", seat_of(two_groups, "A").pk, "move", to="waiting")

    page = htmx(director, "group_seat", seat_of(two_groups, "A").pk, "lock")

    assert "Move this person into a group first." in page


def test_new_group_takes_people_in_and_can_be_named(two_groups, director) -> None:
    htmx(director, "group_act", two_groups.pk, "add")
    group = GroupProposal.objects.get(run=two_groups, name="Group 3")
    post(director, "group_change", group.pk, "name", name="  Writing  ")
    htmx(director, "group_seat", seat_of(two_groups, "A").pk, "move", to=str(group.pk))

    assert groups(two_groups)["Writing"] == {"A"}
    refused = post(director, "group_change", group.pk, "name", name=" ").content.decode()
    assert "Enter a name for the group." in refused


def test_facilitator_is_set_and_undone(program, director) -> None:
    facilitator(program, "Senior", places=2)
    for name in "ABC":
        person(program, name)
    GroupRules.objects.update(facilitated=True)
    run = formed(program, director)
    group = GroupProposal.objects.get(run=run)
    before = group.facilitator
    assert before is not None

    page = htmx(director, "group_change", group.pk, "facilitator", to="nobody")
    assert f"{group.name} has no facilitator now." in page
    htmx(director, "group_act", run.pk, "undo")

    group.refresh_from_db()
    assert group.facilitator == before
    stranger = person(program, "Stranger")
    answer = director.post(
        reverse("matching:group_change", args=[group.pk, "facilitator"]), {"to": stranger.pk}
    )
    assert answer.status_code == 404


def test_facilitator_of_too_many_groups_is_said(two_groups, director) -> None:
    leader = facilitator(two_groups.program, "Senior", places=1, hours=MONDAY + TUESDAY)
    run = formed(two_groups.program, director)
    for group in GroupProposal.objects.filter(run=run):
        page = htmx(director, "group_change", group.pk, "facilitator", to=str(leader.pk))

    assert "Too many groups to lead for: Ada Senior." in page


@pytest.mark.parametrize("to", ["nonsense", "00000000-0000-0000-0000-000000000000", "999"])
def test_move_to_a_group_that_is_none_is_not_there(two_groups, director, to) -> None:
    address = reverse("matching:group_seat", args=[seat_of(two_groups, "A").pk, "move"])

    assert director.post(address, {"to": to}).status_code == 404
