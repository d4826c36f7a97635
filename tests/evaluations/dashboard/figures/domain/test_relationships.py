"""Pairs of programs by month: active, new, ended, and who met as they agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from evaluations.check_ins.models import CheckIn
from evaluations.dashboard.figures.domain.relationships import MonthOfPairs, history_of
from evaluations.dashboard.figures.domain.trend import last_months
from evaluations.models import Meeting
from matching.models import MatchRun, Program
from networks.models import Tie
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import ProgramFactory, TieFactory

pytestmark = pytest.mark.django_db

MONTHS = last_months(date(2026, 3, 31), 4)
DEC, JAN, FEB, MAR = (one.first for one in MONTHS)


def began(tie: Tie, day: str) -> None:
    """Let a director have made the pair by name on *day*."""
    MatchRun.objects.update(method=MatchRun.BY_HAND)
    Tie.objects.filter(pk=tie.pk).update(confirmed_at=f"{day}T12:00Z", started_on=None)


def held(tie: Tie, day: date, state: str = "held") -> None:
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=state,
        starts_at=datetime(day.year, day.month, day.day, 15, tzinfo=UTC),
    )


def history(program: Program) -> dict[date, MonthOfPairs]:
    programs = Program.objects.filter(pk=program.pk)
    return history_of(program.institution, programs, MONTHS)


def test_each_month_counts_who_began_who_ended_and_who_is_active() -> None:
    program, _client = running(3)
    first, second, third = Tie.objects.order_by("protege__family_name")
    began(first, "2025-12-05")
    began(second, "2026-01-10")
    began(third, "2026-01-20")
    Tie.objects.filter(pk=first.pk).update(state="ended", ended_on="2026-02-15")

    found = history(program)

    counted = {day: (row.active, row.new, row.ended) for day, row in found.items()}
    assert counted == {DEC: (1, 1, 0), JAN: (3, 2, 0), FEB: (2, 0, 1), MAR: (2, 0, 0)}


def test_a_pair_counts_for_its_rhythm_once_it_has_had_the_time() -> None:
    program, _client = running(2)
    first, second = Tie.objects.order_by("protege__family_name")
    began(first, "2025-10-01")
    began(second, "2026-02-20")
    held(first, date(2025, 12, 20))
    held(first, date(2026, 3, 1))
    held(first, date(2026, 2, 27), "missed")

    found = history(program)

    # Monthly pairs have 46 days. The second has not had them before April.
    rhythm = {day: (row.in_rhythm, row.settled) for day, row in found.items()}
    assert rhythm == {DEC: (1, 1), JAN: (1, 1), FEB: (0, 1), MAR: (1, 1)}


def test_a_day_named_in_a_check_in_is_a_meeting() -> None:
    program, _client = running(1)
    tie = Tie.objects.get()
    began(tie, "2025-10-01")
    CheckIn.objects.create(
        institution=tie.institution,
        tie=tie,
        member=tie.protege,
        due_on="2026-03-20",
        due_at="2026-03-20T12:00Z",
        state="asked",
        answer="met",
        met_on="2026-03-18",
    )

    assert history(program)[MAR].in_rhythm == 1
    assert history(program)[FEB].in_rhythm == 0


def test_what_people_found_themselves_or_another_program_made_is_not_counted() -> None:
    program, _client = running(1)
    other = ProgramFactory(institution=program.institution, state="running")
    TieFactory(protege=Tie.objects.get().protege, started_on="2026-01-05")

    assert history(program)[MAR].active == 1
    assert set(history(other).values()) == {MonthOfPairs()}


def test_what_two_had_before_a_program_made_them_a_pair_is_not_counted() -> None:
    program, _client = running(1)
    MatchRun.objects.update(published_at=datetime(2026, 2, 10, 12, tzinfo=UTC))
    Tie.objects.update(started_on="2025-01-05", created_at=datetime(2025, 1, 5, tzinfo=UTC))
    held(Tie.objects.get(), date(2026, 1, 20))

    counted = {day: (row.active, row.new, row.settled) for day, row in history(program).items()}

    assert counted == {DEC: (0, 0, 0), JAN: (0, 0, 0), FEB: (1, 1, 0), MAR: (1, 0, 1)}
    assert history(program)[MAR].in_rhythm == 0


@pytest.mark.parametrize("pairs", [1, 3])
def test_two_queries_for_any_number(pairs: int, django_assert_num_queries) -> None:
    program, _client = running(pairs)
    institution = program.institution

    with django_assert_num_queries(2):
        history_of(institution, Program.objects.filter(pk=program.pk), MONTHS)
