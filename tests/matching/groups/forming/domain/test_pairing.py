"""Peers one to one, from a new program to two people who meet: through the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, GroupRules, MatchRun, PairRequest, Program, Seat
from matching.pairs.domain.preferences import decline, save_choices
from matching.tasks import advance_run
from networks.models import PeerGroup
from networks.peer_groups.domain.peers import group_peers
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
)
from tests.support.groups import (
    board,
    groups,
    htmx,
    mail_of,
    mails,
    member,
    people_of,
    publish,
    seat_of,
)
from tests.support.matching import SHORT, client_of, director_at, page, post
from tests.support.pairing import answer, let_it_end

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return ProgramFactory(kind="peer_pairs", state="matching")


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


def peers(program: Program, names: str, **more) -> dict[str, Enrollment]:
    return {
        name: EnrollmentFactory(program=program, member__family_name=name, **more) for name in names
    }


def wishes(people: dict[str, Enrollment], **lists: str) -> None:
    for name, named in lists.items():
        save_choices(people[name], keys=[people[other].pk for other in named])


def declines(one: Enrollment, other: Enrollment) -> None:
    decline(one, key=other.pk)


def run_of(program: Program, director: Client, **data) -> MatchRun:
    """Start a run by the button, and let a worker do it."""
    post(director, "group_start", program.pk, **data)
    run = MatchRun.objects.filter(program=program).latest("number")
    advance_run(str(run.pk))
    return MatchRun.objects.get(pk=run.pk)


def pairs(run: MatchRun) -> set[str]:
    return {"".join(sorted(names)) for group, names in groups(run).items() if group}


def waiting(run: MatchRun) -> set[str]:
    return groups(run).get("", set())


def test_from_a_new_program_to_two_people_who_meet() -> None:
    institution = InstitutionFactory()
    director = director_at(institution)
    fields = {
        **SHORT,
        "cadence": "monthly",
        "meeting_minutes": "60",
        "choices_asked": "2",
        "method": "stable",
    }
    post(director, "directing_new", "peer_pairs", **fields)
    program = Program.objects.get()
    assert "By everyone’s preferences" in page(director, "directing_edit", program.pk)
    post(director, "directing_move", program.pk, "open")

    members = {
        name: MembershipFactory(institution=institution, family_name=name) for name in "ABCDE"
    }
    for one in members.values():
        shown = post(client_of(one), "enroll", program.pk, "protege", area_career="1")
        assert "Who you’d like to be paired with" in shown.content.decode()
    people = {one.member.family_name: one for one in Enrollment.objects.all()}
    anna = client_of(members["A"])
    for other in "BCD":
        said = post(
            anna, "choose", program.pk, "protege", "add", key=str(people[other].pk)
        ).content.decode()
    assert "You can choose up to 2 people. Remove one first." in said
    post(anna, "choose", program.pk, "protege", "decline", key=str(people["E"].pk))
    wishes(people, B="A", C="D", D="C")

    post(director, "directing_move", program.pk, "match", sure="1")
    run = run_of(program, director)
    assert pairs(run) == {"AB", "CD"}
    shown = page(director, "group_run", run.pk)
    assert "The number of people is odd, so one person is left." in shown
    assert "Facilitator" not in shown
    assert mails("peer_pair_made") == mails("peer_waiting") == {}, "before it is published"
    queue = director.get(reverse("evaluations:attention")).content.decode()
    assert "the proposed pairs are ready to review and publish." in queue

    assert "Published. We’re emailing everyone." in publish(director, run)
    pair = PeerGroup.objects.get(members__member=members["A"])
    assert (pair.kind, pair.self_led) == ("pair", True)
    assert set(pair.members.values_list("part", flat=True)) == {"member"}
    assert [one.member for one in group_peers(members["A"])] == [members["B"]]
    told = mails("peer_pair_made")
    assert set(told) == {mail_of(people[name]) for name in "ABCD"}
    subject = told[mail_of(people["A"])].subject
    assert subject == f"You and {members['B'].name} are peers in {program.name}"
    assert set(mails("peer_waiting")) == {mail_of(people["E"])}
    assert "Your pair:" in page(anna, "program", program.pk)

    # Who enrolls later is paired with who was left over; the pairs that there are stay.
    peers(program, "F")
    late = run_of(program, director)
    assert pairs(late) == {"AB", "CD", "EF"}
    publish(director, late)
    assert PeerGroup.objects.count() == 2, "they could have no one else, and are asked first"
    row = PairRequest.objects.get()
    for name in "EF":
        answer(row, member(program, name), "accept")
    assert PeerGroup.objects.count() == 3


def test_who_is_left_over_joins_a_pair_where_the_rules_say_so(program, director) -> None:
    people = peers(program, "ABC")
    wishes(people, A="B", B="A")
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=2,
        largest=3,
        facilitated=False,
    )
    assert pairs(run_of(program, director)) == {"ABC"}

    ExclusionFactory(owner=people["C"].member, other=people["A"].member, reach="pair")
    run = run_of(program, director)
    assert pairs(run) == {"ABC"}, "of so few, nothing said in confidence counts"
    publish(director, run)
    assert not PeerGroup.objects.exists()
    row = PairRequest.objects.get()
    for name in "AB":
        assert "If everyone accepts" in answer(row, people[name].member, "accept")
    assert "You asked not to be paired" in answer(row, people["C"].member, "accept")
    let_it_end(row)
    assert not PeerGroup.objects.exists()
    assert waiting(run_of(program, director)) == set("ABC"), "they are not asked again at once"


def test_a_pair_by_hand_is_refused_for_all_alike(program, director) -> None:
    people = peers(program, "ABCD")
    wishes(people, A="B", B="A")
    ExclusionFactory(owner=people["A"].member, other=people["C"].member, reach="pair")
    run = run_of(program, director)
    assert pairs(run) == {"AB", "CD"}
    with_a = str(seat_of(run, "A").group_id)

    htmx(director, "group_seat", seat_of(run, "B").pk, "move", to="waiting")
    assert waiting(run) == {"A", "B"}, "one alone is no pair"
    said = {
        name: htmx(director, "group_seat", seat_of(run, name).pk, "move", to=with_a).count(
            "Only a run makes pairs."
        )
        for name in "CD"
    }
    assert said == {"C": 1, "D": 1}, "whether they asked to be kept apart or not"
    assert "Only a run makes pairs." in htmx(director, "group_act", run.pk, "add")

    htmx(director, "group_seat", seat_of(run, "B").pk, "move", to=with_a)
    assert pairs(run) == {"AB", "CD"}, "back to what the run made"
    htmx(director, "group_seat", seat_of(run, "A").pk, "lock")
    assert Seat.objects.filter(run=run, locked=True).count() == 2
    # Only who is in no locked pair is matched again.
    wishes(people, A="D", D="A")
    post(director, "group_act", run.pk, "again")
    again = MatchRun.objects.latest("number")
    advance_run(str(again.pk))
    assert pairs(again) == {"AB", "CD"}


def test_who_declined_someone_since_the_run_is_asked(program, director) -> None:
    people = peers(program, "ABCDEF")
    wishes(people, A="B", B="A", C="D", D="C")
    run = run_of(program, director)
    assert pairs(run) == {"AB", "CD", "EF"}
    declines(people["C"], people["D"])

    assert "Asked first" not in page(director, "group_publish", run.pk)
    publish(director, run)
    assert {"".join(sorted(people_of(one))) for one in PeerGroup.objects.all()} == {"AB", "EF"}
    row = PairRequest.objects.get()
    told = {key: "You asked before" in one.body_text for key, one in mails("peer_request").items()}
    assert told == {mail_of(people["C"]): True, mail_of(people["D"]): False}
    let_it_end(row)
    assert PeerGroup.objects.count() == 2


def test_choices_are_of_those_who_are_enrolled_there(program, director) -> None:
    people = peers(program, "AB")
    anna = client_of(people["A"].member)
    elsewhere = EnrollmentFactory(program=ProgramFactory(institution=program.institution))
    for key in (people["A"].pk, elsewhere.pk):
        said = post(anna, "choose", program.pk, "protege", "add", key=str(key))
        assert "This person is no longer enrolled." in said.content.decode()
    outsider = client_of(MembershipFactory(institution=program.institution))
    url = reverse("matching:choices", args=[program.pk, "protege"])
    assert [client.get(url).status_code for client in (anna, outsider, director)] == [200, 404, 404]
    assert "Choose mentors" not in page(anna, "program", program.pk)


def test_best_overall_pairs_as_many_as_can_be(program, director) -> None:
    program.method = "best"
    program.save()
    people = peers(program, "ABCD")
    wishes(people, A="B", B="A")
    declines(people["C"], people["D"])
    run = run_of(program, director)
    assert len(pairs(run)) == 2, "A and B would rather have each other; C and D would have no one"
    assert board(director, run).stability == ""
