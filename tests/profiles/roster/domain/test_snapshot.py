"""What the database holds before an import: of one institution, in a handful of queries."""

import pytest

from profiles.roster.domain.applying import apply_import
from tests.factories import MembershipFactory
from tests.profiles.roster.steps import HEADER, errors, plan

pytestmark = pytest.mark.django_db


def test_plan_import_sees_nothing_of_another_institution(institution):
    MembershipFactory(external_id="1")
    made = plan(
        institution, "2,b@x.example,Bo,Birch,full,1", header=HEADER + ",supervisor_external_id"
    )
    assert errors(made) == [(2, "supervisor_external_id", "unknown_supervisor")]


def test_import_takes_the_same_number_of_queries_at_1_and_30(
    institution, django_assert_num_queries
):
    def lines(start: int, end: int) -> list[str]:
        return [f"{n},p{n}@x.example,Ada,Ash,full" for n in range(start, end)]

    made = plan(institution, *lines(0, 1))
    with django_assert_num_queries(20) as one:  # three ask which emails are free
        apply_import(made, actor=None)
    made = plan(institution, *lines(1, 31))
    with django_assert_num_queries(len(one.captured_queries)):
        apply_import(made, actor=None)
