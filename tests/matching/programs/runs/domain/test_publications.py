"""Publishing by a worker: what the director sees meanwhile, and what becomes of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.groups.forming.domain import publish as group_publish
from matching.groups.forming.domain.run import start_forming
from matching.models import GroupRules, MatchRun, Program, Publication
from matching.programs.enrollment.domain import withdraw
from matching.programs.runs.domain.lifecycle import advance
from matching.tasks import advance_publication, advance_waiting_publications
from mentornet.jobs.lease import LEASE
from mentornet.jobs.models import Job
from networks.models import PeerGroup, Tie
from tests.factories import GroupProgramFactory, ProgramFactory
from tests.support.groups import formed, htmx, person, seat_of
from tests.support.matching import actor_of, director_at, finished, mentor, post, protege, published

FORM = {"started_on": "2027-02-01", "charter": "What is said here stays here."}


@pytest.fixture
def program(db) -> Program:
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


@pytest.fixture
def run(program: Program, director: Client) -> MatchRun:
    for name in "ABC":
        person(program, name)
    return formed(program, director)


def seen(director: Client, run: MatchRun) -> str:
    return director.get(reverse("matching:group_run", args=[run.pk])).content.decode()


def test_director_sees_it_being_published_and_then_published(run, director) -> None:
    page = post(director, "group_publish", run.pk, **FORM).content.decode()

    assert ["Waiting to be published" in page, "data-column" in page] == [True, False]
    assert PeerGroup.objects.count() == 0
    Publication.objects.update(progress_done=1, progress_total=4)
    middle = director.get(
        reverse("matching:group_run", args=[run.pk]), headers={"HX-Request": "true"}
    )
    assert "25%" in middle.content.decode()

    advance_publication(str(Publication.objects.get().pk))

    after = director.get(
        reverse("matching:group_run", args=[run.pk]), headers={"HX-Request": "true"}
    )
    assert after.headers["HX-Refresh"] == "true"
    assert "Published. We’re emailing everyone." in seen(director, run)
    assert PeerGroup.objects.count() == 1


def test_nothing_of_it_changes_while_it_is_published(run, director) -> None:
    post(director, "group_publish", run.pk, **FORM)
    seat = seat_of(run, "A")

    page = post(director, "group_seat", seat.pk, "move", to="waiting").content.decode()
    board = director.post(
        reverse("matching:group_seat", args=[seat.pk, "move"]),
        {"to": "waiting"},
        headers={"HX-Request": "true"},
    )

    assert "This run is being published. Wait for the result." in page
    assert board.headers["HX-Refresh"] == "true"
    assert seat_of(run, "A").group_id == seat.group_id


def test_second_press_is_the_first(run, director) -> None:
    post(director, "group_publish", run.pk, **FORM)
    post(director, "group_publish", run.pk, **FORM)

    assert advance_waiting_publications() == 1
    assert advance_waiting_publications() == 0
    assert (Publication.objects.count(), PeerGroup.objects.count()) == (1, 1)


def test_publication_of_a_worker_that_died_is_taken_over(run, director) -> None:
    post(director, "group_publish", run.pk, **FORM)
    Publication.objects.update(state="running")
    Job.objects.update(state="running", attempts=1, claimed_until=timezone.now() + LEASE)
    assert advance_waiting_publications() == 0

    Job.objects.update(claimed_until=timezone.now())
    assert advance_waiting_publications() == 1

    assert Publication.objects.get().state == "done"
    assert PeerGroup.objects.count() == 1


def test_what_the_rules_refuse_by_then_is_said_and_nothing_is_lost(run, director) -> None:
    post(director, "group_publish", run.pk, **FORM)
    withdraw(seat_of(run, "B").enrollment, actor=actor_of(director))

    advance_waiting_publications()

    page = seen(director, run)
    assert (
        "Nothing was published, and no one was told. Ada B has withdrawn from the program." in page
    )
    assert PeerGroup.objects.count() == 0
    form = director.get(reverse("matching:group_publish", args=[run.pk])).content.decode()
    assert ["2027-02-01" in form, FORM["charter"] in form] == [True, True]
    assert "is on the wait list now" in htmx(
        director, "group_seat", seat_of(run, "A").pk, "move", to="waiting"
    )


def test_pairs_are_published_by_a_worker_too(program) -> None:
    pairs = ProgramFactory(institution=program.institution, state="matching")
    director = director_at(program.institution)
    for name in ("Senior", "Chair", "Dean"):
        mentor(pairs, name)
    protege(pairs, "Junior")
    run = finished(pairs, director)

    page = post(director, "run_publish", run.pk).content.decode()
    assert ["Waiting to be published" in page, Tie.objects.count()] == [True, 0]
    assert "Publishing" not in published(director, run)
    assert Tie.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_it_is_while_nothing_is_there_yet(monkeypatch) -> None:
    program = GroupProgramFactory()
    for name in "ABCDEFGH":
        person(program, name)
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=4,
        largest=4,
        session_minutes=90,
        facilitated=False,
    )
    director = director_at(program.institution)
    run = start_forming(program, actor=actor_of(director))
    advance(run.pk)
    create, watched = group_publish.create_group, []
    monkeypatch.setattr("mentornet.jobs.progress.EVERY_SECONDS", 0)

    def watching(*args, **more):
        with connection.copy().cursor() as other:
            other.execute(
                "SELECT progress_done, progress_total, state,"
                " (SELECT count(*) FROM networks_peergroup) FROM matching_publication"
            )
            watched.append(other.fetchone())
        return create(*args, **more)

    monkeypatch.setattr(group_publish, "create_group", watching)

    published(director, run, **FORM)

    assert watched == [(0, 4, "running", 0), (1, 4, "running", 0)]
    assert (Publication.objects.get().state, PeerGroup.objects.count()) == ("done", 2)
