"""A match run: the same question once, repeated, canceled, taken over."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.engine.pairs import cohort
from matching.models import Enrollment, MatchRun, PairRequest, Program, Proposal
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance, cancel_run
from matching.tasks import advance_run, advance_waiting_runs
from mentornet.jobs.errors import JobStopped
from mentornet.jobs.lease import LEASE
from mentornet.jobs.models import Job
from profiles.models import Membership
from profiles.vocabulary import Rank
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    MembershipFactory,
    PreferenceFactory,
    ProgramFactory,
)
from tests.support.matching import (
    actor_of,
    finished,
    mentor,
    pairs,
    post,
    proposal_of,
    protege,
    published,
)
from tests.support.reading import NOISE, learned, look_at, said

pytestmark = pytest.mark.django_db


def test_run_follows_the_protege_s_choices(program, director) -> None:
    one, two = protege(program, "One"), protege(program, "Two")
    x, y = mentor(program, "X"), mentor(program, "Y")
    PreferenceFactory(enrollment=one, chosen=y, rank=1)
    PreferenceFactory(enrollment=two, chosen=x, rank=1)

    run = finished(program, director)

    assert pairs(run) == {"One": "Y", "Two": "X"}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Number 1 on the mentee’s list" in page


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


def test_nobody_to_match_is_said(program, director) -> None:
    protege(program, "Alone")

    page = post(director, "run_start", program.pk, method="stable")

    assert "You need at least one mentee without a mentor" in page.content.decode()


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


def test_people_of_one_supervisor_are_kept_apart_by_a_weight(program, director) -> None:
    """Kept apart as far as others are there, and paired where no one else is."""
    chief = MembershipFactory(institution=program.institution)
    near, far = mentor(program, "Near", places=2), mentor(program, "Far")
    one = protege(program, "One")
    for member, supervisor in (
        (near.member, chief),
        (one.member, chief),
        (far.member, MembershipFactory(institution=program.institution)),
    ):
        Membership.objects.filter(pk=member.pk).update(supervisor=supervisor)
    PreferenceFactory(enrollment=one, chosen=near, rank=1)
    assert pairs(finished(program, director, method="best")) == {"One": "Near"}

    page = director.get(reverse("matching:weights", args=[program.pk])).content.decode()
    assert "Different supervisors (neither supervises the other)" in page
    sent = {name: str(int(value)) for name, value in program.weights.items()}
    post(director, "weights", program.pk, **sent | {"supervisor": "10", "method": "best"})

    assert pairs(finished(program, director, method="best")) == {"One": "Far"}
    Enrollment.objects.filter(pk=far.pk).update(left_out=True)
    assert pairs(finished(program, director, method="best")) == {"One": "Near"}


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
    assert refused.context["form"].non_field_errors() == ["Set at least one weight above 0."]


def attack_by_sequences(run: MatchRun, director: Client) -> list[str]:
    """What the director reads who matches again and again around One and Y, and compares the runs."""
    program, told, before = run.program, list[str](), run
    everyone = Enrollment.objects.filter(program=program)
    two = proposal_of(run, "Two")

    def again(**rules: int | None) -> None:
        nonlocal before
        Program.objects.filter(pk=program.pk).update(**rules)
        program.refresh_from_db()
        for method in ("stable", "best"):
            found = finished(program, director, method=method)
            told.extend(look_at(found, director))
            told.append(said(director, "matching:run_compare", before.pk, found.pk))
            before = found

    again(min_steps=1)
    again(min_steps=None)
    # X is left out, and is back; mentors come and go; the mentees leave one after the other.
    post(director, "left_out", proposal_of(run, "One").mentor_id)
    again()
    post(director, "left_out", proposal_of(run, "One").mentor_id)
    more = [mentor(program, f"More{at}").pk for at in "123"]
    again()
    everyone.filter(pk__in=more).update(withdrawn_at=timezone.now())
    everyone.filter(pk=two.protege_id).update(withdrawn_at=timezone.now())
    again()
    row = proposal_of(before, "One")
    post(director, "proposal_change", row.pk, to="nobody")
    post(director, "proposal_change", row.pk, to=str(two.mentor_id))
    told.append(NOISE.sub("#", post(director, "pairs_undo", before.pk).content.decode()))
    # The same people in a program of their own.
    other = ProgramFactory(
        institution=program.institution, state=Program.State.MATCHING, name="Other"
    )
    for one in (row.protege, two.mentor):
        assert one is not None
        EnrollmentFactory(program=other, member=one.member, side=one.side, places=1)
    for method in ("stable", "best"):
        told += look_at(finished(other, director, method=method), director)
    return told


def test_no_sequence_of_runs_tells_what_two_people_said_in_confidence(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    before = learned(two_pairs, director, attack_by_sequences)
    ExclusionFactory(owner=two.mentor.member, other=one.protege.member, reach="pair")

    assert learned(two_pairs, director, attack_by_sequences, before=before) == []


def test_a_mentor_whom_few_could_have_and_who_is_needed_gets_somebody_whatever_was_said(
    program, director
) -> None:
    """Openings are scarce, and two people could have Y: that Y has nobody would tell that something parts them."""
    one, two = protege(program, "One"), protege(program, "Two")
    for name in ("Three", "Four", "Five"):
        protege(program, name, member__rank=Rank.ASSOCIATE)
    mentor(program, "A"), mentor(program, "B")
    y = mentor(program, "Y", member__rank=Rank.ASSOCIATE)
    Program.objects.update(min_steps=1)
    program.refresh_from_db()
    told = []
    for apart in ((), (one, two)):
        with transaction.atomic():
            for mentee in apart:
                ExclusionFactory(owner=y.member, other=mentee.member, reach="pair")
            runs = [finished(program, director, method=method) for method in ("stable", "best")]
            told.append([page for run in runs for page in look_at(run, director)])
            # By preferences, One and Two may both be with someone whom they prefer.
            assert "Y" in pairs(runs[-1]).values()
            published(director, runs[-1])
            assert PairRequest.objects.filter(mentor=y.member).exists()
            transaction.set_rollback(True)

    assert told[0] == told[1]
