"""Whoever asked never to be with someone is not put beside them by any way into a group, and no one learns whose wish it was."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from matching.models import PairRequest, Program
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from tests.factories import ExclusionFactory, GroupMemberFactory
from tests.support.groups import (
    group_of,
    leave,
    mails,
    member,
    newcomer,
    part_of,
    people_of,
    take_in,
)
from tests.support.matching import client_of, post
from tests.support.pairing import answer, let_it_end, page_for
from tests.support.reading import NOISE

pytestmark = pytest.mark.django_db

SAID = "this breaks a request from someone in the group"


def test_what_somebody_never_wants_stops_the_move_without_a_name(run, program, director) -> None:
    a, other = member(program, "A"), group_of("X")
    leave(a, group_of("A"), to="group", group=str(other.pk))
    ExclusionFactory(owner=member(program, "Y"), other=a, reach="pair")

    text = post(director, "group_place", part_of("A").pk, answer="yes").content.decode()

    assert SAID in text
    assert "A" not in people_of(other)
    assert part_of("A").asks_for_place


def test_who_is_added_by_name_is_judged_by_the_same_rule(run, program, director) -> None:
    other, new = group_of("X"), newcomer(program)
    ExclusionFactory(owner=new, other=member(program, "Y"), reach="pair")

    assert SAID in take_in(director, other, new)
    assert "New" not in people_of(other)
    take_in(director, other, newcomer(program))
    assert "New" in people_of(other)


def _read(director: Client, program: Program, *groups: PeerGroup) -> list[str]:
    """What a director reads of groups and of whom they asked."""
    pages = [
        *(reverse("evaluations:directing_group", args=[one.pk]) for one in groups),
        reverse("matching:directing", args=[program.pk]),
        reverse("matching:directing_people", args=[program.pk]),
        reverse("matching:pair_requests"),
        reverse("evaluations:attention"),
    ]
    return [NOISE.sub("#", director.get(page, follow=True).content.decode()) for page in pages]


def test_of_a_few_no_door_tells_what_was_said_in_confidence(run, program, director) -> None:
    """By name, by a place that somebody asks for, and by a move: reads alike with a wish, whosever it is, and without."""
    a, b, y, other = member(program, "A"), member(program, "B"), member(program, "Y"), group_of("X")
    for name in "XZ":
        leave(member(program, name), other, to="out")
    leave(a, group_of("A"), to="group", group=str(other.pk))
    new = newcomer(program)

    def attacked(*wish: Membership) -> list[str]:
        told: list[str] = []
        for door in ("name", "place", "move", "twice"):
            with transaction.atomic():
                if wish:
                    ExclusionFactory(owner=wish[0], other=wish[1], reach="pair")
                if door in ("name", "twice"):
                    told += [take_in(director, other, new, sure=False)]
                    told += [take_in(director, other, new)]
                if door == "twice":
                    told += [take_in(director, other, new)]
                if door == "place":
                    told += [
                        post(
                            director, "group_place", part_of("A").pk, answer="yes"
                        ).content.decode()
                    ]
                if door == "move":
                    address = reverse("evaluations:directing_group_remove", args=[part_of("B").pk])
                    given = {"sure": "1", "to": "group", "group": str(other.pk)}
                    told += [director.post(address, given, follow=True).content.decode()]
                assert PairRequest.objects.filter(state="open", group=other).count() == 1
                assert set(people_of(other)) == {"Y", "Second"}
                told += _read(director, program, other)
                let_it_end(PairRequest.objects.get())
                told += _read(director, program, other)
                transaction.set_rollback(True)
        return [NOISE.sub("#", one) for one in told]

    before = attacked()
    for wish in ((new, y), (y, new), (a, y), (y, a), (b, y), (y, b)):
        assert attacked(*wish) == before


def test_who_is_asked_decides_and_no_one_is_told(run, program, director) -> None:
    other, new, y = group_of("X"), newcomer(program), member(program, "Y")
    lead = other.members.get(part="facilitator").member
    for name in "XZ":
        leave(member(program, name), other, to="out")

    assert "asked everyone by email" in take_in(director, other, new)
    row = PairRequest.objects.get()
    assert set(mails("peer_request")) == {one.user.email for one in (new, y, lead)}
    assert other.name in page_for(row, y).content.decode()
    for one in (new, y, lead):
        assert "Will you meet with" in client_of(one).get("/", follow=True).content.decode()
    answer(row, new, "accept")
    answer(row, y, "accept")
    assert "New" not in people_of(other)
    assert "can meet now" in answer(row, lead, "accept")
    assert people_of(other) == {"Y": "member", "Second": "facilitator", "New": "member"}
    assert new.user.email in mails("group_made")


def test_who_said_so_before_is_told_and_no_one_else(run, program, director) -> None:
    other, new, y = group_of("X"), newcomer(program), member(program, "Y")
    lead = other.members.get(part="facilitator").member
    for name in "XZ":
        leave(member(program, name), other, to="out")
    ExclusionFactory(owner=y, other=new, reach="pair")
    take_in(director, other, new)
    row = PairRequest.objects.get()

    told = {key: "You asked before" in one.body_text for key, one in mails("peer_request").items()}
    assert told == {y.user.email: True, new.user.email: False, lead.user.email: False}
    assert "You asked before" in page_for(row, y).content.decode()
    assert "You asked not to be paired" in answer(row, y, "accept")
    for one in (new, lead):
        assert "If everyone accepts, we email you." in answer(row, one, "accept")
    assert "New" not in people_of(other)
    let_it_end(row)
    over = mails("peer_request_over")
    assert len({one.body_text.partition("\n\n")[2].count("accepts") for one in over.values()}) == 1
    assert set(over) == {one.user.email for one in (new, y, lead)}


def test_who_leaves_meanwhile_is_asked_no_more(run, program, director) -> None:
    other, new, y = group_of("X"), newcomer(program), member(program, "Y")
    for name in "XZ":
        leave(member(program, name), other, to="out")
    take_in(director, other, new)
    leave(y, other, to="wait")

    assert PairRequest.objects.get().state == "withdrawn"
    assert not GroupMember.objects.filter(member=new).exists()


def test_a_group_of_no_program_looks_at_no_wish(program, director) -> None:
    """As where a director makes one with the two in it: there is no program in which to ask."""
    y, new = newcomer(program), newcomer(program, given_name="Nora")
    group = GroupMemberFactory(group__institution=program.institution, member=y).group
    ExclusionFactory(owner=y, other=new, reach="pair")

    assert "New members get a welcome email" in take_in(director, group, new)
    assert group.members.filter(member=new).exists()
