"""In which order a file is written, so that what is there in between holds."""

from __future__ import annotations

import pytest

from profiles.roster.domain.parts import cut
from tests.factories import MembershipFactory
from tests.profiles.roster.steps import HEADER, plan

pytestmark = pytest.mark.django_db
SUPERVISED = HEADER + ",supervisor_external_id"


@pytest.fixture(autouse=True)
def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.roster.domain.parts.SIZE", 1)
    monkeypatch.setattr("profiles.roster.domain.parts.ENDINGS", 1)


def order(institution, *lines: str, **options) -> list[list[str]]:
    """Return the external ids of each part; those who are missing with a minus."""
    made = plan(institution, *lines, **options)
    assert made.errors == []
    return [
        [one.row.external_id for one in part.people]
        + [f"-{one.external_id}" for one in part.missing]
        for part in cut(made).plans
    ]


def test_new_people_come_after_those_above_them(institution):
    found = order(
        institution,
        "1,a@x.example,Ada,Ash,full,2",
        "2,b@x.example,Bo,Birch,full,3",
        "3,c@x.example,Cy,Cole,full,",
        header=SUPERVISED,
    )
    assert found == [["3"], ["2"], ["1"]]


def test_whoever_gets_a_new_supervisor_comes_after_them(institution):
    MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    found = order(
        institution,
        "1,a@x.example,Ada,Ash,full,2",
        "2,b@x.example,Bo,Birch,full,",
        header=SUPERVISED,
    )
    assert found == [["2"], ["1"]]


def test_two_who_change_places_are_turned_round_from_the_top(institution):
    top = MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    MembershipFactory(
        institution=institution, external_id="2", user__email="b@x.example", supervisor=top
    )
    found = order(
        institution,
        "1,a@x.example,Ada,Ash,full,2",
        "2,b@x.example,Bo,Birch,full,",
        header=SUPERVISED,
    )
    assert found == [["2"], ["1"]]


def test_emails_that_pass_on_are_written_together_and_first(institution):
    for number, email in (("1", "a@x.example"), ("2", "b@x.example"), ("3", "c@x.example")):
        MembershipFactory(institution=institution, external_id=number, user__email=email)
    made = plan(
        institution,
        "3,c@x.example,Cy,Cole,full,",
        "1,b@x.example,Ada,Ash,full,4",
        "2,a@x.example,Bo,Birch,full,",
        "4,d@x.example,Di,Dean,full,",
        header=SUPERVISED,
    )
    parts = cut(made)

    assert [[one.row.external_id for one in part.people] for part in parts.plans] == [
        ["1", "2"],
        ["3"],
        ["4"],
    ]
    # The supervisor of the first is new, and comes in at the end.
    assert parts.late == [made.numbers["1"][0]]


def test_people_who_are_missing_come_last(institution):
    MembershipFactory.create_batch(2, institution=institution)
    gone = sorted(institution.memberships.values_list("external_id", flat=True))
    found = order(institution, "x,x@x.example,Xi,Xu,full", end_missing=True)
    assert found == [["x"], *[[f"-{one}"] for one in gone]]
