"""What comes again for every institution, and for many rows of one: no one waits for who fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

import evaluations.check_ins.domain.asking as check_ins
import evaluations.gaps.domain.requests as reports
import evaluations.gaps.domain.snapshot as snapshots
import evaluations.meetings.domain.reminders as reminders
from evaluations.check_ins.tasks import plan_check_ins
from evaluations.gaps.tasks import mail_monthly_reports, take_snapshots
from evaluations.meetings.tasks import remind_of_meetings
from evaluations.models import CheckIn, FigurePublication
from mentornet.jobs.models import Job
from mentornet.jobs.queue import cancel_by_hand, retry_by_hand
from mentornet.jobs.recurring import sweep_each
from mentornet.jobs.rows import try_each
from mentornet.models import OutboxMessage
from mentornet.tenancy.scope import current
from profiles.models import Institution, Membership
from tests.factories import InstitutionFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db

# A Tuesday, in everyone's working hours.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture
def institutions() -> list[Institution]:
    return [InstitutionFactory(name=name) for name in ("First", "Second", "Third")]


def fails_for(poisoned: Institution, seen: list[str]) -> Callable[[Institution], int]:
    def work(institution: Institution) -> int:
        seen.append(institution.name)
        if institution == poisoned:
            raise RuntimeError("Ada Ash is not to be read")
        return 1

    return work


def test_one_that_fails_stops_no_other_and_stands_as_failed_after_three(institutions) -> None:
    seen: list[str] = []
    poisoned = min(institutions, key=lambda one: one.pk)
    work = fails_for(poisoned, seen)

    for _sweep in range(5):
        assert sweep_each("test.work", work) == 2
        Job.objects.filter(institution=poisoned, state="waiting").update(due_at=timezone.now())

    job = Job.objects.get(institution=poisoned, kind="test.work")
    assert (job.state, job.attempts, seen.count(poisoned.name)) == ("failed", 3, 3)
    assert job.error.startswith("RuntimeError in tests/mentornet/jobs/test_recurring.py:")
    assert job.due_at > timezone.now()
    others = Job.objects.filter(kind="test.work").exclude(pk=job.pk)
    assert [(one.state, one.attempts, one.error) for one in others] == [("done", 0, "")] * 2


def test_what_a_time_limit_cuts_off_comes_first_the_next_time(institutions) -> None:
    seen: list[str] = []
    slow = [one.name for one in sorted(institutions, key=lambda one: one.pk)]

    def work(institution: Institution) -> int:
        seen.append(institution.name)
        if institution.name == slow[0]:
            raise SoftTimeLimitExceeded
        return 1

    with pytest.raises(SoftTimeLimitExceeded):
        sweep_each("test.work", work)
    assert sweep_each("test.work", work) == 2

    assert seen == slow


def test_two_sweeps_share_the_institutions_and_a_killed_one_is_taken_over(institutions) -> None:
    seen: list[str] = []

    def work(institution: Institution) -> int:
        seen.append(institution.name)
        if len(seen) == 1:
            # Another worker's sweep, in the middle of ours.
            assert sweep_each("test.work", work) == 2
        return 1

    sweep_each("test.work", work)
    assert sorted(seen) == ["First", "Second", "Third"]

    killed = Job.objects.filter(institution=institutions[0])
    killed.update(
        state="running", holder=uuid4(), claimed_until=timezone.now() + timedelta(minutes=3)
    )
    seen[:] = ["somebody"]
    assert sweep_each("test.work", work) == 2
    killed.update(claimed_until=timezone.now())
    assert sweep_each("test.work", work) == 3
    assert killed.get().state == "done"

    # The third time it is left alone for a while, and others are not.
    killed.update(state="running", attempts=3, holder=uuid4(), claimed_until=timezone.now())
    assert sweep_each("test.work", work) == 2
    job = killed.get()
    assert (job.state, job.error) == ("failed", "the worker was killed")
    assert job.due_at > timezone.now() + timedelta(minutes=5)


def test_operators_let_one_rest_and_go_on(institutions) -> None:
    seen: list[str] = []
    work = fails_for(institutions[0], seen)
    sweep_each("test.work", work)
    rows = Job.objects.filter(institution=institutions[1])

    assert cancel_by_hand(rows) == 1
    assert sweep_each("test.work", work) == 1
    assert retry_by_hand(rows) == 1
    assert sweep_each("test.work", work) == 2


def test_a_row_that_fails_is_held_back_and_failed_after_three(institutions) -> None:
    here = institutions[0]
    good, bad = uuid4(), uuid4()
    tried: list[Any] = []

    def work(key: Any) -> int:
        tried.append(key)
        if key == bad:
            raise ValueError("nobody reads this")
        return 1

    def sweep() -> int:
        return try_each("test.row", [bad, good], owner=lambda key: (key, here.pk), work=work)

    assert [sweep(), sweep()] == [1, 1]
    assert tried.count(bad) == 1
    for _again in range(4):
        Job.objects.filter(state="waiting").update(due_at=timezone.now())
        sweep()

    job = Job.objects.get(kind="test.row")
    assert (job.subject_id, job.state, job.attempts, tried.count(bad)) == (bad, "failed", 3, 3)

    # Mended: an operator tries it again, and nothing is left of it.
    bad, mended = uuid4(), bad
    assert retry_by_hand(Job.objects.all()) == 1
    assert try_each("test.row", [mended], owner=lambda key: (key, here.pk), work=work) == 1
    assert not Job.objects.filter(kind="test.row").exists()


SWEEPS = {
    "check-ins planned": (check_ins, "_plan", plan_check_ins),
    "snapshots": (snapshots, "take_snapshot", take_snapshots),
    "monthly reports": (reports, "_messages", mail_monthly_reports),
    "reminders": (reminders, "_remind_all", remind_of_meetings),
}


@pytest.mark.parametrize("name", SWEEPS)
def test_the_first_institution_that_fails_stops_none_behind_it(
    name: str, institutions, monkeypatch
) -> None:
    module, step, sweep = SWEEPS[name]
    real, came = getattr(module, step), []

    def fail_first(institution: Institution, *args: Any, **more: Any) -> Any:
        came.append(institution.pk)
        assert current() is not None
        if len(came) == 1:
            raise RuntimeError
        return real(institution, *args, **more)

    monkeypatch.setattr(module, step, fail_first)

    sweep()

    assert sorted(came) == sorted(one.pk for one in institutions)
    jobs = Job.objects.filter(subject_id=None)
    assert sorted(jobs.values_list("state", flat=True)) == ["done", "done", "waiting"]
    assert jobs.get(state="waiting").institution_id == came[0]
    if name == "snapshots":
        assert FigurePublication.objects.count() == 2


def due(member: Membership) -> CheckIn:
    tie = TieFactory(protege=member, mentor__institution=member.institution)
    return CheckIn.objects.create(
        institution=member.institution,
        tie=tie,
        member=member,
        due_on=date(2026, 11, 24),
        due_at=NOON,
    )


def test_a_check_in_that_cannot_be_asked_stops_no_other_of_its_institution(monkeypatch) -> None:
    first = due(MembershipFactory())
    second = due(MembershipFactory(institution=first.institution))
    message = check_ins._message

    def fail(rows: list[CheckIn], *rest: Any) -> Any:
        if rows[0].pk == first.pk:
            raise ValueError
        return message(rows, *rest)

    monkeypatch.setattr(check_ins, "_message", fail)

    assert check_ins.ask_check_ins(now=NOON) == 1

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("due", "asked")
    assert OutboxMessage.objects.get().recipient == second.member.user.email
    held = Job.objects.get(kind=check_ins.ASK)
    assert (held.subject_id, held.state, held.attempts) == (first.member_id, "waiting", 1)
    assert check_ins.ask_check_ins(now=NOON) == 0
