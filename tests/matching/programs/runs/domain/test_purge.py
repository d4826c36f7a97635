"""What a run was given, people's wishes among it, is deleted a year after the program."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from matching.models import GroupRules, MatchRun, Program
from matching.tasks import purge_run_inputs
from tests.factories import ExclusionFactory, GroupProgramFactory, ProgramFactory
from tests.support.groups import formed, person
from tests.support.matching import director_at, finished, mentor, post, protege

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> MatchRun:
    program = GroupProgramFactory()
    GroupRules.objects.create(
        institution=program.institution, program=program, smallest=3, largest=4, facilitated=False
    )
    people = [person(program, name) for name in "ABCD"]
    ExclusionFactory(owner=people[0].member, other=people[1].member, reach="pair")
    return formed(program, director_at(program.institution))


def kept(run: MatchRun) -> bool:
    return bool(MatchRun.objects.get(pk=run.pk).inputs)


def closed(run: MatchRun, *, days: int) -> None:
    client = director_at(run.institution)
    post(client, "directing_move", run.program_id, "close", sure="1")
    program = Program.objects.get(pk=run.program_id)
    assert program.closed_at is not None
    Program.objects.filter(pk=program.pk).update(closed_at=timezone.now() - timedelta(days=days))


def test_wishes_are_gone_a_year_after_the_program_was_closed(run: MatchRun) -> None:
    closed(run, days=364)
    assert (purge_run_inputs(), kept(run)) == (0, True)

    closed(run, days=366)

    assert (purge_run_inputs(), purge_run_inputs(), kept(run)) == (1, 0, False)


@pytest.mark.parametrize(("days", "gone"), [(300, False), (700, True)])
def test_program_that_nobody_closed_is_over_on_its_last_day(run, days: int, gone: bool) -> None:
    day = timezone.localdate() - timedelta(days=days)
    Program.objects.filter(pk=run.program_id).update(starts_on=day, months=8)

    purge_run_inputs()

    assert kept(run) is not gone


def test_run_says_so_and_is_not_made_again(run: MatchRun) -> None:
    closed(run, days=366)
    purge_run_inputs()
    client = director_at(run.institution)

    page = client.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    again = post(client, "group_act", run.pk, "repeat").content.decode()

    assert "a year after the program ended. It can’t be run again." in page
    assert "so it can’t be run again." in again
    assert MatchRun.objects.count() == 1
    assert client.get(reverse("matching:group_table", args=[run.pk])).status_code == 404


def test_pairs_stay_when_what_they_came_from_is_gone() -> None:
    program = ProgramFactory(state="matching")
    client = director_at(program.institution)
    mentor(program, "Senior")
    protege(program, "Junior")
    run = finished(program, client)
    closed(run, days=366)
    purge_run_inputs()

    page = client.get(reverse("matching:run", args=[run.pk])).content.decode()

    assert ["Ada Junior" in page, "Repeat this run" in page] == [True, False]
    assert "so it can’t be run again." in post(client, "run_repeat", run.pk).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(inputs)) FROM matching_matchrun")
        assert cursor.fetchone() == (0,)
