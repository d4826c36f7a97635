"""Projects that mentors write: sent, confirmed by who joins, returned, accepted, and chosen only then."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Project
from mentornet.mail.models import OutboxMessage
from profiles.models import AuditEvent
from tests.factories import InstitutionFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at, page, post, protege

pytestmark = pytest.mark.django_db


def said(world, **more):
    joining = [str(world.mentors["Long"].pk)]
    given = {"title": "Falls", "summary": "Why people fall.", "places": "2", "joining": joining}
    return given | {"areas": ["research"]} | more


@pytest.fixture
def berg(world):
    return client_of(world.mentors["Berg"].member)


def offered(world, berg) -> Project:
    post(berg, "offer_new", world.program.pk, **said(world))
    row: Project = Project.objects.get(title="Falls")
    return row


def can_be_chosen(world) -> bool:
    return Project.objects.offered().filter(title="Falls").exists()


def test_a_mentor_s_project_is_chosen_once_it_is_accepted_and_who_joins_agrees(world, berg) -> None:
    mia = protege(world.program, "Mia")
    row = offered(world, berg)
    long = client_of(world.mentors["Long"].member)

    asked = page(long, "own_projects", world.program.pk)
    before = page(client_of(mia.member), "project_choices", world.program.pk)
    listed = page(world.director, "project_list", world.program.pk)
    post(world.director, "project_review", row.pk, accept="1")
    accepted = can_be_chosen(world)
    post(long, "offer_answer", row.pk, answer="yes")

    assert "You are asked to be a mentor of this project." in on_one_line(asked)
    assert "Falls" not in before
    assert "Review: waiting for you" in listed
    assert (accepted, can_be_chosen(world)) == (False, True)
    assert "Falls" in page(client_of(mia.member), "project_choices", world.program.pk)
    row.refresh_from_db()
    assert (row.state, row.area_labels) == ("accepted", ["Research"])
    mails = OutboxMessage.objects.filter(kind="project_told").values_list("recipient", flat=True)
    people = [world.mentors[name].member.user.email for name in ("Long", "Berg")]
    assert sorted(mails) == sorted(people)
    assert AuditEvent.objects.filter(verb="program_project.accepted").count() == 1


def test_changes_are_asked_for_in_words_and_the_project_comes_back(world, berg) -> None:
    row = offered(world, berg)

    empty = post(world.director, "project_review", row.pk, **{"return": "1"})
    post(world.director, "project_review", row.pk, **{"return": "1", "note": "Say how long."})
    mine = page(berg, "own_projects", world.program.pk)
    kept = post(berg, "offer_edit", row.pk, **said(world, title="Cardiac", summary="A year."))
    post(berg, "offer_edit", row.pk, **said(world, summary="A year.", joining=[]))

    assert "Say what should change." in empty.content.decode()
    assert "Say how long." in mine
    # What was typed stays where another project has this title.
    assert "already has a project with this title" in kept.content.decode()
    assert "A year." in kept.content.decode()
    row.refresh_from_db()
    assert (row.state, row.summary, row.mentors.count()) == ("proposed", "A year.", 1)


def test_who_declines_to_join_is_taken_off_and_the_lead_is_told(world, berg) -> None:
    row = offered(world, berg)

    post(client_of(world.mentors["Long"].member), "offer_answer", row.pk, answer="no")

    assert [one.mentor for one in row.mentors.all()] == [world.mentors["Berg"]]
    mail = OutboxMessage.objects.get(recipient=world.mentors["Berg"].member.user.email)
    assert "won’t join “Falls”" in mail.body_text


def test_a_director_who_saw_another_text_decides_nothing(world, berg) -> None:
    row = offered(world, berg)

    answer = post(world.director, "project_review", row.pk, accept="1", seen="old")

    assert "was changed while this page was open" in answer.content.decode()
    assert Project.objects.get(pk=row.pk).state == "proposed"


def test_only_who_leads_it_changes_it_until_it_is_accepted(world, berg) -> None:
    row = offered(world, berg)
    long, chen = (client_of(world.mentors[name].member) for name in ("Long", "Chen"))
    mia = client_of(protege(world.program, "Mia").member)
    stranger = director_at(InstitutionFactory())
    edit = reverse("matching:offer_edit", args=[row.pk])
    answer = reverse("matching:offer_answer", args=[row.pk])
    review = reverse("matching:project_review", args=[row.pk])
    own = reverse("matching:own_projects", args=[world.program.pk])

    met = [
        long.get(edit).status_code,
        chen.post(answer, {"answer": "yes"}).status_code,
        mia.get(own).status_code,
        mia.get(reverse("matching:offer_new", args=[world.program.pk])).status_code,
        stranger.get(review).status_code,
    ]
    refused = berg.post(review, {"accept": "1"}).status_code
    own_yes = post(berg, "offer_answer", row.pk, answer="no")
    Project.objects.filter(pk=row.pk).update(state="accepted")

    assert met == [404] * 5
    assert refused in (403, 404)
    assert row.mentors.filter(leads=True).count() == 1
    assert own_yes.status_code == 200
    assert berg.get(edit).status_code == 404


def test_list_of_own_projects_takes_as_many_queries_for_three(
    world, berg, django_assert_num_queries
) -> None:
    address = reverse("matching:own_projects", args=[world.program.pk])
    berg.get(address)
    for number in range(2):
        with django_assert_num_queries(9):
            berg.get(address)
        world.project(f"More {number}", "Berg", "Long")


def test_a_project_that_waits_is_in_the_director_s_queue_until_its_mentor_withdraws_it(
    world, berg
) -> None:
    row = offered(world, berg)
    said_there = "wrote the project “Falls”. Mentees see it once you accept it."

    def queue() -> str:
        return world.director.get(reverse("evaluations:attention")).content.decode()

    waiting = queue()
    post(client_of(world.mentors["Long"].member), "offer_withdraw", row.pk)
    not_led = queue()
    post(berg, "offer_withdraw", row.pk)

    assert said_there in waiting and said_there in not_led
    assert said_there not in queue()
    assert "Falls" not in page(world.director, "project_list", world.program.pk)
    late = post(world.director, "project_review", row.pk, accept="1").content.decode()
    assert "The mentor withdrew this project." in late
    assert "Withdrawn" in page(berg, "own_projects", world.program.pk)

    post(berg, "offer_edit", row.pk, **said(world))
    assert said_there in queue()
    post(world.director, "project_review", row.pk, accept="1")
    refused = post(berg, "offer_withdraw", row.pk).content.decode()
    assert "This project was accepted." in refused
    assert said_there not in queue()
