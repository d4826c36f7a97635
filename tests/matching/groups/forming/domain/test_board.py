"""The board of a run: who sees it, in how many queries, and as a table."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import GroupRules
from networks.models import PeerGroup
from tests.factories import (
    InstitutionFactory,
)
from tests.support.groups import facilitator, formed, person, seat_of
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db


def test_director_elsewhere_and_members_find_nothing(two_groups, program) -> None:
    seat = seat_of(two_groups, "A")
    member, stranger = client_of(seat.enrollment.member), director_at(InstitutionFactory())
    addresses = [
        reverse("matching:group_run", args=[two_groups.pk]),
        reverse("matching:group_publish", args=[two_groups.pk]),
        reverse("matching:group_table", args=[two_groups.pk]),
        reverse("matching:group_rules", args=[program.pk]),
    ]

    assert [stranger.get(address).status_code for address in addresses] == [404] * 4
    assert [member.get(address).status_code for address in addresses] == [403] * 4
    move = reverse("matching:group_seat", args=[seat.pk, "move"])
    assert stranger.post(move, {"to": "waiting"}).status_code == 404
    assert seat_of(two_groups, "A").group is not None


@pytest.mark.parametrize("people", [3, 9])
def test_board_asks_as_often_for_three_as_for_nine(
    program, director, people, django_assert_num_queries
) -> None:
    for number in range(people):
        person(program, f"P{number}")
    run = formed(program, director)
    address = reverse("matching:group_run", args=[run.pk])
    director.get(address)

    with django_assert_num_queries(11):
        director.get(address)


def test_table_has_a_line_for_everybody(program, director) -> None:
    GroupRules.objects.update(facilitated=True)
    facilitator(program, "Senior")
    for name in "ABC":
        person(program, name)
    run = formed(program, director)

    answer = director.get(reverse("matching:group_table", args=[run.pk]))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "group,part,name,rank,unit"
    assert len(lines) == 5
    assert PeerGroup.objects.count() == 0
