"""The figures of one reader: what is counted live, what is published, and what is shown to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.check_ins.domain.counts import subject_of
from evaluations.dashboard.figures.domain.figures import BUILDERS, Reader, trend_of, trends_of
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.privacy.models import FrozenFigures
from profiles.models import StaffRole
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import InstitutionFactory, MembershipFactory, TieFactory, UnitFactory

pytestmark = pytest.mark.django_db


def director(institution=None) -> Reader:
    here = institution or InstitutionFactory()
    return Reader(MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]))


def mentored(here, *, people: int, mentored: int) -> None:
    for number in range(people):
        one = MembershipFactory(institution=here)
        if number < mentored:
            TieFactory(protege=one)


def test_a_director_has_all_figures_in_their_order() -> None:
    assert [one.key for one in trends_of(director())] == list(BUILDERS)


def test_who_does_not_direct_the_whole_institution_gets_no_figure_about_all_of_it() -> None:
    coordinator = MembershipFactory(offices=[StaffRoleKind.COORDINATOR])
    unit = UnitFactory(institution=coordinator.institution)
    StaffRole.objects.filter(membership=coordinator).update(scope_kind="unit", scope_id=unit.pk)
    reader = Reader(coordinator)

    keys = [one.key for one in trends_of(reader)]

    assert keys == ["relationships", "rhythm", "changes", "programs"]
    assert trends_of(Reader(MembershipFactory())) == []
    assert [trend_of(reader, key) for key in ("mentored", "check-ins", "activation")] == [None] * 3


def test_the_relationships_of_another_institution_are_not_counted() -> None:
    program, _client = running(2)

    own = trend_of(director(program.institution), "relationships")
    other = trend_of(director(), "relationships")

    assert own is not None and other is not None
    assert own.lines[-1].values[0].told == "2"
    assert other.lines[-1].values[0].told == "0"


def test_published_figures_are_those_of_the_publication_and_not_of_today() -> None:
    here = InstitutionFactory()
    reader = director(here)
    mentored(here, people=14, mentored=6)
    take_snapshot(here, now=timezone.now() - timedelta(days=1))
    mentored(here, people=10, mentored=10)

    found = trend_of(reader, "mentored")

    assert found is not None
    published = found.lines[-1].values[0]
    # Six mentors who are here, and the director.
    assert published.told == "6 of 21 (29%)"
    assert published.drawn == 29
    assert found.is_confidential and found.as_of is not None


def test_too_few_people_are_not_shown_in_a_published_figure() -> None:
    here = InstitutionFactory()
    mentored(here, people=14, mentored=2)
    take_snapshot(here)

    found = trend_of(director(here), "mentored")

    assert found is not None and found.hides
    assert found.lines[-1].values[0].told == "not shown"


def test_without_a_publication_there_is_nothing_to_show() -> None:
    found = trend_of(director(), "mentored")

    assert found is not None
    assert (list(found.lines), found.as_of) == ([], None)


def test_check_ins_are_those_that_were_counted() -> None:
    reader = director()
    FrozenFigures.objects.create(
        institution=reader.institution,
        subject=subject_of(reader.institution),
        begins="2026-03-01",
        threshold=5,
        figures={"asked": 20, "answered": 12},
    )

    found = trend_of(reader, "check-ins")

    assert found is not None
    assert [(one.label, [value.told for value in one.values]) for one in found.lines] == [
        ("Mar 2026", ["12", "20"])
    ]


@pytest.mark.parametrize("pairs", [1, 3])
def test_queries_do_not_grow(pairs: int, django_assert_num_queries) -> None:
    program, _client = running(pairs)
    take_snapshot(program.institution)
    reader = director(program.institution)

    with django_assert_num_queries(15):
        trends_of(reader)
