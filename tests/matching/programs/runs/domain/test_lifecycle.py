"""The life of a run: canceled and retried, once each, and adopted where it has no job."""

import pytest

from matching.models import MatchRun
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import RUNS, advance, cancel_run, retry_run
from matching.programs.runs.errors import RunClosed, RunForgotten
from mentornet.jobs.models import Job
from tests.factories import EnrollmentFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> MatchRun:
    program = ProgramFactory(state="matching")
    for side in ("protege", "mentor"):
        EnrollmentFactory(program=program, side=side)
    return start_run(program, method="stable", actor=None)


def state_of(run: MatchRun) -> str:
    return MatchRun.objects.get(pk=run.pk).state


def test_canceling_is_idempotent_and_leaves_no_result(run) -> None:
    cancel_run(run, actor=None)
    cancel_run(run, actor=None)
    advance(run.pk)
    assert state_of(run) == "cancelled"
    assert run.proposals.count() == 0


def test_run_with_a_result_can_be_neither_canceled_nor_retried(run) -> None:
    advance(run.pk)
    assert state_of(run) == "done"
    with pytest.raises(RunClosed):
        cancel_run(run, actor=None)
    with pytest.raises(RunClosed):
        retry_run(run, actor=None)


def test_canceled_run_is_retried_with_what_it_was_given(run) -> None:
    cancel_run(run, actor=None)
    retry_run(run, actor=None)
    assert retry_run(run, actor=None).is_working
    advance(run.pk)
    assert state_of(run) == "done"
    assert run.proposals.count() == 1


def test_run_whose_inputs_are_purged_cannot_be_retried(run) -> None:
    cancel_run(run, actor=None)
    MatchRun.objects.filter(pk=run.pk).update(inputs=b"", forgotten_at="2026-01-01T00:00Z")
    with pytest.raises(RunForgotten):
        retry_run(run, actor=None)


def test_run_without_a_job_is_adopted_once(run) -> None:
    Job.objects.all().delete()
    assert (RUNS.adopt(), RUNS.adopt()) == (1, 0)
    advance(run.pk)
    assert state_of(run) == "done"
