"""What a roster would do, and everything that is wrong with it."""

import pytest

from profiles.models import Membership
from profiles.roster.domain.applying import RosterHasErrors, apply_import
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.roster.steps import HEADER, errors, plan, run

pytestmark = pytest.mark.django_db


def test_plan_import_refuses_an_address_of_someone_who_keeps_it(institution):
    MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    made = plan(institution, "2,a@x.example,New,Person,full")
    assert errors(made) == [(2, "email", "email_taken")]


def test_plan_import_leaves_people_who_are_not_in_the_file(institution):
    MembershipFactory(institution=institution, external_id="1")
    assert run(institution, "2,b@x.example,Bo,Birch,full")["ended"] == 0
    assert run(institution, "2,b@x.example,Bo,Birch,full", end_missing=True)["ended"] == 1
    assert Membership.objects.get(external_id="1").end_date is not None


def test_plan_import_refuses_to_end_the_last_director_even_when_skipping(institution):
    MembershipFactory(institution=institution, external_id="1", offices=[StaffRoleKind.DIRECTOR])
    made = plan(institution, "2,b@x.example,Bo,Birch,full", end_missing=True)
    assert errors(made) == [(0, "end_date", "last_director")]
    with pytest.raises(RosterHasErrors):
        apply_import(made, actor=None, skip_bad_rows=True)
    assert Membership.objects.count() == 1


def test_plan_import_reports_every_error_of_every_row(institution):
    made = plan(
        institution,
        "1,nonsense,Ada,Ash,asistant",
        "2,b@x.example,=cmd(),Birch,full",
        "3,c@x.example,,,full",
        "4,d@x.example,D\x00,Elm,full",
    )
    assert errors(made) == [
        (2, "email", "email"),
        (2, "rank", "unknown_rank"),
        (3, "given_name", "formula"),
        (4, "given_name", "empty"),
        (5, "given_name", "nul"),
    ]
    assert "“assistant”" in made.errors[1].message


def test_people_with_one_name_are_taken_in_whichever_column_it_stands(institution):
    made = plan(institution, "1,a@x.example,Suharto,,full", "2,b@x.example,,Pelé,full")

    assert errors(made) == []


def test_plan_import_reports_duplicates_at_each_row(institution):
    made = plan(
        institution,
        "1,a@x.example,Ada,Ash,full",
        "1,b@x.example,Bo,Birch,full",
        "3,A@x.example,Cy,Cedar,full",
    )
    assert errors(made) == [
        (2, "external_id", "duplicate_id"),
        (2, "email", "duplicate_email"),
        (3, "external_id", "duplicate_id"),
        (4, "email", "duplicate_email"),
    ]


def test_plan_import_refuses_unknown_and_own_supervisors(institution):
    made = plan(
        institution,
        "1,a@x.example,Ada,Ash,full,1",
        "2,b@x.example,Bo,Birch,full,99",
        header=HEADER + ",supervisor_external_id",
    )
    assert errors(made) == [
        (2, "supervisor_external_id", "self_supervision"),
        (3, "supervisor_external_id", "unknown_supervisor"),
    ]


def test_plan_import_of_a_moved_chain_of_addresses_fails_with_its_bad_row(institution):
    MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    made = plan(institution, "1,z@x.example,Ada,Ash,wizard", "2,a@x.example,Bo,Birch,full")
    assert errors(made) == [(2, "rank", "unknown_rank"), (3, "email", "depends_on_bad_row")]
