"""Forming groups: the same question once, repeated, canceled, taken over."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.groups.forming.domain import run as group_run
from matching.groups.forming.domain.run import start_forming
from matching.models import MatchRun, Seat
from matching.programs.runs.domain.lifecycle import advance, cancel_run
from matching.tasks import advance_run, advance_waiting_runs
from mentornet.jobs.lease import LEASE
from mentornet.jobs.models import Job
from profiles.vocabulary import Area
from tests.support.groups import TUESDAY, formed, groups, person
from tests.support.matching import actor_of, post

pytestmark = pytest.mark.django_db


def test_run_groups_those_who_can_meet(program, director) -> None:
    for name in ("A", "B", "C"):
        person(program, name)
        person(program, f"{name}2", hours=TUESDAY)

    run = formed(program, director)

    assert run.state == "done"
    assert sorted(map(sorted, groups(run).values())) == [["A", "B", "C"], ["A2", "B2", "C2"]]
    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert "Monday 8:00 AM–10:30 AM" in page
    assert "6 of 6" in page


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

    assert "at least two enrolled members who don’t have a group yet" in page.content.decode()


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
