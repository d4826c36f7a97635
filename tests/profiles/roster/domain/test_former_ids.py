"""A roster that still has the ID which a directory has replaced: through file, API and SCIM."""

from __future__ import annotations

import pytest

from profiles.models import Membership
from profiles.provisioning.domain.scim_models import ENTERPRISE
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.provisioning.directory import Directory, entra_user
from tests.profiles.roster.steps import HEADER, errors, plan, run
from tests.support.api import Api

pytestmark = pytest.mark.django_db
OLD = "F1,ada@north.example,Ada,Moreno,associate"


@pytest.fixture
def institution():
    return InstitutionFactory(slug="north")


@pytest.fixture
def ada(institution) -> Membership:
    """Someone whose number the directory has changed from F1 to F2."""
    member = MembershipFactory(
        institution=institution,
        external_id="F1",
        user__email="ada@north.example",
        given_name="Ada",
        family_name="Moreno",
        rank="assistant",
    )
    change = {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "F2"}
    assert Directory(institution).patch(member, change).status_code == 200
    member.refresh_from_db()
    assert (member.external_id, member.former_ids) == ("F2", ["F1"])
    return member


def test_file_with_the_old_id_and_the_email_means_the_same_person(institution, ada):
    made = plan(institution, OLD)
    assert errors(made) == []
    assert made.notes == [
        "Row 2 (F1 → F2) has an ID that the directory has changed. We matched the person by that "
        "ID and the email."
    ]
    assert run(institution, OLD)["changed"] == 1
    ada.refresh_from_db()
    assert (ada.external_id, ada.rank) == ("F2", "associate")
    # One with the new ID as ever.
    assert run(institution, OLD.replace("F1", "F2"))["unchanged"] == 1


def test_old_id_with_another_email_is_refused_and_ends_no_one(institution, ada):
    """It may be someone else's by now, who must not be taken for them."""
    made = plan(institution, "F1,eve@north.example,Eve,Other,full", end_missing=True)
    assert errors(made) == [(2, "external_id", "former_id")]
    assert made.missing == []


def test_old_id_names_a_supervisor(institution, ada):
    line = "F9,bo@north.example,Bo,Birch,assistant,F1"
    assert run(institution, line, header=f"{HEADER},supervisor_external_id")["added"] == 1
    assert Membership.objects.get(external_id="F9").supervisor_id == ada.pk


def test_old_and_new_id_in_one_file_are_one_person_twice(institution, ada):
    made = plan(institution, OLD, "F2,ada2@north.example,Ada,Moreno,associate")
    assert ("external_id", "duplicate_id") in [
        (column, code) for _row, column, code in errors(made)
    ]


def test_old_id_that_someone_has_now_is_theirs(institution, ada):
    Membership.objects.filter(pk=ada.pk).update(external_id="F3", former_ids=["F1", "F2"])
    other = MembershipFactory(institution=institution, external_id="F1", rank="assistant")
    line = f"F1,{other.email},{other.given_name},{other.family_name},full"
    assert run(institution, line)["changed"] == 1
    other.refresh_from_db()
    assert other.rank == "full"
    # And their email with that ID is refused, as for any two people.
    assert (2, "email", "email_taken") in errors(plan(institution, OLD))


def test_row_of_before_changes_no_one_who_has_got_its_id_since(institution, ada):
    """Ada has another email by now, too: nothing in her old row is in use, and it is not Bo's."""
    bo = MembershipFactory(institution=institution, external_id="F5", rank="assistant")
    change = {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "F1"}
    directory = Directory(institution)
    assert directory.patch(bo, change).status_code == 200
    old = OLD.replace("ada@", "ada.then@")
    assert errors(plan(institution, old)) == [(2, "external_id", "former_id")]
    body = {"email": "ada.then@north.example", "given_name": "Ada", "family_name": "Moreno"}
    refused = Api(institution).call("PUT", "/members/external/F1", {**body, "rank": "full"})
    assert refused.status_code == 422
    # Bo's own name or email may change.
    bo.refresh_from_db()
    assert run(institution, f"F1,{bo.email},Robert,Birch,assistant")["changed"] == 1
    email = {
        "op": "replace",
        "path": "emails",
        "value": [{"value": "b@n.example", "primary": True}],
    }
    assert directory.patch(bo, email).status_code == 200


def test_other_institution_s_ids_of_before_mean_no_one_here(institution, ada):
    other = InstitutionFactory()
    assert run(other, OLD.replace("ada@north", "ada@south"))["added"] == 1


def test_api_writes_the_person_under_the_id_of_before(institution, ada):
    body = {"email": ada.email, "given_name": "Ada", "family_name": "Moreno", "rank": "full"}
    answer = Api(institution).call("PUT", "/members/external/F1", body)
    assert (answer.status_code, answer.json()["external_id"]) == (200, "F2")
    refused = Api(institution).call(
        "PUT", "/members/external/F1", {**body, "email": "eve@north.example"}
    )
    assert refused.status_code == 422
    assert Membership.objects.of(institution).count() == 1


def test_directory_takes_over_under_the_id_of_before_with_the_email_alone(institution, ada):
    ada.provisioned.delete()
    body = {"userName": "ada", "emails": [{"value": ada.email, "type": "work", "primary": True}]}
    number = {ENTERPRISE: {"employeeNumber": "F1"}}
    strange = entra_user(**number)
    directory = Directory(institution)
    assert directory("POST", "Users", strange).status_code == 400
    assert directory("POST", "Users", entra_user(**body, **number)).status_code == 201
    assert [one.external_id for one in Membership.objects.of(institution)] == ["F2"]
