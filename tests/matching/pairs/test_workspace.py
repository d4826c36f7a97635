"""The director's workspace: runs, edits by hand, decisions, comparison, publication."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.engine.pairs import cohort
from matching.models import Enrollment, MatchRun, PairRule, Program, Proposal
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance, cancel_run
from matching.tasks import advance_run, advance_waiting_runs
from mentornet.jobs.errors import JobStopped
from mentornet.jobs.lease import LEASE
from mentornet.jobs.models import Job
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from profiles.models import User
from profiles.vocabulary import Rank
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    MembershipFactory,
    PreferenceFactory,
    ProgramFactory,
    TieFactory,
)
from tests.matching.programs.test_journey import client_of, director_at, post, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return ProgramFactory(state="matching")


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


def actor_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def protege(program: Program, name: str, **more) -> Enrollment:
    return EnrollmentFactory(program=program, member__family_name=name, **more)


def mentor(program: Program, name: str, **more) -> Enrollment:
    more = {"places": 1, **more}
    return EnrollmentFactory(program=program, side="mentor", member__family_name=name, **more)


def finished(program: Program, client: Client, method: str = "stable", **more) -> MatchRun:
    run = start_run(program, method=method, actor=actor_of(client), **more)
    advance_run(str(run.pk))
    return MatchRun.objects.get(pk=run.pk)


def pairs(run: MatchRun) -> dict[str, str | None]:
    rows = Proposal.objects.filter(run=run).select_related("protege__member", "mentor__member")
    return {
        row.protege.member.family_name: row.mentor.member.family_name if row.mentor else None
        for row in rows
    }


def test_run_follows_the_protege_s_choices(program, director) -> None:
    one, two = protege(program, "One"), protege(program, "Two")
    x, y = mentor(program, "X"), mentor(program, "Y")
    PreferenceFactory(enrollment=one, chosen=y, rank=1)
    PreferenceFactory(enrollment=two, chosen=x, rank=1)

    run = finished(program, director)

    assert pairs(run) == {"One": "Y", "Two": "X"}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Number 1 on the protégé’s list" in page


def test_run_parts_those_whom_a_wish_or_a_rule_parts(program, director) -> None:
    boss = mentor(program, "Boss", places=9)
    declining, apart = mentor(program, "Declining", places=9), mentor(program, "Apart", places=9)
    tied, peer = (
        mentor(program, "Tied", places=9),
        mentor(program, "Peer", places=9, member__rank=Rank.ASSISTANT),
    )
    own = protege(program, "Own", member__supervisor=boss.member)
    PreferenceFactory(enrollment=declining, chosen=own, rank=None)
    ExclusionFactory(owner=apart.member, other=own.member, reach="pair")
    TieFactory(protege=own.member, mentor=tied.member)

    run = finished(program, director)

    assert pairs(run) == {"Own": None}
    cause = Proposal.objects.get().cause
    assert cause["cause"] == "no_candidates"
    assert cause["removed"] == {"tied": 1, "blocked": 2, "supervision": 1, "rank": 1}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Without the rule on ranks, Ada Peer would be possible" in page or (
        "Without the line of supervision, Ada Boss would be possible" in page
    )
    assert peer.is_active


def test_supervisor_is_shown_as_a_conflict_where_the_program_allows_it(program, director) -> None:
    Program.objects.update(supervision_depth=Program.Line.NONE)
    boss = mentor(program, "Boss")
    protege(program, "Own", member__supervisor=boss.member)
    protege(program, "Other")

    run = finished(Program.objects.get(), director)

    page = director.get(reverse("matching:run", args=[run.pk]))
    shown = {
        row.proposal.protege.member.family_name: row.conflict
        for row in page.context["result"].pairs
    }
    assert shown in ({"Own": True}, {"Other": False})
    PreferenceFactory(enrollment=boss, chosen=Enrollment.objects.get(member__family_name="Own"))
    run = finished(Program.objects.get(), director)
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "one supervises the other" in page


def test_unmatched_protege_learns_to_whom_and_what_would_help(program, director) -> None:
    one, two = protege(program, "One"), protege(program, "Two")
    only = mentor(program, "Only")
    PreferenceFactory(enrollment=only, chosen=one, rank=1)

    run = finished(program, director)

    assert pairs(run) == {"One": "Only", "Two": None}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "The only possible mentor has no place left." in page
    assert "Ada Only named and takes Ada One." in page
    assert "One more place with Ada Only would give this person a mentor." in page
    assert two.is_active


def test_run_again_gives_the_same_pairs(program, director) -> None:
    for name in "ABCDE":
        protege(program, name)
    for name in "XYZ":
        mentor(program, name)
    run = finished(program, director)
    protege(program, "Latecomer")

    post(director, "run_repeat", run.pk)
    again = MatchRun.objects.get(repeats=run)
    advance_run(str(again.pk))

    assert again.digest == run.digest
    assert pairs(again) == pairs(run)
    page = director.get(reverse("matching:run", args=[again.pk])).content.decode()
    assert "The same people gave the same pairs again." in page


def test_same_question_while_it_is_answered_is_one_run(program, director) -> None:
    protege(program, "One")
    mentor(program, "X")

    post(director, "run_start", program.pk, method="stable", seed="4")
    post(director, "run_start", program.pk, method="stable", seed="4")

    assert MatchRun.objects.count() == 1


def test_both_methods_are_compared_side_by_side(program, director) -> None:
    one, two = protege(program, "One"), protege(program, "Two")
    x, y = mentor(program, "X"), mentor(program, "Y")
    for chooser, chosen in ((one, x), (two, x)):
        PreferenceFactory(enrollment=chooser, chosen=chosen, rank=1)
    PreferenceFactory(enrollment=one, chosen=y, rank=2)
    PreferenceFactory(enrollment=x, chosen=one, rank=1)

    answer = post(director, "run_start", program.pk, method="both")
    assert "Both runs are being matched" in answer.content.decode()
    assert advance_waiting_runs() == 2

    left, right = MatchRun.objects.order_by("number")
    page = director.get(reverse("matching:run_compare", args=[left.pk, right.pk]))
    assert (left.method, right.method) == ("stable", "best")
    assert "Two runs, side by side" in page.content.decode()
    assert len(page.context["rows"]) == sum(
        pairs(left)[name] != pairs(right)[name] for name in ("One", "Two")
    )


def test_nobody_to_match_is_said(program, director) -> None:
    protege(program, "Alone")

    page = post(director, "run_start", program.pk, method="stable")

    assert "There must be one protégé without a pair" in page.content.decode()


def test_cancelled_run_stops_at_the_next_step_and_writes_nothing(program, director) -> None:
    protege(program, "One")
    mentor(program, "X")
    run = start_run(program, method="stable", actor=actor_of(director))
    post(director, "run_cancel", run.pk)

    advance(run.pk)

    assert MatchRun.objects.get().state == "cancelled"
    assert Proposal.objects.count() == 0


def test_run_cancelled_while_it_works_keeps_no_result(program, director, monkeypatch) -> None:
    protege(program, "One")
    mentor(program, "X")
    run = start_run(program, method="stable", actor=actor_of(director))
    solve = cohort.solve

    def cancelled_meanwhile(given, *, progress):
        cancel_run(run, actor=actor_of(director))
        with pytest.raises(JobStopped):
            solve(given, progress=progress)
        raise JobStopped

    monkeypatch.setattr(cohort, "solve", cancelled_meanwhile)
    advance(run.pk)

    assert (MatchRun.objects.get().state, Proposal.objects.count()) == ("cancelled", 0)


def test_run_of_a_worker_that_died_is_taken_over(program, director) -> None:
    protege(program, "One")
    mentor(program, "X")
    run = start_run(program, method="stable", actor=actor_of(director))
    MatchRun.objects.update(state="running")
    Job.objects.update(state="running", attempts=1, claimed_until=timezone.now() + LEASE)
    assert advance_waiting_runs() == 0

    Job.objects.update(claimed_until=timezone.now())
    assert advance_waiting_runs() == 1

    run.refresh_from_db()
    assert (run.state, pairs(run)) == ("done", {"One": "X"})


# Changes by hand ----------------------------------------------------------------------------


@pytest.fixture
def two_pairs(program, director) -> MatchRun:
    """One with X, Two with Y, as they wished; no one free."""
    for name, other in (("One", "X"), ("Two", "Y")):
        PreferenceFactory(enrollment=protege(program, name), chosen=mentor(program, other), rank=1)
    return finished(program, director)


def proposal_of(run: MatchRun, name: str) -> Proposal:
    return Proposal.objects.get(run=run, protege__member__family_name=name)


def test_swap_shows_who_would_rather_have_each_other(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")

    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")

    two_pairs.refresh_from_db()
    assert pairs(two_pairs) == {"One": "Y", "Two": "X"}
    assert two_pairs.summary["blocking"] >= 1
    page = director.get(reverse("matching:run", args=[two_pairs.pk])).content.decode()
    assert "Matched with Ada X at first." in page
    assert "Since your changes, these would rather have each other" in page
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")
    two_pairs.refresh_from_db()
    assert (pairs(two_pairs), two_pairs.summary["blocking"]) == ({"One": "X", "Two": "Y"}, 0)
    assert {row.source for row in two_pairs.proposals.all()} == {"engine"}


def test_mentor_without_a_place_is_refused(two_pairs, director) -> None:
    one = proposal_of(two_pairs, "One")
    full = proposal_of(two_pairs, "Two").mentor

    page = post(director, "proposal_change", one.pk, to=str(full.pk))

    assert (
        "Ada Y has no place left in this run. Swap two protégés instead." in page.content.decode()
    )
    assert pairs(two_pairs) == {"One": "X", "Two": "Y"}


def test_pair_taken_apart_frees_the_place(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    freed = one.mentor

    post(director, "proposal_change", one.pk, to="nobody")
    post(director, "proposal_change", two.pk, to=str(freed.pk))

    assert pairs(two_pairs) == {"One": None, "Two": "X"}


def test_hand_cannot_pair_those_who_are_kept_apart(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    ExclusionFactory(owner=one.protege.member, other=two.mentor.member, reach="pair")

    page = post(director, "proposal_change", one.pk, to=f"swap:{two.pk}").content.decode()

    assert "Ada Y and Ada One cannot be paired. Choose somebody else." in page
    assert pairs(two_pairs) == {"One": "X", "Two": "Y"}


def test_locks_and_bans_hold_in_the_next_run(two_pairs, program, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")
    post(director, "proposal_decide", one.pk, "lock")
    forbidden = proposal_of(two_pairs, "Two")
    post(director, "proposal_decide", forbidden.pk, "forbid")

    run = finished(program, director)

    assert pairs(run) == {"One": "Y", "Two": None}
    assert {row.source for row in run.proposals.all()} == {"locked", "engine"}
    for rule in PairRule.objects.all():
        post(director, "pair_rule_lift", rule.pk)
    assert pairs(finished(program, director)) == {"One": "X", "Two": "Y"}


def test_left_out_person_is_passed_over_until_taken_in(program, director) -> None:
    one = protege(program, "One")
    protege(program, "Two")
    mentor(program, "X", places=2)

    post(director, "left_out", one.pk, out="1")
    run = finished(program, director)
    assert pairs(run) == {"One": None, "Two": "X"}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Left out of this run." in page
    post(director, "left_out", one.pk, out="0")

    assert pairs(finished(program, director)) == {"One": "X", "Two": "X"}


def test_weights_are_tried_and_saved(program, director) -> None:
    protege(program, "One")
    mentor(program, "X")
    address = reverse("matching:weights", args=[program.pk])
    fields = dict.fromkeys(program.weights, "0") | {"area": "10", "method": "best"}

    tried = director.get(address, fields, headers={"HX-Request": "true"})
    assert tried.context["after"]["matched"] == 1
    program.refresh_from_db()
    assert program.weights["role"] == 3
    director.post(address, fields)
    program.refresh_from_db()
    assert program.weights == dict.fromkeys(program.weights, 0.0) | {"area": 10.0}
    refused = director.post(address, fields | {"area": "0"})
    assert refused.context["form"].non_field_errors() == ["At least one must be more than 0."]


def test_table_has_a_line_for_everybody(two_pairs, program, director) -> None:
    text = director.get(reverse("matching:run_table", args=[two_pairs.pk])).content.decode()

    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0] == "protégé,unit,mentor,mentor’s unit,score,choice,reasons or cause"
    assert [line.split(",")[0] for line in lines[1:]] == ["Ada One", "Ada Two"]


# Publication --------------------------------------------------------------------------------


def test_publication_is_all_or_nothing(two_pairs, director) -> None:
    two = proposal_of(two_pairs, "Two")
    Enrollment.objects.filter(pk=two.mentor_id).update(withdrawn_at=timezone.now())

    page = post(director, "run_publish", two_pairs.pk).content.decode()

    assert "Ada Y has withdrawn." in page
    assert (Tie.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    assert MatchRun.objects.get().state == "done"


def test_publication_refuses_a_pair_that_is_kept_apart_since(two_pairs, director) -> None:
    two = proposal_of(two_pairs, "Two")
    ExclusionFactory(owner=two.mentor.member, other=two.protege.member, reach="pair")

    page = published(director, two_pairs)

    assert "Nothing was published, and nobody was told." in page
    assert "Ada Two and Ada Y cannot be paired any more." in page
    assert (Tie.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_mails_tell_each_what_concerns_them(two_pairs, program, director) -> None:
    protege(program, "Third")
    published(director, finished(program, director))

    one = proposal_of(MatchRun.objects.get(state="published"), "One")
    to_protege = OutboxMessage.objects.get(recipient=one.protege.member.user.email)
    to_mentor = OutboxMessage.objects.get(recipient=one.mentor.member.user.email)
    waiting = OutboxMessage.objects.get(kind="pair_waiting")
    assert "Number 1 on your list" in to_protege.body_text
    assert "list" not in to_mentor.body_text.replace("waiting list", "")
    assert "60 minutes every month" in to_mentor.body_text
    assert "you are on the waiting list" in waiting.subject


def test_waiting_list_is_matched_around_existing_pairs(two_pairs, program, director) -> None:
    published(director, two_pairs)
    waiting = protege(program, "Third")
    EnrollmentFactory(program=program, side="mentor", member__family_name="Z", places=1)

    run = finished(Program.objects.get(), director)

    assert pairs(run) == {"Third": "Z"}
    assert waiting.is_active


def test_pair_that_ended_is_made_anew_with_somebody_else(two_pairs, program, director) -> None:
    published(director, two_pairs)
    tie = proposal_of(two_pairs, "One").tie
    Tie.objects.filter(pk=tie.pk).update(state="ended", ended_on=timezone.localdate())

    run = finished(Program.objects.get(), director)
    assert pairs(run) == {"One": None}
    EnrollmentFactory(program=program, side="mentor", member__family_name="Z", places=1)
    run = finished(Program.objects.get(), director)

    assert pairs(run) == {"One": "Z"}


@pytest.mark.parametrize("people", [1, 3])
def test_run_page_costs_the_same_for_any_number(
    people, program, director, django_assert_num_queries
) -> None:
    for at in range(people):
        protege(program, f"P{at}")
        mentor(program, f"M{at}")
    run = finished(program, director)
    address = reverse("matching:run", args=[run.pk])
    director.get(address)

    with django_assert_num_queries(9):
        director.get(address)


def test_supervisor_and_colleague_see_nothing_of_runs(two_pairs) -> None:
    colleague = MembershipFactory(institution=two_pairs.institution)

    answer = client_of(colleague).get(reverse("matching:run", args=[two_pairs.pk]))

    assert answer.status_code == 403
