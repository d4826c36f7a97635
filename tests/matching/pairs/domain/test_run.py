"""A match run: the same question once, repeated, canceled, taken over."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.engine.pairs import cohort
from matching.models import MatchRun, Proposal
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance, cancel_run
from matching.tasks import advance_run, advance_waiting_runs
from mentornet.jobs.errors import JobStopped
from mentornet.jobs.lease import LEASE
from mentornet.jobs.models import Job
from tests.factories import (
    PreferenceFactory,
)
from tests.support.matching import (
    actor_of,
    finished,
    mentor,
    pairs,
    post,
    protege,
)

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
