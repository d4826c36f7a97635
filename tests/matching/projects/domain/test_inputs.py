"""What an allocation is given: who waits, what is free, and who chose what."""

from __future__ import annotations

import pytest

from matching.models import PairRequest, Project
from matching.projects.domain.inputs import build_given
from tests.matching.projects.conftest import placed
from tests.support.matching import page, published

pytestmark = pytest.mark.django_db


def test_projects_with_mentors_and_choices_go_in(world) -> None:
    mia = world.mentee("Mia", "Triage", "Cardiac")
    world.mentee("Noa")

    given = build_given(world.program, method="stable", seed=4)

    keys = {title: str(row.pk) for title, row in world.projects.items()}
    people = {name: str(one.member_id) for name, one in world.mentors.items()}
    assert [(one.key, one.mentors, one.places) for one in given.projects] == [
        (keys["Cardiac"], (people["Berg"],), 1),
        (keys["Triage"], (people["Chen"], people["Long"]), 2),
    ]
    assert given.choices == {str(mia.member_id): (keys["Triage"], keys["Cardiac"])}
    assert (given.people.seed, len(given.people.proteges)) == (4, 2)


def test_who_has_a_project_is_not_matched_again_and_takes_a_place(world) -> None:
    world.mentee("Mia", "Triage")
    run = world.match()
    published(world.director, run)
    noa = world.mentee("Noa", "Triage", "Cardiac")

    given = build_given(world.program, method="stable", seed=0)

    assert placed(run) == {"Mia": "Triage"}
    assert [one.key for one in given.people.proteges] == [str(noa.member_id)]
    assert [one.places for one in given.projects] == [1, 1, 1]


def test_a_place_is_kept_for_who_is_asked_about_it(world) -> None:
    world.mentee("Mia", "Cardiac")
    for title in ("Triage", "Zoonoses"):
        Project.objects.filter(title=title).update(is_offered=False)
    run = world.match()
    published(world.director, run)
    assert PairRequest.objects.filter(state="open").count() == 1
    world.mentee("Noa", "Cardiac")

    given = build_given(world.program, method="stable", seed=0)
    shown = page(world.director, "project_list", world.program.pk)

    cardiac = str(world.projects["Cardiac"].pk)
    assert {one.key: one.places for one in given.projects}[cardiac] == 0
    assert 'data-label="Working on it">0<' in shown
