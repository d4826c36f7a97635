"""Matching mentees and projects through the pages, from the start to the emails."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import transaction
from django.urls import reverse

from matching.models import Enrollment, MatchRun, Program, Project, Proposal
from matching.pairs.domain.preferences import decline, save_choices
from matching.programs.errors import WrongKind
from matching.programs.runs.domain.lifecycle import cancel_run
from matching.projects.domain.choices import counts_next
from matching.projects.domain.run import start_run
from matching.tasks import advance_run
from mentornet.mail.models import OutboxMessage
from networks.models import Tie
from profiles.models import Membership
from tests.factories import ExclusionFactory, ProgramFactory
from tests.matching.projects.conftest import placed
from tests.support.matching import actor_of, client_of, page, post, published

pytestmark = pytest.mark.django_db


def ties() -> set[tuple[str, str]]:
    rows = Tie.objects.filter(state="active").select_related("protege", "mentor")
    return {(one.protege.family_name, one.mentor.family_name) for one in rows}


def test_mentees_get_projects_and_all_of_their_mentors(world) -> None:
    world.mentee("Mia", "Triage", "Cardiac")
    world.mentee("Noa", "Cardiac", "Triage")
    world.mentee("Ola")

    run = world.match()
    shown = page(world.director, "project_run", run.pk)
    after = published(world.director, run)

    assert placed(run) == {"Mia": "Triage", "Noa": "Cardiac", "Ola": None}
    assert "Stable: there are no mentee and no project" in shown
    assert "They chose no project, or those they chose were taken" in shown
    assert "Published" in after
    assert ties() == {("Mia", "Chen"), ("Mia", "Long"), ("Noa", "Berg")}
    assert Program.objects.get().state == "running"
    mia = Membership.objects.get(family_name="Mia")
    bodies = OutboxMessage.objects.filter(kind="pair_made", recipient=mia.user.email)
    chen = world.mentors["Chen"].member.name
    assert [
        "The project: Triage" in body and f"{chen} leads it." in body
        for body in bodies.values_list("body_text", flat=True)
    ] == [True, True]
    assert OutboxMessage.objects.filter(kind="pair_waiting").count() == 1


def test_mentors_choose_and_decline_and_rules_hold_for_every_mentor(world) -> None:
    mia, noa = world.mentee("Mia", "Cardiac"), world.mentee("Noa", "Cardiac")
    ola, pia = world.mentee("Ola", "Triage"), world.mentee("Pia", "Triage")
    save_choices(world.mentors["Berg"], keys=[noa.pk])
    decline(world.mentors["Long"], key=ola.pk)
    Membership.objects.filter(pk=pia.member_id).update(supervisor=world.mentors["Chen"].member)

    run = world.match()

    assert placed(run) == {"Mia": None, "Noa": "Cardiac", "Ola": None, "Pia": None}
    # Why is not told apart: that a project was not open would tell who declined or is kept apart.
    shown = page(world.director, "project_run", run.pk)
    assert shown.count("were taken by others or not open to them") == 3
    assert mia.pk != noa.pk


def test_most_people_are_placed_where_choices_come_second(world) -> None:
    world.mentee("Mia", "Cardiac", "Triage")
    noa = world.mentee("Noa", "Cardiac")
    save_choices(world.mentors["Berg"], keys=[Enrollment.objects.get(member__family_name="Mia").pk])

    stable, best = world.match(), world.match("best")

    assert placed(stable) == {"Mia": "Cardiac", "Noa": None}
    assert placed(best) == {"Mia": "Triage", "Noa": "Cardiac"}
    assert noa.program.runs.count() == 2


def what_a_director_sees(world, title: str, how: str) -> tuple[object, ...]:
    """Match, look, publish, look at the emails that are asked; with what Mia or Berg said in confidence, or without."""
    mia = world.mentee("Mia", *([title] if how != "no list" else []))
    if how == "apart":
        ExclusionFactory(owner=mia.member, other=world.mentors["Berg"].member, reach="pair")
    elif how == "declined":
        decline(world.mentors["Berg"], key=mia.pk)
    run = world.match()
    facts = [*run.proposals.values_list("project__title", "source", "leads", "cause")]
    said = "They chose no project, or those they chose" in page(
        world.director, "project_run", run.pk
    )
    seen = (facts, said, placed(run))
    if placed(run)["Mia"]:
        published(world.director, run)
        run.refresh_from_db()
        seen = (
            *seen,
            run.state,
            ties(),
            "asked first" in page(world.director, "project_run", run.pk),
        )
    return seen


def test_of_whom_few_projects_are_open_to_nothing_said_in_confidence_can_be_read(world) -> None:
    """One project is left: a director who matches and publishes sees the same, whatever parts the two."""
    found = []
    for how in ("nothing", "apart", "declined"):
        with transaction.atomic():
            Project.objects.filter(title="Triage").update(is_offered=False)
            there = dataclasses.replace(world, projects=dict(world.projects))
            found.append(what_a_director_sees(there, "Cardiac", how))
            transaction.set_rollback(True)

    assert found[0] == found[1] == found[2]
    assert found[0][2:] == ({"Mia": "Cardiac"}, "published", set(), True)


def test_who_has_no_project_looks_alike_with_a_list_that_is_closed_to_them_and_with_none(
    world,
) -> None:
    found = []
    for how in ("no list", "apart", "declined"):
        with transaction.atomic():
            there = dataclasses.replace(world, projects=dict(world.projects))
            found.append(what_a_director_sees(there, "Cardiac", how))
            transaction.set_rollback(True)

    assert found[0] == found[1] == found[2]
    assert found[0][1:] == (True, {"Mia": None})


def test_nothing_a_director_changes_between_two_runs_changes_what_is_matched(world) -> None:
    mia = world.mentee("Mia", "Cardiac", "Triage")
    first = world.match()
    # Other places, another project, another list, a mentee left out: a second run would tell who prefers what.
    Project.objects.filter(title="Cardiac").update(is_offered=False)
    world.project("Bait", "Long")
    post(world.director, "left_out", mia.pk, out="1")
    world.mentee("Noa", "Bait")

    second = world.match("best")
    again = world.match("stable")

    assert placed(first) == placed(second) == {"Mia": "Cardiac"}
    assert (again.pk, again.seed) == (first.pk, second.seed)
    assert MatchRun.objects.count() == 2


def test_cancelled_run_cannot_be_tried_again_beside_one_with_other_places(world) -> None:
    world.mentee("Mia", "Cardiac", "Triage")
    Program.objects.update(state="matching")
    early = start_run(world.program, method="stable", actor=actor_of(world.director))
    cancel_run(early, actor=None)
    Project.objects.filter(title="Cardiac").update(is_offered=False)
    world.match()

    answer = post(world.director, "run_retry", early.pk)
    advance_run(str(early.pk))

    assert "You can no longer change this run." in answer.content.decode()
    early.refresh_from_db()
    assert (early.state, Proposal.objects.filter(run=early).count()) == ("cancelled", 0)


def test_a_list_counts_for_one_published_match_and_again_once_its_owner_says_so(world) -> None:
    """Who offers one project after another and publishes in between learns of each list once."""
    world.mentee("Mia", "Cardiac", "Triage")
    world.mentee("Noa", "Cardiac", "Triage")
    Project.objects.exclude(title="Cardiac").update(is_offered=False)
    first = world.match()
    published(world.director, first)
    waiting = next(name for name, project in placed(first).items() if project is None)
    Project.objects.exclude(title="Cardiac").update(is_offered=True)
    late = world.match()

    member = Membership.objects.get(family_name=waiting)
    client = client_of(member)
    shown = page(client, "project_choices", world.program.pk)
    mail = OutboxMessage.objects.get(kind="pair_waiting")
    post(client, "project_choose", world.program.pk, "keep")
    again = page(client, "project_choices", world.program.pk)
    second = world.match()

    assert placed(late) == {waiting: None}
    assert "nothing to publish" in page(world.director, "project_run", late.pk)
    assert "It counts for the next match once you say so" in shown
    assert "It counts for the next match once you say so" not in again
    assert reverse("matching:project_choices", args=[world.program.pk]) in mail.body_text
    assert "look at the projects again" in page(client, "program", world.program.pk)
    assert placed(second) == {waiting: "Triage"}


def test_a_list_counts_again_after_a_run_that_was_stopped_or_not_published(world) -> None:
    mia = world.mentee("Mia", "Cardiac")
    Program.objects.update(state="matching")
    cancel_run(
        start_run(world.program, method="stable", actor=actor_of(world.director)), actor=None
    )

    run = world.match()

    assert placed(run) == {"Mia": "Cardiac"}
    assert counts_next(mia)


def test_next_round_begins_with_the_publication(world) -> None:
    world.mentee("Mia", "Cardiac")
    world.mentee("Noa", "Cardiac")
    first = world.match()
    # What someone changes between the match and its publication counts for the next one.
    for name in ("Mia", "Noa"):
        member = Membership.objects.get(family_name=name)
        post(client_of(member), "project_choose", world.program.pk, "keep")
    published(world.director, first)
    waiting = next(name for name, project in placed(first).items() if project is None)
    Project.objects.filter(title="Cardiac").update(places=2)

    second = world.match()
    published(world.director, second)

    assert placed(second) == {waiting: "Cardiac"}
    assert ties() == {("Mia", "Berg"), ("Noa", "Berg")}


def test_wish_to_stay_apart_after_the_run_ends_in_silence(world) -> None:
    mia = world.mentee("Mia", "Triage")
    run = world.match()
    ExclusionFactory(owner=mia.member, other=world.mentors["Long"].member, reach="pair")
    ExclusionFactory(owner=mia.member, other=world.mentors["Chen"].member, reach="pair")

    published(world.director, run)

    run.refresh_from_db()
    assert (run.state, ties()) == ("published", set())


@pytest.mark.parametrize("late", ["withdrawn", "chief", "openings"])
def test_publication_looks_at_the_rules_again(world, late) -> None:
    mia = world.mentee("Mia", "Triage")
    run = world.match()
    long = world.mentors["Long"]
    if late == "withdrawn":
        post(world.director, "withdraw_for", long.pk, sure="1")
    elif late == "chief":
        Membership.objects.filter(pk=mia.member_id).update(supervisor=long.member)
    else:
        Program.objects.update(places_a_mentor=0)

    answer = post(world.director, "project_publish", run.pk)

    assert ("Long" in answer.content.decode(), ties()) == (True, set())
    run.refresh_from_db()
    assert run.state == "done"


def test_runs_need_someone_to_place_and_a_place(world) -> None:
    Program.objects.update(state="matching")

    answer = post(world.director, "project_run_start", world.program.pk, method="stable")

    assert "You need at least one mentee without a project" in answer.content.decode()
    with pytest.raises(WrongKind):
        start_run(ProgramFactory(state="matching"), method="stable", actor=actor_of(world.director))
    assert MatchRun.objects.count() == 0


def test_pages_of_pairs_are_not_there_for_a_run_of_projects(world) -> None:
    world.mentee("Mia", "Cardiac")
    run = world.match()
    proposal = Proposal.objects.get()
    client = world.director

    hidden = [
        client.get(reverse("matching:run_table", args=[run.pk])),
        client.get(reverse("matching:run_compare", args=[run.pk, run.pk])),
        client.get(reverse("matching:proposal", args=[proposal.pk])),
        client.post(reverse("matching:proposal_change", args=[proposal.pk]), {"to": "nobody"}),
        client.post(reverse("matching:run_repeat", args=[run.pk])),
        client.get(reverse("matching:weights", args=[world.program.pk])),
    ]

    assert [one.status_code for one in hidden] == [404] * len(hidden)
    shown = client.get(reverse("matching:run", args=[run.pk]))
    assert shown.headers["Location"] == reverse("matching:project_run", args=[run.pk])


def test_journey_of_a_mentee_through_the_pages(world) -> None:
    member = Membership.objects.get(pk=world.mentors["Berg"].member_id)
    newcomer = type(member).objects.get(pk=world.mentee("Mia").member_id)
    client = client_of(newcomer)

    enrolled = client.post(
        reverse("matching:enroll", args=[world.program.pk, "protege"]),
        {"area_research": "1", "goals": "A paper"},
    )

    assert enrolled.headers["Location"] == reverse(
        "matching:project_choices", args=[world.program.pk]
    )
    assert "Choose projects" in page(client, "program", world.program.pk)
