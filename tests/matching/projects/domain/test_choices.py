"""Choosing projects: by arrows and by dragging, up to the program's number, in confidence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Program, ProjectChoice
from matching.projects.domain.choices import chosen_by
from tests.factories import EnrollmentFactory, ProgramFactory
from tests.support.matching import client_of, page, post, protege

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(world):
    return protege(world.program, "Mia")


def titles(enrollment) -> list[str]:
    return [one.title for one in chosen_by(enrollment)]


def choose(world, mia, act, title):
    client = client_of(mia.member)
    return post(client, "project_choose", world.program.pk, act, key=world.projects[title].pk)


def test_mentee_adds_moves_and_removes(world, mia) -> None:
    seen = []
    for act, title in (
        ("add", "Cardiac"),
        ("add", "Triage"),
        ("up", "Triage"),
        ("up", "Triage"),
        ("drop", "Cardiac"),
    ):
        choose(world, mia, act, title)
        seen.append(titles(mia))

    assert seen == [
        ["Cardiac"],
        ["Cardiac", "Triage"],
        ["Triage", "Cardiac"],
        ["Triage", "Cardiac"],
        ["Triage"],
    ]


def test_dragged_order_is_kept_and_what_is_gone_is_not_put_back(world, mia) -> None:
    sepsis = world.project("Sepsis", "Berg")
    for title in ("Cardiac", "Triage", "Sepsis"):
        choose(world, mia, "add", title)
    type(sepsis).objects.filter(pk=sepsis.pk).update(is_offered=False)
    keys = [str(world.projects[one].pk) for one in ("Sepsis", "Triage", "Cardiac")]

    client = client_of(mia.member)
    answer = client.post(
        reverse("matching:project_order", args=[world.program.pk]), {"keys": [*keys, "x"]}
    )

    assert (answer.status_code, titles(mia)) == (200, ["Triage", "Cardiac"])


def test_more_than_the_program_asks_is_refused(world, mia) -> None:
    Program.objects.filter(pk=world.program.pk).update(choices_asked=1)
    choose(world, mia, "add", "Cardiac")

    answer = choose(world, mia, "add", "Triage")

    assert "You can choose up to 1 projects. Remove one first." in answer.content.decode()
    assert titles(mia) == ["Cardiac"]


def test_project_of_another_program_or_that_is_not_offered_is_refused(world, mia) -> None:
    other = ProgramFactory(institution=world.program.institution, kind="topics")
    project = world.projects["Cardiac"]
    type(project).objects.filter(pk=project.pk).update(program=other)
    type(project).objects.filter(title="Triage").update(is_offered=False)

    for title in ("Cardiac", "Triage"):
        assert "isn’t offered" in choose(world, mia, "add", title).content.decode()
    assert ProjectChoice.objects.count() == 0


def test_no_one_chooses_after_the_program_is_over(world, mia) -> None:
    Program.objects.filter(pk=world.program.pk).update(state="closed")

    choose(world, mia, "add", "Cardiac")

    assert ProjectChoice.objects.count() == 0


def test_mentors_directors_and_people_of_other_kinds_choose_no_projects(world, mia) -> None:
    address = reverse("matching:project_choices", args=[world.program.pk])
    pairs = EnrollmentFactory(program__institution=world.program.institution)
    elsewhere = reverse("matching:project_choices", args=[pairs.program_id])

    met = [
        client_of(world.mentors["Berg"].member).get(address).status_code,
        world.director.get(address).status_code,
        client_of(pairs.member).get(elsewhere).status_code,
    ]

    assert met == [404, 404, 404]
    # Nor is there a list of mentors to choose from.
    own = client_of(mia.member).get(reverse("matching:choices", args=[world.program.pk, "protege"]))
    assert own.status_code == 404
    assert "Mia" in page(
        client_of(world.mentors["Berg"].member), "choices", world.program.pk, "mentor"
    )


def test_a_list_stands_on_no_page_of_a_mentor_or_director(world, mia) -> None:
    choose(world, mia, "add", "Cardiac")
    rows = ProjectChoice.objects.all()

    berg = world.mentors["Berg"].member
    director = type(berg.user).objects.get(pk=world.director.session["_auth_user_id"])
    seen = [rows.visible_to(one).count() for one in (mia.member.user, berg.user, director)]

    assert seen == [1, 0, 0]


def test_page_takes_as_many_queries_for_three_projects(
    world, mia, django_assert_num_queries
) -> None:
    client = client_of(mia.member)
    address = reverse("matching:project_choices", args=[world.program.pk])
    for _more in range(2):
        choose(world, mia, "add", "Cardiac")
        with django_assert_num_queries(20):
            client.get(address)
        world.project(f"Sepsis {_more}", "Berg", "Long")
