"""Peers who were asked first, and all accept: their pair or their group begins."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from matching.models import Enrollment, MatchRun, PairRequest, Program, Seat
from matching.pairs.domain.preferences import decline
from matching.programs.enrollment.domain import withdraw
from matching.tasks import advance_run
from networks.models import PeerGroup
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    GroupMemberFactory,
    GroupProgramFactory,
    MembershipFactory,
    ProgramFactory,
    UnitFactory,
)
from tests.matching.groups.forming.domain.test_pairing import run_of
from tests.matching.pairing.domain.test_peers import pair
from tests.support.examples import rarely
from tests.support.groups import FORM, htmx, mail_of, mails, people_of, publish, take_in
from tests.support.matching import director_at, page, post
from tests.support.pairing import answer, let_it_end
from tests.support.reading import NOISE, learned, said

pytestmark = pytest.mark.django_db


def test_who_joined_meanwhile_was_not_asked_and_so_nobody_joins() -> None:
    program = GroupProgramFactory(state="running")
    director = director_at(program.institution)
    new = MembershipFactory(institution=program.institution, family_name="New")
    ann = pair(program, "Ann")
    take_in(director, ann, new)
    row = PairRequest.objects.get()
    GroupMemberFactory(group=ann, member__family_name="Late")
    for one in row.people:
        answer(row, one, "accept")
    assert set(people_of(ann)) == {"Ann", "Late"}


RULES = {
    "largest": "2",
    "ranks": "close",
    "previous": "mixed",
    **{f"{name}_weight": "2" for name in ("goals", "expertise", "ranks", "units", "previous")},
    "charter": "It stays between us.",
}


def looked_at(program: Program, director: Client) -> list[str]:
    """What a director reads of a program of peers, of its last run, and of whom they asked."""
    run = MatchRun.objects.filter(program=program).order_by("number").last()
    pages = [
        *(
            ("matching:" + page, run.pk)
            for page in ("group_run", "group_publish", "group_table")
            if run
        ),
        ("matching:directing", program.pk),
        ("matching:directing_people", program.pk),
        ("matching:pair_requests",),
        ("matching:waiting",),
        ("evaluations:attention",),
    ]
    return [said(director, *one) for one in pages]


def tried(program: Program, director: Client, **always: str) -> list[str]:
    """Rules, runs, locks, moves, people who come later, publications, and what becomes of them."""
    told = looked_at(program, director)

    def run(**rules: str) -> MatchRun:
        post(director, "group_rules", program.pk, **RULES | rules | always)
        made = run_of(program, director, seed="1")
        told.extend(looked_at(program, director))
        return made

    run(different_units="on")
    run(largest="3")
    first = run()
    one = Seat.objects.filter(run=first, group__isnull=False).order_by("enrollment__id").first()
    if one is not None:
        told.append(htmx(director, "group_seat", one.pk, "move", to="waiting"))
        told.append(htmx(director, "group_act", first.pk, "undo"))
        told.append(htmx(director, "group_seat", one.pk, "lock"))
        post(director, "group_act", first.pk, "again")
        advance_run(str(MatchRun.objects.latest("number").pk))
    last = MatchRun.objects.latest("number")
    told.append(publish(director, last))
    told += looked_at(program, director)
    run()
    for row in PairRequest.objects.filter(state="open"):
        let_it_end(row)
    told += looked_at(program, director)
    run()
    # Equals are drawn in the order of their keys: the same in every try.
    late = {"id": UUID(int=2**128 - 1), "member__family_name": "Late", "member__given_name": "L"}
    EnrollmentFactory(program=program, **late)
    publish(director, run(largest="3"))
    told += looked_at(program, director)
    return [NOISE.sub("#", one) for one in told]


def units(program: Program, names: str) -> dict[str, Enrollment]:
    """Everyone in a unit of their own letter: "AaBb" are four people in two units."""
    here = {
        letter: UnitFactory(institution=program.institution, name=letter)
        for letter in sorted(set(names.upper()))
    }
    return {
        name: EnrollmentFactory(
            program=program,
            member__family_name=name * 2,
            member__given_name="P",
            member__unit=here[name.upper()],
        )
        for name in names
    }


def two_alone(program: Program) -> tuple[Enrollment, Enrollment]:
    people = units(program, "AB")
    return people["A"], people["B"]


def three_of_whom_one_is_left(program: Program) -> tuple[Enrollment, Enrollment]:
    people = units(program, "ABC")
    return people["A"], people["C"]


def two_units_that_a_rule_parts(program: Program) -> tuple[Enrollment, Enrollment]:
    people = units(program, "AaBb")
    return people["A"], people["B"]


def one_whom_others_need(program: Program) -> tuple[Enrollment, Enrollment]:
    """The director sees to it that A can have but B: A stands above all the others."""
    people = units(program, "ABCD")
    for name in "CD":
        people[name].member.supervisor = people["A"].member
        people[name].member.save()
    return people["A"], people["B"]


@pytest.mark.parametrize(
    ("situation", "method"),
    [
        (two_alone, "stable"),
        rarely(three_of_whom_one_is_left, "stable"),
        (two_units_that_a_rule_parts, "best"),
        rarely(one_whom_others_need, "stable"),
    ],
)
def test_no_sequence_of_acts_tells_what_two_peers_said_in_confidence(situation, method) -> None:
    program = ProgramFactory(kind="peer_pairs", state="matching", method=method, name="Peers")
    director = director_at(program.institution)
    one, other = situation(program)

    # Without that rule each of the four has three others, of whom a run may choose.
    always = {"different_units": "on"} if situation is two_units_that_a_rule_parts else {}

    def nothing(where: Program, client: Client) -> list[str]:
        return tried(where, client, **always)

    before = learned(program, director, nothing)
    assert any("Asked first" in told for told in before)

    def apart(where: Program, client: Client) -> list[str]:
        ExclusionFactory(owner=other.member, other=one.member, reach="pair")
        return tried(where, client, **always)

    def declined(where: Program, client: Client) -> list[str]:
        decline(one, key=other.pk)
        return tried(where, client, **always)

    for wish in (apart, declined):
        assert "\n".join(learned(program, director, wish, before=before)) == ""


def test_a_pair_that_is_asked_begins_like_any_other() -> None:
    program = ProgramFactory(kind="peer_pairs", state="matching")
    director = director_at(program.institution)
    one, other = two_alone(program)
    run = run_of(program, director)
    assert "1 pair is asked first" in page(director, "group_publish", run.pk)
    publish(director, run)
    row = PairRequest.objects.get()
    assert (row.group, row.third, row.by_run) == (None, None, True)
    assert not PeerGroup.objects.exists()
    assert mails("peer_pair_made") == mails("peer_waiting") == {}

    answer(row, one.member, "accept")
    assert "can meet now" in answer(row, other.member, "accept")

    group = PeerGroup.objects.get()
    assert set(people_of(group)) == {"AA", "BB"}
    assert group.name == f"{program.name} · Pair 1"
    assert (group.kind, group.self_led, group.charter) == ("pair", True, FORM["charter"])
    assert str(group.started_on) == FORM["started_on"]
    assert set(mails("peer_pair_made")) == {mail_of(one), mail_of(other)}
    assert program.groups.get().run == run
    shown = page(director, "pair_requests")
    assert "Paired" in shown


def test_who_withdrew_meanwhile_is_in_no_pair() -> None:
    program = ProgramFactory(kind="peer_pairs", state="matching")
    director = director_at(program.institution)
    one, other = two_alone(program)
    publish(director, run_of(program, director))
    withdraw(other, actor=other.member.user)

    for enrollment in (one, other):
        answer(PairRequest.objects.get(), enrollment.member, "accept")

    assert not PeerGroup.objects.exists()
