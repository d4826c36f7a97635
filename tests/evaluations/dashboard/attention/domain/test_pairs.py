"""The pairs at risk that the database finds are those that early warning names."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from evaluations.check_ins.early_warning.domain.health import State, assess
from evaluations.check_ins.early_warning.domain.pairs import facts_of
from evaluations.dashboard.attention.domain.queue import Filters, read_queue
from evaluations.models import CheckIn, Meeting
from matching.models import MatchRun, Proposal
from networks.models import Agreement, Tie
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.dashboard.attention.working import at_work
from tests.factories import EnrollmentFactory, MembershipFactory, ProgramFactory, TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return ProgramFactory(state="running")


@pytest.fixture
def director(program):
    return at_work(
        MembershipFactory(
            institution=program.institution, offices=[StaffRoleKind.DIRECTOR, StaffRoleKind.OMBUDS]
        )
    )


@pytest.fixture
def run(program):
    return MatchRun.objects.create(
        institution=program.institution,
        program=program,
        number=1,
        state="published",
        method="stable",
        engine_version="1",
        digest="",
        inputs=b"",
    )


def made_by(run, *, days: int = 200) -> Tie:
    """A pair that the run made so many days ago."""
    protege = EnrollmentFactory(program=run.program)
    mentor = EnrollmentFactory(program=run.program, side="mentor")
    tie = TieFactory(
        protege=protege.member,
        mentor=mentor.member,
        state="active",
    )
    Tie.objects.filter(pk=tie.pk).update(created_at=timezone.now() - timedelta(days=days))
    Proposal.objects.create(
        institution=run.institution, run=run, protege=protege, mentor=mentor, tie=tie
    )
    return tie


def meeting(tie: Tie, days: int, state: str = "held") -> None:
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=state,
        starts_at=timezone.now() - timedelta(days=days),
    )


def asked(tie: Tie, days: int, answer: str = "", **more) -> None:
    moment = timezone.now() - timedelta(days=days)
    CheckIn.objects.create(
        institution=tie.institution,
        tie=tie,
        member=tie.protege,
        due_on=moment.date(),
        due_at=moment,
        state="asked",
        answer=answer,
        answered_at=moment if answer else None,
        **more,
    )


def found_by(director) -> dict[str, str]:
    queue = read_queue(director, filters=Filters(kind="pair"))
    assert queue.failed == []
    return {
        item.row.subject: item.row.code
        for part in queue.parts
        for item in part.items
        if part.kind.key == "pair"
    }


def test_the_database_and_early_warning_say_the_same_of_every_pair(run, director) -> None:
    for last, planned, missed, cadence in product(
        (None, 5, 40, 55, 70, 250), (False, True), (0, 2), ("weekly", "monthly")
    ):
        tie = made_by(run, days=260 if last else 20)
        Agreement.objects.create(
            institution=tie.institution,
            tie=tie,
            number=1,
            cadence=cadence,
            state="proposed",
            review_on="2030-01-01",
        )
        if last:
            meeting(tie, last)
        if planned:
            meeting(tie, -3, "planned")
        for at in range(missed):
            meeting(tie, 2 - at, "missed")
    for last, answer, silent in product((None, 10, 60), ("", "help", "met", "not_yet"), (5, 30)):
        tie = made_by(run, days=100)
        if last:
            meeting(tie, last)
        asked(tie, silent + 8, answer)
        asked(tie, silent)
    asked_for_help_and_met = made_by(run)
    asked(asked_for_help_and_met, 50, "help")
    asked(asked_for_help_and_met, 30, "met", met_on=timezone.localdate() - timedelta(days=31))

    known = facts_of(list(Tie.objects.values_list("pk", flat=True)), today=timezone.localdate())
    warned = {
        str(tie.pk) for tie, facts in known if assess(facts).state in (State.AT_RISK, State.DORMANT)
    }
    assert len(known) == 73
    assert set(found_by(director)) == warned


@pytest.mark.parametrize("published", [10, 100])
def test_both_leave_out_what_two_did_before_a_program_made_them_a_pair(
    run, director, published
) -> None:
    for last, missed, answer in product((None, 8, 60, 150), (0, 2), ("", "help")):
        tie = made_by(run, days=260)
        if last:
            meeting(tie, last)
        for at in range(missed):
            meeting(tie, 40 - at, "missed")
        asked(tie, 35, answer)
        asked(tie, 20)
    run.published_at = timezone.now() - timedelta(days=published)
    run.save()
    Tie.objects.update(created_at=timezone.now() - timedelta(days=250))

    known = facts_of(list(Tie.objects.values_list("pk", flat=True)), today=timezone.localdate())

    made_on = director.institution.local_date(now=run.published_at)
    assert all(facts.started_on == made_on for _tie, facts in known)
    assert all(
        facts.last_met is None or facts.last_met >= facts.started_on for _tie, facts in known
    )
    warned = {
        str(tie.pk) for tie, facts in known if assess(facts).state in (State.AT_RISK, State.DORMANT)
    }
    assert set(found_by(director)) == warned
    assert bool(warned) == (published > 10)


def test_the_cause_that_presses_most_is_named(run, director) -> None:
    help_wanted, missed, silent, late, never = (made_by(run) for _ in range(5))
    asked(help_wanted, 3, "help")
    meeting(missed, 20)
    meeting(missed, 9, "missed")
    meeting(missed, 2, "missed")
    meeting(silent, 50)
    asked(silent, 4)
    meeting(late, 90)

    assert found_by(director) == {
        str(help_wanted.pk): "help",
        str(missed.pk): "missed",
        str(silent.pk): "silent",
        str(late.pk): "late",
        str(never.pk): "never",
    }


def test_relationships_that_people_made_on_their_own_show_nowhere(program, director) -> None:
    tie = TieFactory(
        protege__institution=program.institution,
        state="active",
        started_on=timezone.localdate() - timedelta(days=300),
    )
    asked(tie, 3, "help")

    queue = read_queue(director)

    assert [part.kind.key for part in queue.parts if part.kind.key == "pair"] == []
    assert tie.protege.family_name not in str(queue.parts)


def test_pairs_of_programs_that_someone_else_runs_show_nowhere(run) -> None:
    made_by(run)
    elsewhere = at_work(MembershipFactory(offices=[StaffRoleKind.DIRECTOR]))

    assert found_by(elsewhere) == {}
