"""Whoever asked never to be with someone is not put beside them by any way into a group, and no one learns whose wish it was."""

from __future__ import annotations

import pytest

from tests.factories import ExclusionFactory
from tests.support.groups import group_of, leave, member, newcomer, part_of, people_of, take_in
from tests.support.matching import post

pytestmark = pytest.mark.django_db

SAID = "this breaks a request from someone in the group"
UNSAID = "can’t take new members right now"


def test_what_somebody_never_wants_stops_the_move_without_a_name(run, program, director) -> None:
    a, other = member(program, "A"), group_of("X")
    leave(a, group_of("A"), to="group", group=str(other.pk))
    ExclusionFactory(owner=member(program, "Y"), other=a, reach="pair")

    text = post(director, "group_place", part_of("A").pk, answer="yes").content.decode()

    assert "this breaks a request from someone in the group" in text
    assert "A" not in people_of(other)
    assert part_of("A").asks_for_place


def test_of_a_few_it_is_not_told_that_somebody_never_wants_it(run, program, director) -> None:
    a, other = member(program, "A"), group_of("X")
    leave(a, group_of("A"), to="group", group=str(other.pk))
    ExclusionFactory(owner=member(program, "Y"), other=a, reach="pair")
    for name in ("X", "Z"):
        leave(member(program, name), other, to="out")

    text = post(director, "group_place", part_of("A").pk, answer="yes").content.decode()

    assert "can’t take new members right now" in text
    assert "request from someone" not in text
    assert "A" not in people_of(other)


@pytest.mark.parametrize(("names", "said"), [("", SAID), ("XZ", UNSAID)])
def test_who_is_added_by_name_is_judged_by_the_same_rule(
    run, program, director, names, said
) -> None:
    other, new = group_of("X"), newcomer(program)
    ExclusionFactory(owner=new, other=member(program, "Y"), reach="pair")
    for name in names:
        leave(member(program, name), other, to="out")

    page = take_in(director, other, new)

    assert said in page
    assert "New" not in people_of(other)
    take_in(director, other, newcomer(program))
    assert "New" in people_of(other)
