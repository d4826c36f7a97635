"""Who left which group: not put back by a run, and read by whom."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import MatchRun, Seat
from networks.models import PeerGroup
from tests.factories import MembershipFactory
from tests.support.groups import (
    FORM,
    formed,
    group_of,
    htmx,
    leave,
    member,
    part_of,
    people_of,
    person,
    seat_of,
)
from tests.support.matching import client_of, post

pytestmark = pytest.mark.django_db


def test_no_run_puts_anybody_back_into_a_group_they_left(run, program, director) -> None:
    left = group_of("A")
    leave(member(program, "A"), left, to="wait")

    for again in (formed(program, director), formed(program, director, around=run)):
        assert people_in(again, left) == set("BCD")
        seat = seat_of(again, "A")
        assert (seat.group, seat.settled) == (None, False)

    old = Seat.objects.get(run=again, enrollment__member__family_name="B").group
    page = htmx(director, "group_seat", seat_of(again, "A").pk, "move", to=str(old.pk))
    assert "Ada A left this group. We never put people back into a group they left." in page
    text = post(director, "group_publish", again.pk, **FORM, accept="on").content.decode()
    assert f"{left.name}: Ada A left this group." in text
    assert set(people_of(left)) == {"B", "C", "D", "Senior"}


def people_in(run: MatchRun, group: PeerGroup) -> set[str]:
    rows = Seat.objects.filter(run=run, group__peer_group=group)
    return set(rows.values_list("enrollment__member__family_name", flat=True))


def test_a_facilitator_who_left_is_not_proposed_for_that_group_again(
    run, program, director
) -> None:
    left = group_of("A")
    leave(member(program, "Senior"), left, to="wait")
    person(program, "Late")

    again = formed(program, director)

    assert not again.group_proposals.filter(
        peer_group=left, facilitator__member__family_name="Senior"
    ).exists()


def test_who_waits_reads_for_what_and_the_page_of_leaving_opens_by_its_address(
    run, program
) -> None:
    one, address = member(program, "A"), reverse("evaluations:group_leave", args=[group_of("A").pk])
    page = client_of(one).get(address)
    assert (page.status_code, part_of("A").left_on) == (200, None)

    leave(one, group_of("A"), to="wait")

    said = client_of(one).get(reverse("evaluations:groups")).content.decode()
    assert "You are on the wait list for a group" in said
    assert f"You take part in {program.name} and are on its wait list" in said
    somebody = MembershipFactory(institution=program.institution)
    said = client_of(somebody).get(reverse("evaluations:groups")).content.decode()
    assert "You are not in a group yet" in said
