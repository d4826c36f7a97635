"""Forming groups as their director does it: rules, runs, moves, locks, undo."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.groups.forming.domain import run as group_run
from matching.groups.forming.domain.cohort import build_group_cohort
from matching.groups.forming.domain.run import start_forming
from matching.models import Enrollment, GroupProposal, GroupRules, MatchRun, Program, Seat
from matching.programs.runs.domain.lifecycle import advance, cancel_run
from matching.tasks import advance_run, advance_waiting_runs
from mentornet.jobs.lease import LEASE
from mentornet.jobs.models import Job
from networks.models import PeerGroup
from profiles.models import SelfDescription
from profiles.vocabulary import Area
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    GroupApplicationFactory,
    GroupMemberFactory,
    GroupProgramFactory,
    InstitutionFactory,
    PeerGroupFactory,
    ProgramFactory,
)
from tests.matching.pairs.test_workspace import actor_of
from tests.matching.programs.test_journey import client_of, director_at, post

pytestmark = pytest.mark.django_db

PRIVATE = "Somebody in this group has asked for something that this breaks."
MONDAY, TUESDAY = list(range(16, 24)), list(range(64, 72))
RULES = {
    "meets": "hours",
    "smallest": "3",
    "largest": "4",
    "session_minutes": "90",
    "hours_hard": "on",
    "not_alone_hard": "on",
    "least_units": "1",
    "ranks": "close",
    "previous": "mixed",
    "goals_weight": "4",
    "expertise_weight": "0",
    "ranks_weight": "2",
    "units_weight": "2",
    "previous_weight": "2",
    "hours_weight": "0",
    "sizes_weight": "1",
    "charter": "What is said here stays here.",
}


@pytest.fixture
def program() -> Program:
    program = GroupProgramFactory()
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=3,
        largest=4,
        session_minutes=90,
        facilitated=False,
    )
    return program


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


def person(program: Program, name: str, *, hours=MONDAY, **more) -> Enrollment:
    row = EnrollmentFactory(program=program, member__family_name=name, **more)
    GroupApplicationFactory(enrollment=row, hours=hours)
    return row


def facilitator(program: Program, name: str, *, hours=MONDAY, **more) -> Enrollment:
    return person(program, name, hours=hours, side="mentor", **{"places": 1, **more})


def formed(program: Program, client: Client, **more) -> MatchRun:
    run = start_forming(program, actor=actor_of(client), **more)
    advance_run(str(run.pk))
    return MatchRun.objects.get(pk=run.pk)


def groups(run: MatchRun) -> dict[str, set[str]]:
    """Who is where, by family name; the waiting list under an empty name."""
    found: dict[str, set[str]] = {}
    for seat in Seat.objects.filter(run=run).select_related("group", "enrollment__member"):
        name = seat.group.name if seat.group else ""
        found.setdefault(name, set()).add(seat.enrollment.member.family_name)
    return found


def seat_of(run: MatchRun, name: str) -> Seat:
    return Seat.objects.get(run=run, enrollment__member__family_name=name)


def board(client: Client, run: MatchRun):
    return client.get(reverse("matching:group_run", args=[run.pk])).context["board"]


def htmx(client: Client, name: str, *args, **data) -> str:
    answer = client.post(
        reverse(f"matching:{name}", args=args), data, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


# Rules ----------------------------------------------------------------------------------------


def test_rules_are_prefilled_by_kind_and_kept() -> None:
    program = GroupProgramFactory(kind="project", meeting_minutes=120)
    client = director_at(program.institution)
    address = reverse("matching:group_rules", args=[program.pk])

    form = client.get(address).context["form"]
    prefilled = [form[name].value() for name in ("smallest", "largest", "session_minutes")]
    assert (prefilled, form["facilitated"].value()) == ([3, 5, 120], True)

    client.post(address, RULES)

    row = GroupRules.objects.get()
    assert (row.program, row.smallest, row.facilitated) == (program, 3, False)
    assert row.weights == {
        "goals_shared": 4,
        "rank_close": 2,
        "units_mixed": 2,
        "previous_mixed": 2,
        "size_middle": 1,
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"smallest": "1"}, "greater than or equal to 2"),
        ({"largest": "2"}, "This is less than the members at least."),
        (
            {name: "0" for name in RULES if name.endswith("_weight")},
            "At least one aim must be more than 0.",
        ),
    ],
)
def test_rules_that_cannot_be_are_said_at_the_field(program, director, wrong, said) -> None:
    page = director.post(reverse("matching:group_rules", args=[program.pk]), RULES | wrong)

    assert said in page.content.decode()
    assert page.context["form"]["charter"].value() == RULES["charter"]
    assert GroupRules.objects.get().charter == ""


def test_next_cohort_has_the_same_rules(program, director) -> None:
    post(director, "directing_move", program.pk, "copy")

    copy = Program.objects.get(copied_from=program)
    assert copy.group_rules.pk != program.group_rules.pk
    assert (copy.group_rules.smallest, copy.group_rules.facilitated) == (3, False)


def test_programs_of_pairs_have_no_groups(program) -> None:
    pairs = ProgramFactory(institution=program.institution, state="matching")
    client = director_at(program.institution)

    assert client.get(reverse("matching:group_rules", args=[pairs.pk])).status_code == 404
    assert client.post(reverse("matching:group_start", args=[pairs.pk])).status_code == 404


# Runs -----------------------------------------------------------------------------------------


def test_run_groups_those_who_can_meet(program, director) -> None:
    for name in ("A", "B", "C"):
        person(program, name)
        person(program, f"{name}2", hours=TUESDAY)

    run = formed(program, director)

    assert run.state == "done"
    assert sorted(map(sorted, groups(run).values())) == [["A", "B", "C"], ["A2", "B2", "C2"]]
    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert "Monday 8 a.m.–10:30 a.m." in page
    assert "6 of 6" in page


def test_run_keeps_apart_whom_supervision_or_a_wish_parts(program, director) -> None:
    boss = person(program, "Boss")
    person(program, "Own", member__supervisor=boss.member)
    wishing, other = person(program, "Wishing"), person(program, "Other")
    ExclusionFactory(owner=wishing.member, other=other.member, reach="pair")
    for name in ("C", "D"):
        person(program, name)

    run = formed(program, director)

    found = groups(run)
    assert len(found) == 2
    assert all(not {"Boss", "Own"} <= people for people in found.values())
    assert all(not {"Wishing", "Other"} <= people for people in found.values())


def test_nobody_is_alone_who_asked_not_to_be(program, director) -> None:
    for name in ("W", "X", "M", "N", "O", "P"):
        row = person(program, name)
        gender = "woman" if name in "WX" else "man"
        SelfDescription.objects.create(member=row.member, gender=gender)
        if gender == "woman":
            row.group_application.not_alone = ["gender"]
            row.group_application.save()

    run = formed(program, director)

    assert [{"W", "X"} <= people for people in groups(run).values()].count(True) == 1
    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert [word in page for word in ("woman", "Woman", "gender", "Gender")] == [False] * 4


def test_facilitator_leads_whom_they_may(program, director) -> None:
    GroupRules.objects.update(facilitated=True)
    chief = facilitator(program, "Chief")
    facilitator(program, "Senior", hours=TUESDAY)
    for name in ("A", "B", "C"):
        person(program, name, hours=MONDAY + TUESDAY, member__supervisor=chief.member)

    run = formed(program, director)

    group = GroupProposal.objects.get(run=run)
    assert group.facilitator.member.family_name == "Senior"
    assert groups(run) == {"Group 1": {"A", "B", "C"}}


def test_earlier_groups_are_mixed(program, director) -> None:
    GroupRules.objects.update(
        smallest=2, largest=2, goals_weight=0, expertise_weight=0, ranks_weight=0, units_weight=0
    )
    rows = {name: person(program, name) for name in ("A", "B", "C", "D")}
    for pair in ("AB", "CD"):
        group = PeerGroupFactory(institution=program.institution)
        for name in pair:
            GroupMemberFactory(group=group, member=rows[name].member)

    run = formed(program, director)

    assert all(people not in ({"A", "B"}, {"C", "D"}) for people in groups(run).values())
    assert run.summary["parts"]["previous_mixed"] == 1.0


def test_run_again_gives_the_same_groups(program, director) -> None:
    for name in "ABCDEFGH":
        person(program, name, areas={Area.CAREER.value if name < "E" else Area.RESEARCH.value: 1})
    run = formed(program, director, seed=7)
    person(program, "Latecomer")

    post(director, "group_act", run.pk, "repeat")
    again = MatchRun.objects.get(repeats=run)
    advance_run(str(again.pk))

    again.refresh_from_db()
    assert (again.seed, again.digest) == (7, run.digest)
    assert sorted(map(sorted, groups(again).values())) == sorted(map(sorted, groups(run).values()))
    page = director.get(reverse("matching:group_run", args=[again.pk])).content.decode()
    assert "The same people gave the same groups again." in page


def test_same_question_while_it_is_answered_is_one_run(program, director) -> None:
    for name in "ABC":
        person(program, name)

    post(director, "group_start", program.pk, seed="4")
    post(director, "group_start", program.pk, seed="4")

    assert MatchRun.objects.count() == 1


def test_nobody_to_group_is_said(program, director) -> None:
    person(program, "Alone")

    page = post(director, "group_start", program.pk)

    assert "at least two enrolled members who have no group yet" in page.content.decode()


def test_cancelled_run_writes_nothing(program, director) -> None:
    for name in "ABC":
        person(program, name)
    run = start_forming(program, actor=actor_of(director))
    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert "Waiting to start" in page

    post(director, "group_act", run.pk, "cancel")
    advance(run.pk)

    assert (MatchRun.objects.get().state, Seat.objects.count()) == ("cancelled", 0)


def test_run_cancelled_while_it_works_keeps_no_result(program, director, monkeypatch) -> None:
    for name in "ABC":
        person(program, name)
    run = start_forming(program, actor=actor_of(director))
    form = group_run.form

    def cancelled_meanwhile(*args, **more):
        cancel_run(run, actor=actor_of(director))
        return form(*args, **more)

    monkeypatch.setattr(group_run, "form", cancelled_meanwhile)
    advance(run.pk)

    assert (MatchRun.objects.get().state, Seat.objects.count()) == ("cancelled", 0)


def test_page_shows_how_far_the_search_is(program, director, monkeypatch) -> None:
    for name in "ABCDEFGH":
        person(program, name)
    run = start_forming(program, actor=actor_of(director))
    form, pages = group_run.form, []

    def looked_at(*args, progress, **more):
        def step(done: int, total: int) -> None:
            progress(done, total)
            if done % 30 == 0:
                address = reverse("matching:group_run", args=[run.pk])
                page = director.get(address, headers={"HX-Request": "true"})
                pages.append(page.context["run"].progress_done)

        return form(*args, progress=step, **more)

    monkeypatch.setattr(group_run, "form", looked_at)
    monkeypatch.setattr("mentornet.jobs.progress.EVERY_SECONDS", 0)
    advance(run.pk)

    assert pages[:3] == [0, 16, 32]
    assert MatchRun.objects.get().state == "done"


def test_run_of_a_worker_that_died_is_taken_over(program, director) -> None:
    for name in "ABC":
        person(program, name)
    run = start_forming(program, actor=actor_of(director))
    MatchRun.objects.update(state="running")
    Job.objects.update(state="running", attempts=1, claimed_until=timezone.now() + LEASE)
    assert advance_waiting_runs() == 0

    Job.objects.update(claimed_until=timezone.now())
    assert advance_waiting_runs() == 1

    run.refresh_from_db()
    assert (run.state, groups(run)) == ("done", {"Group 1": {"A", "B", "C"}})


def test_pages_of_pairs_do_not_open_a_run_of_groups(program, director) -> None:
    for name in "ABC":
        person(program, name)
    run = formed(program, director)

    assert director.get(reverse("matching:run", args=[run.pk])).status_code == 404
    assert (
        "Run 1" in director.get(reverse("matching:directing", args=[program.pk])).content.decode()
    )


# Who waits ------------------------------------------------------------------------------------


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
        "Elsewhen": "Too few others have hours in common with them. Ask for more hours.",
        "Silent": "Has not said which hours suit. Ask for them.",
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
    assert "Let a group have 3 members at the least, instead of 4." in page
    assert reverse("matching:group_rules", args=[program.pk]) + "#id_smallest" in page


# By hand --------------------------------------------------------------------------------------


@pytest.fixture
def two_groups(program, director) -> MatchRun:
    """A, B and C who can come on Mondays, D, E and F on Tuesdays."""
    for name in "ABC":
        person(program, name)
    for name in "DEF":
        person(program, name, hours=TUESDAY)
    run = formed(program, director)
    assert sorted(map(sorted, groups(run).values())) == [list("ABC"), list("DEF")]
    return run


def test_move_shows_what_it_does_at_once(two_groups, director) -> None:
    seat, other = seat_of(two_groups, "A"), seat_of(two_groups, "D")

    page = htmx(director, "group_seat", seat.pk, "move", to=str(other.group_id))

    assert page.lstrip().startswith('<div class="board"')
    assert f"Ada A is in {other.group.name} now." in page
    assert "No hour of the week suits all for a whole session." in page
    assert "Ask Ada A for other hours: with them, a session would suit all." in page
    assert "Too few: a group has at least 3 members." in page
    shown = board(director, two_groups)
    assert (shown.broken, shown.changes) == (2, 1)
    assert shown.total.engine > shown.total.now
    assert shown.total.change == shown.total.now - shown.total.engine
    assert f"Proposed: {seat.group.name}." in page


def test_move_works_without_a_script(two_groups, director) -> None:
    seat = seat_of(two_groups, "A")

    page = post(director, "group_seat", seat.pk, "move", to="waiting").content.decode()

    assert groups(two_groups)[""] == {"A"}
    assert "Ada A is on the waiting list now." in page
    assert "Put here by hand." in page


def test_moves_are_undone_one_by_one(two_groups, director) -> None:
    before = groups(two_groups)
    seat, other = seat_of(two_groups, "A"), seat_of(two_groups, "D")
    htmx(director, "group_seat", seat.pk, "move", to=str(other.group_id))
    htmx(director, "group_seat", seat.pk, "move", to="waiting")

    htmx(director, "group_act", two_groups.pk, "undo")
    assert "A" in groups(two_groups)[other.group.name]
    htmx(director, "group_act", two_groups.pk, "undo")

    assert groups(two_groups) == before
    assert "There is nothing left to undo." in htmx(director, "group_act", two_groups.pk, "undo")
    shown = board(director, two_groups)
    assert (shown.broken, shown.total.now) == (0, shown.total.engine)


def test_chief_beside_their_own_is_named(two_groups, director) -> None:
    one, chief = seat_of(two_groups, "A"), seat_of(two_groups, "B")
    one.enrollment.member.supervisor = chief.enrollment.member
    one.enrollment.member.save()
    run = formed(two_groups.program, director)
    target = seat_of(run, "D").group_id
    htmx(director, "group_seat", seat_of(run, "A").pk, "move", to=str(target))
    page = htmx(director, "group_seat", seat_of(run, "B").pk, "move", to=str(target))

    assert "Ada A and Ada B: one leads the other in the line of supervision." in page


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
    more = Seat.objects.filter(run=run).exclude(group=target).first()
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
        assert column.problems == ["Too few: a group has at least 3 members."]
        for name in pair:
            htmx(director, "group_seat", seat_of(run, name).pk, "move", to="waiting")


def test_locked_member_stays_in_the_next_run(two_groups, director) -> None:
    seat, other = seat_of(two_groups, "A"), seat_of(two_groups, "D")
    seat.enrollment.group_application.hours = MONDAY + TUESDAY
    seat.enrollment.group_application.save()
    htmx(director, "group_seat", seat.pk, "move", to=str(other.group_id))
    for name in "AD":
        htmx(director, "group_seat", seat_of(two_groups, name).pk, "lock")
    assert "Unlock first" in htmx(director, "group_seat", seat.pk, "move", to="waiting")

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

    assert "Put them into a group first." in page


def test_new_group_takes_people_in_and_can_be_named(two_groups, director) -> None:
    htmx(director, "group_act", two_groups.pk, "add")
    group = GroupProposal.objects.get(run=two_groups, name="Group 3")
    post(director, "group_change", group.pk, "name", name="  Writing  ")
    htmx(director, "group_seat", seat_of(two_groups, "A").pk, "move", to=str(group.pk))

    assert groups(two_groups)["Writing"] == {"A"}
    refused = post(director, "group_change", group.pk, "name", name=" ").content.decode()
    assert "Give the group a name." in refused


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
    assert f"No one facilitates {group.name} now." in page
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

    assert "Ada Senior leads more groups than they have room for." in page


@pytest.mark.parametrize("to", ["nonsense", "00000000-0000-0000-0000-000000000000", "999"])
def test_move_to_a_group_that_is_none_is_not_there(two_groups, director, to) -> None:
    address = reverse("matching:group_seat", args=[seat_of(two_groups, "A").pk, "move"])

    assert director.post(address, {"to": to}).status_code == 404


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


@pytest.mark.parametrize("people", [3, 9])
def test_cohort_is_read_in_as_many_queries_for_three_as_for_nine(
    program, people, django_assert_num_queries
) -> None:
    group = PeerGroupFactory(institution=program.institution)
    for number in range(people):
        row = person(program, f"P{number}")
        GroupMemberFactory(group=group, member=row.member)
    program = Program.objects.select_related("institution").get()

    with django_assert_num_queries(7):
        build_group_cohort(program)


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
