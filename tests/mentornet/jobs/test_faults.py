"""Each kind of job × what can go wrong: others go on, and this one ends in done or failed, with words."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connections
from django.utils import timezone

import evaluations.gaps.domain.requests as reports
import matching.pairs.domain.publish as publish
import matching.pairs.domain.run as runs
import matching.spreadsheets.domain.uploads as sheets
import profiles.roster.domain.jobs as imports
from evaluations.gaps.domain.requests import ask_for_report, cancel_report
from evaluations.gaps.tasks import advance_waiting_reports
from matching.pairs.domain.publish import ask_pairs
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance, cancel_run, retry_run
from matching.programs.runs.domain.publications import cancel_publication
from matching.spreadsheets.domain.uploads import cancel_sheet, match_sheet, start_sheet
from matching.tasks import (
    advance_waiting_publications,
    advance_waiting_runs,
    advance_waiting_sheets,
)
from mentornet.jobs import worker
from mentornet.jobs.models import Job
from mentornet.jobs.tasks import work
from profiles.models import Institution, Membership
from profiles.roster.domain.imports import cancel_import, confirm_import, retry_import, start_import
from profiles.roster.tasks import advance_waiting_imports
from profiles.vocabulary import StaffRoleKind
from tests.factories import EnrollmentFactory, InstitutionFactory, MembershipFactory, ProgramFactory

pytestmark = pytest.mark.django_db

ROSTER = b"external_id,email,given_name,family_name,rank\n%s,%s@x.example,Ada,Ash,full\n"
SHEET = b"Name,Role,How many mentees,Areas\nAda Ash,mentee,,research\nBo Birch,mentor,1,research\n"


def director(institution: Institution) -> Membership:
    return MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])


def roster(institution: Institution) -> Any:
    """An import that a director has confirmed."""
    key = uuid4().hex[:8].encode()
    actor = director(institution).user
    row = start_import(
        institution,
        file=io.BytesIO(ROSTER % (key, key)),
        file_name="roster.csv",
        end_missing=False,
        actor=actor,
    )
    worker.work(kinds=[imports.KIND], subject=row.pk)
    return confirm_import(row, skip_bad_rows=False, actor=actor)


def run(institution: Institution) -> Any:
    program = ProgramFactory(institution=institution, state="matching")
    for side in ("protege", "mentor"):
        EnrollmentFactory(program=program, side=side)
    return start_run(program, method="stable", actor=director(institution).user)


def publication(institution: Institution) -> Any:
    row = run(institution)
    advance(row.pk)
    row.refresh_from_db()
    return ask_pairs(row, actor=director(institution).user)


def sheet(institution: Institution) -> Any:
    actor = director(institution).user
    row = start_sheet(institution, people=io.BytesIO(SHEET), people_name="people.csv", actor=actor)
    return match_sheet(row, method="stable", actor=actor)


def report(institution: Institution) -> Any:
    return ask_for_report(institution, by=director(institution))


@dataclass(frozen=True)
class Kind:
    """How one of its kind comes about, where a fault strikes, and what goes on with it."""

    make: Callable[[Institution], Any]
    module: Any
    step: str
    sweep: Callable[[], int]
    cancelled: str
    cancel: Callable[[Any], Any]


KINDS = {
    "import": Kind(
        roster,
        imports,
        "_write",
        advance_waiting_imports,
        "cancelled",
        lambda row: cancel_import(row, actor=None),
    ),
    "run": Kind(
        run,
        runs,
        "read_inputs",
        advance_waiting_runs,
        "cancelled",
        lambda row: cancel_run(row, actor=None),
    ),
    "publication": Kind(
        publication,
        publish,
        "publish_run",
        advance_waiting_publications,
        "failed",
        lambda row: cancel_publication(row.run, actor=row.asked_by),
    ),
    "sheet": Kind(
        sheet,
        sheets,
        "match_sheets",
        advance_waiting_sheets,
        "columns",
        lambda row: cancel_sheet(row, actor=row.uploaded_by),
    ),
    "report": Kind(
        report,
        reports,
        "take_snapshot",
        advance_waiting_reports,
        "failed",
        lambda row: cancel_report(row, by=row.asked_by),
    ),
}


@pytest.fixture(params=KINDS)
def kind(request) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory(name="Here")


@pytest.fixture
def there() -> Institution:
    return InstitutionFactory(name="There")


def job_of(row: Any) -> Job:
    return Job.objects.get(subject_id=row.pk)


def broken(kind: Kind, monkeypatch, fault: Callable[[Job], None]) -> list[Job]:
    """Let *fault* strike the first job that comes to the step, each time; the jobs that came."""
    real, came, struck = getattr(kind.module, kind.step), [], []
    do = worker._do

    def noted(job: Job, *rest: Any) -> None:
        came.append(job)
        do(job, *rest)

    def step(*args: Any, **more: Any) -> Any:
        struck.append(came[-1].pk)
        if came[-1].pk == struck[0]:
            fault(came[-1])
        return real(*args, **more)

    monkeypatch.setattr(worker, "_do", noted)
    monkeypatch.setattr(kind.module, kind.step, step)
    return came


def sweep_with_time(kind: Kind) -> None:
    """Let five sweeps pass, each when all that waits is due again."""
    for _sweep in range(5):
        kind.sweep()
        Job.objects.filter(state="waiting").update(due_at=timezone.now())


def test_what_raises_is_failed_with_words_and_others_go_on(kind, here, there, monkeypatch) -> None:
    poisoned = kind.make(here)
    healthy = kind.make(there)
    # An answer can hold a person's name, and no operator reads it.
    came = broken(kind, monkeypatch, raising(RuntimeError("Ada Ash is not to be read")))

    sweep_with_time(kind)

    poisoned.refresh_from_db()
    healthy.refresh_from_db()
    job = job_of(poisoned)
    assert (poisoned.state, healthy.state) == ("failed", "done")
    assert poisoned.message == job.message
    assert "trying several times did not help" in job.message
    assert (job.state, job.attempts) == ("failed", 3)
    assert job.error.startswith("RuntimeError in tests/mentornet/jobs/test_faults.py:")
    assert [one.pk for one in came].count(job.pk) == 3


def test_what_takes_too_long_is_failed_at_once(kind, here, there, monkeypatch) -> None:
    slow = kind.make(here)
    healthy = kind.make(there)
    broken(kind, monkeypatch, raising(SoftTimeLimitExceeded()))

    sweep_with_time(kind)

    slow.refresh_from_db()
    healthy.refresh_from_db()
    assert (slow.state, healthy.state, job_of(slow).attempts) == ("failed", "done", 1)
    assert "took too long" in slow.message


def test_one_whose_worker_is_killed_is_taken_over_and_after_three_failed(kind, here) -> None:
    row = kind.make(here)
    over = timezone.now() - timedelta(seconds=1)

    # Held: its worker lives.
    holds(row, attempts=1, until=timezone.now() + timedelta(minutes=3))
    assert kind.sweep() == 0
    holds(row, attempts=3, until=over)
    assert kind.sweep() == 1

    row.refresh_from_db()
    assert row.state == "failed"
    assert "interrupted several times" in row.message
    assert job_of(row).error == "the worker was killed"


def test_one_whose_worker_was_killed_once_is_done_by_another(kind, here) -> None:
    row = kind.make(here)
    holds(row, attempts=1, until=timezone.now() - timedelta(seconds=1))

    assert kind.sweep() == 1

    row.refresh_from_db()
    assert (row.state, job_of(row).state) == ("done", "done")


# Their work is one transaction, so what strikes in the middle of it is done by another connection.
IN_ONE = ("import", "publication")


@pytest.mark.parametrize("name", sorted(KINDS.keys() - IN_ONE))
def test_a_worker_that_was_taken_over_from_writes_nothing(name: str, here, monkeypatch) -> None:
    kind = KINDS[name]
    row = kind.make(here)
    other = uuid4()

    def taken_over(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(holder=other)

    broken(kind, monkeypatch, taken_over)

    kind.sweep()

    row.refresh_from_db()
    job = job_of(row)
    assert (row.state in ("done", "failed"), job.state, job.holder) == (False, "running", other)


@pytest.mark.parametrize("name", sorted(KINDS.keys() - IN_ONE))
def test_one_that_is_cancelled_while_it_runs_writes_nothing(name: str, here, monkeypatch) -> None:
    is_cancelled(KINDS[name], here, monkeypatch, lambda act: act())


@pytest.mark.parametrize("name", IN_ONE)
@pytest.mark.django_db(transaction=True)
def test_what_is_one_transaction_is_taken_back_when_it_is_cancelled(
    name: str, here, monkeypatch
) -> None:
    is_cancelled(KINDS[name], here, monkeypatch, elsewhere)


def is_cancelled(kind: Kind, here: Institution, monkeypatch, do: Callable[..., None]) -> None:
    row = kind.make(here)
    broken(kind, monkeypatch, lambda job: do(lambda: kind.cancel(row)))

    kind.sweep()

    row.refresh_from_db()
    assert (row.state, job_of(row).state) == (kind.cancelled, "cancelled")
    assert kind.sweep() == 0


def test_without_beat_the_wake_up_after_the_commit_is_enough(
    kind, here, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    woken: list[tuple[str, ...]] = []

    def send(task: str, args: tuple[str, ...], **more: Any) -> None:
        woken.append((task, *args))

    monkeypatch.setattr("celery.current_app.send_task", send)
    with django_capture_on_commit_callbacks(execute=True):
        row = kind.make(here)
    queue = job_of(row).queue
    assert ("mentornet.jobs.tasks.work", queue) in woken

    assert work(queue) == 1

    row.refresh_from_db()
    assert row.state == "done"


def test_a_confirmed_import_that_failed_can_be_replaced_and_tried_again(here, monkeypatch) -> None:
    row = roster(here)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_write", raising(RuntimeError()))
        sweep_with_time(KINDS["import"])
    row.refresh_from_db()
    assert (row.state, bytes(row.upload) != b"") == ("failed", True)

    assert retry_import(row, actor=None).state == "uploaded"
    KINDS["import"].sweep()
    row.refresh_from_db()
    # It is checked again: people may have changed meanwhile.
    assert (row.state, row.message) == ("checked", "")
    cancel_import(row, actor=None)
    assert roster(here).state == "confirmed"


def test_a_run_that_failed_can_be_tried_again_and_gives_its_pairs(here, monkeypatch) -> None:
    row = run(here)
    with monkeypatch.context() as patch:
        patch.setattr(runs, "read_inputs", raising(RuntimeError()))
        sweep_with_time(KINDS["run"])

    retry_run(row, actor=None)
    KINDS["run"].sweep()

    row.refresh_from_db()
    assert (row.state, row.message, row.proposals.count()) == ("done", "", 1)


def test_a_row_of_a_version_before_this_one_gets_its_job(kind, here) -> None:
    row = kind.make(here)
    Job.objects.filter(subject_id=row.pk).delete()

    assert kind.sweep() == 1

    row.refresh_from_db()
    assert row.state == "done"


def holds(row: Any, *, attempts: int, until: Any) -> None:
    """A worker has claimed it; its process may be gone."""
    Job.objects.filter(subject_id=row.pk).update(
        state="running", attempts=attempts, claimed_until=until, holder=uuid4()
    )


def elsewhere(act: Callable[[], Any]) -> None:
    """Do something over another connection, as another process would; it must not wait for us."""

    def do() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()


def raising(error: BaseException) -> Callable[..., None]:
    def fault(*args: Any, **more: Any) -> None:
        raise error

    return fault
