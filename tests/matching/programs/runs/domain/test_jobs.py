"""A run's row and its job: numbered, read, and left alone while it is published."""

import pytest

from matching.models import MatchRun, Publication
from matching.programs.runs.domain.jobs import (
    enqueue_run,
    inputs_of,
    lock_for_update,
    refuse_while_published,
)
from matching.programs.runs.errors import BeingPublished, RunForgotten
from mentornet.jobs.models import Job
from tests.factories import ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> MatchRun:
    program = ProgramFactory(state="matching")
    return enqueue_run(program, method="stable", inputs='{"a": 1}', digest="d", actor=None)


def test_runs_of_a_program_are_numbered_and_each_has_a_job(run) -> None:
    other = enqueue_run(run.program, method="best", inputs="{}", digest="e", actor=None)
    assert (run.number, other.number) == (1, 2)
    assert set(Job.objects.values_list("subject_id", flat=True)) == {run.pk, other.pk}


def test_inputs_are_read_until_they_are_purged(run) -> None:
    assert inputs_of(run) == '{"a": 1}'
    run.forgotten_at = run.created_at
    with pytest.raises(RunForgotten):
        inputs_of(run)


def test_run_is_left_alone_while_it_is_published(run) -> None:
    refuse_while_published(run)
    Publication.objects.create(institution=run.institution, run=run, asked_by=UserFactory())
    with pytest.raises(BeingPublished):
        refuse_while_published(run)


def test_locked_run_is_the_row_as_it_is_now(run) -> None:
    MatchRun.objects.filter(pk=run.pk).update(state="running")
    assert (run.state, lock_for_update(run).state) == ("queued", "running")
