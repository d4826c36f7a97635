"""What a director sees of the pairs: who has met, and not a word of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.check_ins.feedback.domain.trend import freeze_feedback
from evaluations.models import Feedback, Meeting
from matching.models import MatchRun, Program
from matching.pairs.domain.publish import publish_run
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance
from networks.models import Tie
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution, User
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import EnrollmentFactory, ProgramFactory
from tests.matching.programs.test_journey import director_at

pytestmark = pytest.mark.django_db


def running(pairs: int):
    program = ProgramFactory(state="matching")
    for at in range(pairs):
        EnrollmentFactory(program=program, member__family_name=f"P{at}")
        EnrollmentFactory(program=program, side="mentor", member__family_name=f"M{at}", places=1)
    client = director_at(program.institution)
    actor = User.objects.get(pk=client.session["_auth_user_id"])
    run = start_run(program, method="stable", actor=actor)
    advance(run.pk)
    publish_run(MatchRun.objects.get(pk=run.pk), actor=actor)
    Tie.objects.update(started_on=timezone.localdate() - timedelta(days=300))
    return Program.objects.get(), client


def met(tie: Tie, days: int, state: str = "held") -> None:
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=state,
        starts_at=timezone.now() - timedelta(days=days),
        notes="Very confidential",
    )


def test_most_pressing_pairs_come_first_with_the_reason_and_no_text() -> None:
    program, client = running(4)
    ties = list(Tie.objects.order_by("protege__family_name"))
    met(ties[0], 10)
    met(ties[1], 90)
    met(ties[2], 5)
    met(ties[2], 3, "missed")
    met(ties[2], 1, "missed")

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    found = [
        (row.tie.protege.family_name, label, row.met) for row, label, _ in page.context["rows"]
    ]
    assert found == [
        ("P1", "At risk", 1),
        ("P2", "At risk", 1),
        ("P3", "Dormant", 0),
        ("P0", "Meeting", 1),
    ]
    text = page.content.decode()
    assert "The last 2 meetings did not take place." in text
    assert "Very confidential" not in text


def test_program_without_pairs_says_what_to_do_next() -> None:
    program = ProgramFactory()
    client = director_at(program.institution)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    assert "Pairs appear here once a run is published." in page.content.decode()


@pytest.mark.parametrize("pairs", [1, 3])
def test_page_costs_the_same_for_any_number(pairs, django_assert_num_queries) -> None:
    program, client = running(pairs)
    address = reverse("evaluations:program_pairs", args=[program.pk])
    client.get(address)

    with django_assert_num_queries(11):
        client.get(address)


def counted(tie: Tie, author, *, days_ago: int, useful: int, audience: str = "counted") -> None:
    row = Feedback.objects.create(
        institution=tie.institution, tie=tie, author=author, audience=audience, useful=useful
    )
    Feedback.objects.filter(pk=row.pk).update(given_at=timezone.now() - timedelta(days=days_ago))


def test_feedback_is_shown_of_many_in_quarters_that_are_over() -> None:
    program, client = running(3)
    Institution.objects.update(suppression_threshold=5)
    people = [(tie, author) for tie in Tie.objects.all() for author in (tie.protege, tie.mentor)]
    for tie, author in people:
        counted(tie, author, days_ago=120, useful=4)
        # Neither of this quarter, nor what one kept for oneself or for the other side.
        counted(tie, author, days_ago=0, useful=1)
        counted(tie, author, days_ago=120, useful=1, audience="mine")
        counted(tie, author, days_ago=120, useful=1, audience="shared")
    for tie, author in people[:4]:
        counted(tie, author, days_ago=240, useful=2)
    freeze_feedback(program.institution)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    [(_begins, means)] = page.context["feedback"]
    assert means == [None, None, 4.0, None, None]
    assert "What people let be counted" in page.content.decode()


def test_feedback_withdrawn_after_its_quarter_was_counted_moves_no_figure() -> None:
    program, client = running(3)
    people = [(tie, author) for tie in Tie.objects.all() for author in (tie.protege, tie.mentor)]
    for tie, author in people:
        counted(tie, author, days_ago=120, useful=4)
    counted(*people[0], days_ago=120, useful=1)
    freeze_feedback(program.institution)
    address = reverse("evaluations:program_pairs", args=[program.pk])
    before = client.get(address).context["feedback"]

    Feedback.objects.filter(author=people[0][1]).delete()
    freeze_feedback(program.institution)

    assert before != []
    assert client.get(address).context["feedback"] == before


def test_a_threshold_that_was_raised_hides_feedback_counted_before() -> None:
    program, client = running(3)
    for tie in Tie.objects.all():
        for author in (tie.protege, tie.mentor):
            counted(tie, author, days_ago=120, useful=4)
    freeze_feedback(program.institution)

    change_threshold(program.institution, to=7, by=None)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))
    assert page.context["feedback"] == []


def test_one_person_who_speaks_often_is_not_many() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    for _time in range(9):
        counted(tie, tie.protege, days_ago=120, useful=1)
    freeze_feedback(program.institution)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))

    assert page.context["feedback"] == []


def test_counted_feedback_moves_no_state_that_anybody_reads_of_a_pair() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    met(tie, 3)
    counted(tie, tie.protege, days_ago=1, useful=1)

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))
    own = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))

    assert [row.health.state for row, _label, _tone in page.context["rows"]] == ["healthy"]
    assert own.context["state"].health.state == "healthy"
