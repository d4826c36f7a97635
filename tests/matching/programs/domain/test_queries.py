"""What the lists of programs and of those who take part read."""

from datetime import UTC, datetime

import pytest

from matching.programs.domain.queries import directed_programs, enrolled_in, programs_for, runs_of
from matching.programs.kinds import TRAITS
from matching.programs.runs.domain.jobs import enqueue_run
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    PreferenceFactory,
    ProgramFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_faculty_read_what_is_open_and_what_is_theirs(count, django_assert_num_queries) -> None:
    member = MembershipFactory()
    opened = ProgramFactory.create_batch(count, institution=member.institution)
    own = ProgramFactory(institution=member.institution, state="closed")
    EnrollmentFactory(program=own, member=member)
    ProgramFactory(institution=member.institution, state="closed")
    ProgramFactory(institution=member.institution, state="draft")
    ProgramFactory()
    with django_assert_num_queries(2):
        rows = programs_for(member)
    label = str(TRAITS["dyadic"].side("protege").label)
    found = {row.program: row.sides for row in rows}
    assert found == {own: [label], **{program: [] for program in opened}}


def test_directors_read_all_programs_with_how_many_take_part() -> None:
    institution = InstitutionFactory()
    director = MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])
    draft = ProgramFactory(institution=institution, state="draft")
    program = ProgramFactory(institution=institution)
    EnrollmentFactory.create_batch(2, program=program)
    EnrollmentFactory(program=program, side="mentor")
    EnrollmentFactory(program=program, withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    rows = [(row, row.proteges, row.mentors) for row in directed_programs(director)]
    assert sorted(rows, key=str) == sorted([(program, 2, 1), (draft, 0, 0)], key=str)


def test_who_directs_nothing_reads_no_program() -> None:
    member = MembershipFactory()
    ProgramFactory(institution=member.institution)
    assert list(directed_programs(member)) == []


@pytest.mark.parametrize("people", [1, 3])
def test_who_takes_part_is_read_with_how_many_they_named(people, django_assert_num_queries) -> None:
    program = ProgramFactory()
    for _one in range(people):
        PreferenceFactory(enrollment__program=program)
    EnrollmentFactory(program=program, withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    with django_assert_num_queries(1):
        rows = [(row.side, row.named, row.member.unit) for row in enrolled_in(program)]
    assert [side for side, _named, _unit in rows] == ["mentor"] * people + ["protege"] * people
    assert [named for _side, named, _unit in rows] == [0] * people + [1] * people


def test_runs_of_pairs_are_read_the_latest_first() -> None:
    program = ProgramFactory(state="matching")
    runs = [
        enqueue_run(program, method=method, inputs="{}", digest=method, actor=None)
        for method in ("stable", "best", "groups")
    ]
    assert [(run, run.pairs) for run in runs_of(program)] == [(runs[1], 0), (runs[0], 0)]
