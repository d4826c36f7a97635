"""Placing people by hand: by places and openings alone, and asked before it begins."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import PairRequest, Program, Project, Proposal
from networks.models import Tie
from tests.factories import ExclusionFactory, InstitutionFactory
from tests.matching.projects.conftest import placed
from tests.support.matching import client_of, director_at, page, post, published

pytestmark = pytest.mark.django_db


def put(world, run, name, to):
    row = Proposal.objects.get(run=run, leads=True, protege__member__family_name=name)
    return post(world.director, "project_put", row.pk, to=to)


def test_director_places_someone_and_both_are_asked(world) -> None:
    ola = world.mentee("Ola")
    run = world.match()

    answer = put(world, run, "Ola", world.projects["Triage"].pk)
    asking = page(world.director, "project_publish", run.pk)
    assert ("Everyone is asked first" in asking, "right away" in asking) == (True, False)
    published(world.director, run)

    assert "is on “Triage” now. We ask them before it begins." in answer.content.decode()
    request = PairRequest.objects.get()
    assert (request.protege, request.mentor) == (ola.member, world.mentors["Chen"].member)
    assert Tie.objects.count() == 0
    for one in (ola.member, world.mentors["Chen"].member):
        post(client_of(one), "pair_request_answer", request.pk, "accept")
    made = Proposal.objects.get(tie__isnull=False)
    assert (made.project, made.mentor) == (world.projects["Triage"], world.mentors["Chen"])
    assert "Triage" in page(world.director, "project_list", world.program.pk)


def test_someone_is_taken_off_with_all_mentors_of_the_project(world) -> None:
    world.mentee("Mia", "Triage")
    run = world.match()

    put(world, run, "Mia", "nothing")

    assert placed(run) == {"Mia": None}
    assert Proposal.objects.filter(run=run).count() == 1
    shown = page(world.director, "project_run", run.pk)
    assert "Removed from their project by a director." in shown
    assert "After your changes that may no longer be so." in " ".join(shown.split())


def test_full_projects_and_full_mentors_are_refused(world) -> None:
    world.mentee("Mia", "Cardiac")
    world.mentee("Noa")
    world.mentors["Long"].places = 1
    world.mentors["Long"].save()
    world.project("Sepsis", "Chen", "Long")
    Project.objects.filter(title="Triage").update(is_offered=False)
    world.mentee("Ola", "Sepsis")
    run = world.match()

    full = put(world, run, "Noa", world.projects["Cardiac"].pk)
    Project.objects.filter(title="Sepsis").update(places=5)
    busy = put(world, run, "Noa", world.projects["Sepsis"].pk)

    assert "“Cardiac” has no free place." in full.content.decode()
    assert "Long has no openings left in this run." in busy.content.decode()
    assert placed(run) == {"Mia": "Cardiac", "Noa": None, "Ola": "Sepsis"}


def test_a_place_added_after_the_match_is_given_by_hand(world) -> None:
    world.mentee("Mia", "Cardiac")
    world.mentee("Noa", "Cardiac")
    run = world.match()
    waiting = next(name for name, project in placed(run).items() if project is None)
    Project.objects.filter(title="Cardiac").update(places=2)

    put(world, run, waiting, world.projects["Cardiac"].pk)

    assert placed(run) == {"Mia": "Cardiac", "Noa": "Cardiac"}


def test_no_wish_refuses_a_change_so_that_trying_tells_nothing(world) -> None:
    mia = world.mentee("Mia")
    ExclusionFactory(owner=mia.member, other=world.mentors["Berg"].member, reach="pair")
    run = world.match()

    put(world, run, "Mia", world.projects["Cardiac"].pk)
    published(world.director, run)

    assert placed(run) == {"Mia": None}
    assert (PairRequest.objects.count(), Tie.objects.count()) == (1, 0)


def test_published_runs_other_institutions_and_unknown_targets_are_refused(world) -> None:
    world.mentee("Mia", "Cardiac")
    run = world.match()
    row = Proposal.objects.get()
    address = reverse("matching:project_put", args=[row.pk])
    stranger = director_at(InstitutionFactory())
    assert stranger.post(address, {"to": "nothing"}).status_code == 404
    assert world.director.post(address, {"to": "x"}).status_code == 404
    published(world.director, run)
    put(world, run, "Mia", "nothing")

    assert (placed(run), Program.objects.get().state) == ({"Mia": "Cardiac"}, "running")
