"""Who is never paired with whom, whatever they named: through the pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, GroupRules, PairRequest, Program
from networks.models import GroupMember, PeerGroup
from tests.factories import ExclusionFactory, ProgramFactory, UnitFactory
from tests.matching.groups.forming.domain.test_pairing import (
    declines,
    pairs,
    peers,
    run_of,
    waiting,
    wishes,
)
from tests.support.groups import leave, member, publish
from tests.support.matching import client_of, director_at, post
from tests.support.pairing import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return ProgramFactory(kind="peer_pairs", state="matching")


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


def test_no_run_pairs_those_who_must_not_be(program, director) -> None:
    unit = UnitFactory(institution=program.institution)
    people = peers(program, "ABCDEFGH", member__unit=unit)
    for one, other in (("E", "G"), ("F", "H")):
        wishes(people, **{one: other, other: one})
    wishes(people, A="B", B="A", C="D", D="C")
    ExclusionFactory(owner=people["A"].member, other=people["B"].member, reach="pair")
    declines(people["C"], people["D"])
    members = {name: one.member for name, one in people.items()}
    members["E"].supervisor = members["G"]
    members["E"].save()

    found = pairs(run_of(program, director))

    assert "FH" in found
    assert found.isdisjoint({"AB", "CD", "EG"})

    # Rules that the director asks for: other units, and no one with whom they were before.
    rules = {
        "largest": "2",
        "different_units": "on",
        "never_again": "on",
        "ranks": "close",
        "previous": "mixed",
        **dict.fromkeys(("goals_weight", "expertise_weight", "ranks_weight"), "2"),
        **dict.fromkeys(("units_weight", "previous_weight"), "2"),
        "charter": "It stays between us.",
    }
    assert "Saved." in post(director, "group_rules", program.pk, **rules).content.decode()
    assert GroupRules.objects.get().least_units == 2
    assert len(waiting(run_of(program, director))) == 8, "all are of one unit"
    for name in "EFGH":
        members[name].unit = UnitFactory(institution=program.institution)
        members[name].save()
    old = PeerGroup.objects.create(
        institution=program.institution, name="Old", started_on="2026-01-01", ended_on="2026-02-01"
    )
    for name in "FH":
        GroupMember.objects.create(
            institution=program.institution, group=old, member=members[name], joined_on="2026-01-01"
        )
    found = pairs(run_of(program, director))
    assert found
    assert found.isdisjoint({"FH", "EG", "AB", "AC", "AD", "BC", "BD", "CD"})


def test_who_is_left_alone_gets_a_new_partner(program, director) -> None:
    people = peers(program, "ABCD")
    wishes(people, A="B", B="A")
    publish(director, run_of(program, director))
    pair = PeerGroup.objects.get(members__member=people["A"].member)
    leave(people["B"].member, pair, to="out")
    peers(program, "E")

    run = run_of(program, director)
    assert pairs(run) == {"AE", "CD"}
    publish(director, run)
    for name in "AE":
        answer(PairRequest.objects.get(), member(program, name), "accept")
    there = GroupMember.objects.current().filter(group=pair)
    assert {one.member.family_name for one in there} == {"A", "E"}

    # Nor are two paired again who both left.
    leave(people["A"].member, pair, to="wait")
    leave(Enrollment.objects.get(member__family_name="E").member, pair, to="wait")
    assert waiting(run_of(program, director)) == {"A", "E"}


def test_no_page_of_others_tells_who_listed_or_declined_whom(program, director) -> None:
    people = peers(program, "ABCD")
    wishes(people, A="B", B="A")
    run = run_of(program, director)
    bea, carl = client_of(people["B"].member), client_of(people["C"].member)

    def seen() -> list[str]:
        """What the director and the others read, without what differs from one answer to the next."""
        told = [
            director.get(reverse(f"matching:{name}", args=[key]))
            for name, key in (
                ("directing", program.pk),
                ("directing_people", program.pk),
                ("group_run", run.pk),
                ("group_publish", run.pk),
                ("group_table", run.pk),
            )
        ]
        told += [
            director.get(reverse(name))
            for name in ("matching:enrollments", "matching:waiting", "evaluations:desk_activity")
        ]
        told += [
            client.get(reverse(f"matching:{name}", args=[program.pk, *side]))
            for client in (bea, carl)
            for name, side in (("program", ()), ("choices", ("protege",)))
        ]
        assert {one.status_code for one in told} == {200}
        fresh = r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|hx-headers=\'[^\']*\''
        return [re.sub(fresh, "", one.content.decode()) for one in told]

    before = seen()
    assert before == seen()
    own = client_of(people["A"].member)
    url = reverse("matching:choices", args=[program.pk, "protege"])
    listed = own.get(url).content.decode()
    wishes(people, A="C")
    declines(people["A"], people["B"])

    assert seen() == before
    assert own.get(url).content.decode() != listed, "there was something to see"
