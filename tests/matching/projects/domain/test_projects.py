"""Projects as a director writes them: one by one, pasted, changed, no longer offered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Project
from profiles.models import AuditEvent
from tests.factories import ProgramFactory
from tests.support.matching import director_at, mentor, page, post

pytestmark = pytest.mark.django_db


def said(world, **more):
    berg, long = world.mentors["Berg"], world.mentors["Long"]
    return {
        "title": "Sepsis",
        "summary": "Notes of the ward",
        "places": "3",
        "lead": str(berg.pk),
        "joining": [str(long.pk)],
        "areas": ["research"],
        "is_offered": "on",
        **more,
    }


def test_director_adds_a_project_with_who_leads_it(world) -> None:
    shown = post(world.director, "project_new", world.program.pk, **said(world)).content.decode()

    assert "Berg (leads)" in " ".join(shown.split())
    row = Project.objects.get(title="Sepsis")
    there = [(one.mentor.member.family_name, one.leads) for one in row.mentors.all()]
    assert (row.places, row.areas, there) == (3, ["research"], [("Berg", True), ("Long", False)])
    assert AuditEvent.objects.filter(verb="program_project.added").count() == 1


def test_project_is_refused_without_a_mentor_of_the_program_or_with_a_title_twice(world) -> None:
    elsewhere = mentor(ProgramFactory(institution=world.program.institution), "Other")

    stranger = post(
        world.director, "project_new", world.program.pk, **said(world, lead=str(elsewhere.pk))
    )
    twice = post(world.director, "project_new", world.program.pk, **said(world, title="CARDIAC"))

    assert "lead" in stranger.context["form"].errors
    assert "already has a project with this title" in twice.content.decode()
    assert Project.objects.count() == 2


def test_project_is_changed_and_no_longer_offered(world) -> None:
    row = world.projects["Cardiac"]
    client = world.director
    form = client.get(reverse("matching:project_edit", args=[row.pk])).context["form"]
    given = said(world, title="Cardiac", joining=[], **{form.mark_name: form.mark})
    del given["is_offered"]

    post(client, "project_edit", row.pk, **given)

    row.refresh_from_db()
    assert (row.places, row.is_offered) == (3, False)
    assert list(Project.objects.offered()) == [world.projects["Triage"]]
    assert "Not offered" in page(client, "project_list", world.program.pk)


def test_project_is_not_offered_once_one_of_its_mentors_has_withdrawn(world) -> None:
    post(world.director, "withdraw_for", world.mentors["Long"].pk, sure="1")

    assert list(Project.objects.offered()) == [world.projects["Cardiac"]]
    assert "a mentor has withdrawn" in page(world.director, "project_list", world.program.pk)


def test_rows_of_a_spreadsheet_are_added_all_at_once(world) -> None:
    emails = {name: one.member.user.email for name, one in world.mentors.items()}
    rows = (
        f"Sepsis\t2\t{emails['Berg'].upper()}, {emails['Long']}\tNotes, of the ward\n"
        f"\nDelirium\t1\t{emails['Chen']}\n"
    )

    post(world.director, "project_paste", world.program.pk, rows=rows)

    sepsis = Project.objects.get(title="Sepsis")
    leads = [(one.mentor.member.family_name, one.leads) for one in sepsis.mentors.all()]
    assert (sepsis.places, sepsis.summary) == (2, "Notes, of the ward")
    assert leads == [("Berg", True), ("Long", False)]
    assert Project.objects.filter(title="Delirium").count() == 1


def test_lines_that_cannot_be_read_are_named_and_nothing_is_added(world) -> None:
    email = world.mentors["Berg"].member.user.email
    rows = f"Good; 1; {email}\ncardiac; 1; {email}\nBad; many; {email}\nLost; 1; no@one.example\nBare; 1;"

    answer = post(world.director, "project_paste", world.program.pk, rows=rows)

    assert answer.context["form"].errors["rows"] == [
        "Line 2: there is already a project with this title.",
        "Line 3: enter a number of places from 1 to 50.",
        "Line 4: no mentor with the email no@one.example is enrolled here.",
        "Line 5: enter the email of at least one mentor.",
    ]
    assert Project.objects.count() == 2


def test_other_programs_and_other_institutions_have_no_projects(world) -> None:
    pairs = ProgramFactory(institution=world.program.institution)
    stranger = director_at(ProgramFactory().institution)

    names = ("project_list", "project_new", "project_paste")
    met = [world.director.get(reverse(f"matching:{name}", args=[pairs.pk])) for name in names]
    row = world.projects["Cardiac"]
    theirs = stranger.get(reverse("matching:project_edit", args=[row.pk]))

    assert [one.status_code for one in met] == [404] * 3
    assert theirs.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_projects_takes_as_many_queries_for_three(
    world, count, django_assert_num_queries
) -> None:
    Project.objects.exclude(title="Cardiac").delete()
    for number in range(1, count):
        world.project(f"More {number}", "Berg", "Long")
    address = reverse("matching:project_list", args=[world.program.pk])
    world.director.get(address)

    with django_assert_num_queries(12):
        world.director.get(address)
