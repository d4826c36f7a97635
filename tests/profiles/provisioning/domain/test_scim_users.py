"""People as a directory keeps them, with the requests that Okta and Entra ID send."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.utils import timezone

from profiles.models import (
    AuditEvent,
    Membership,
    ProvisionedMember,
    Unit,
    User,
)
from profiles.provisioning.domain.scim_models import ENTERPRISE, FACULTY
from profiles.signals import membership_ended
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import entra_user, error_of, okta_user

pytestmark = pytest.mark.django_db


def test_okta_asks_first_then_creates(directory, institution):
    asked = directory(
        "GET", "Users", filter='userName eq "ada@north.example"', startIndex=1, count=100
    )
    assert (asked.status_code, asked.json()["totalResults"]) == (200, 0)

    made = directory("POST", "Users", okta_user())

    assert made.status_code == 201
    member = Membership.objects.get()
    assert made["Location"].endswith(f"/scim/v2/Users/{member.pk}")
    assert (member.institution, member.external_id, member.rank) == (
        institution,
        "00ujl29u0le5T6Aj10h7",
        Rank.INSTRUCTOR,
    )
    assert (member.name, member.user.email) == ("Ada Moreno", "ada@north.example")
    assert not member.user.has_usable_password()
    body = made.json()
    assert (body["id"], body["userName"], body["externalId"], body["active"]) == (
        str(member.pk),
        "ada@north.example",
        "00ujl29u0le5T6Aj10h7",
        True,
    )
    found = directory("GET", "Users", filter='userName eq "ADA@north.example"').json()
    assert [one["id"] for one in found["Resources"]] == [str(member.pk)]


def test_entra_creates_with_number_title_and_department(directory, institution):
    UnitFactory(
        institution=institution,
        name="Cardiology",
        parent=UnitFactory(institution=institution, name="Medicine"),
    )
    body = directory("POST", "Users", entra_user()).json()
    member = Membership.objects.get()
    assert (member.external_id, member.rank) == ("F10482", Rank.ASSOCIATE)
    assert (member.user.email, member.unit.parent.name) == ("bo.birch@north.example", "Medicine")
    assert body["userName"] == "bo@north.example"
    assert body[ENTERPRISE]["department"] == "Cardiology"
    assert body["groups"][0]["display"] == "Medicine / Cardiology"
    assert Unit.objects.count() == 2


def test_second_creation_of_the_same_user_is_a_conflict(directory):
    directory("POST", "Users", okta_user())
    for again in (okta_user(), okta_user(userName="other@north.example")):
        assert error_of(directory("POST", "Users", again)) == (409, "uniqueness")
    assert Membership.objects.count() == 1


def test_person_of_the_roster_is_taken_over_and_keeps_their_number(directory, institution):
    member = MembershipFactory(
        institution=institution, external_id="E7", user__email="ada@north.example", rank=Rank.FULL
    )
    found = directory("GET", "Users", filter='userName eq "ada@north.example"').json()
    assert [one["id"] for one in found["Resources"]] == [str(member.pk)]
    made = directory("POST", "Users", okta_user(name={"givenName": "Ada", "familyName": "New"}))
    assert made.status_code == 201
    member.refresh_from_db()
    assert (member.external_id, member.rank, member.family_name) == ("E7", Rank.FULL, "New")
    assert Membership.objects.count() == 1


def test_okta_replaces_the_whole_user(directory):
    pk = directory("POST", "Users", okta_user()).json()["id"]
    directory("PUT", f"Users/{pk}", okta_user(id=pk, name={"givenName": "A.", "familyName": "M."}))
    member = Membership.objects.get()
    assert member.name == "A. M."
    assert directory("PUT", f"Users/{pk}", okta_user(active=False)).json()["active"] is False
    member.refresh_from_db()
    assert member.end_date is not None


def test_put_that_says_nothing_of_active_brings_no_one_back(directory):
    pk = directory("POST", "Users", okta_user()).json()["id"]
    directory("PUT", f"Users/{pk}", okta_user(active=False))
    body = okta_user()
    del body["active"]
    assert directory("PUT", f"Users/{pk}", body).json()["active"] is False


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "value": {"active": False}},  # Okta
        {"op": "Replace", "path": "active", "value": "False"},  # Entra ID
        {"op": "Replace", "path": "Active", "value": False},
        {"op": "Add", "value": {"Active": "False"}},
    ],
)
def test_deactivation_ends_the_time_here_and_deletes_nothing(directory, institution, operation):
    member = MembershipFactory(institution=institution, specialty="Kept")
    heard: list[Any] = []

    def listen(membership, **_):
        heard.append(membership.pk)

    membership_ended.connect(listen)
    answer = directory.patch(member, operation)
    membership_ended.disconnect(listen)
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    member.refresh_from_db()
    assert member.end_date is not None
    assert (member.specialty, heard) == ("Kept", [member.pk])
    verbs = AuditEvent.objects.filter(subject_id=member.pk).values_list("verb", flat=True)
    assert set(verbs) == {"membership.ended", "scim_person.written"}

    answer = directory.patch(member, {"op": "replace", "path": "active", "value": True})
    member.refresh_from_db()
    assert (member.end_date, answer.json()["active"]) == (None, True)


def test_someone_who_starts_later_can_be_deactivated(directory, institution):
    later = timezone.now().date() + timezone.timedelta(days=30)
    member = MembershipFactory(institution=institution, start_date=later)
    answer = directory.patch(member, {"op": "replace", "value": {"active": False}})
    assert answer.status_code == 200
    member.refresh_from_db()
    assert member.end_date is not None


def test_only_director_cannot_be_let_go(directory, institution):
    member = MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])
    answer = directory.patch(member, {"op": "replace", "value": {"active": False}})
    assert error_of(answer)[0] == 409
    assert "No program director would be left" in answer.json()["detail"]


def test_entra_changes_several_things_at_once(directory, institution):
    member = MembershipFactory(institution=institution, rank=Rank.ASSISTANT)
    chief = MembershipFactory(institution=institution)
    answer = directory.patch(
        member,
        {"op": "Replace", "path": "displayName", "value": "Bo Birch"},
        {"op": "Replace", "path": "name.givenName", "value": "Bo"},
        {"op": "Replace", "value": {"name.familyName": "Birch", f"{FACULTY}:specialty": "Imaging"}},
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "bo@north.example"},
        {"op": "Add", "path": "title", "value": "Professor"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Medicine / Cardiology"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": str(chief.pk)},
    )
    assert answer.status_code == 200, answer.content
    member.refresh_from_db()
    assert (member.name, member.user.email) == ("Bo Birch", "bo@north.example")
    assert (member.rank, member.specialty) == (Rank.FULL, "Imaging")
    assert (member.unit.name, member.supervisor) == ("Cardiology", chief)

    directory.patch(
        member,
        {"op": "Remove", "path": f"{ENTERPRISE}:manager"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": ""},
    )
    member.refresh_from_db()
    assert (member.supervisor, member.unit) == (None, None)


def test_new_user_name_is_the_new_address_where_it_was_the_old_one(directory):
    pk = directory("POST", "Users", okta_user()).json()["id"]
    member = Membership.objects.get(pk=pk)
    directory.patch(member, {"op": "replace", "path": "userName", "value": "am@north.example"})
    member.refresh_from_db()
    assert member.user.email == "am@north.example"
    assert ProvisionedMember.objects.get().user_name == "am@north.example"


def test_address_of_a_login_that_serves_others_is_not_moved(directory, institution):
    member = MembershipFactory(institution=institution)
    MembershipFactory(user=member.user)
    answer = directory.patch(
        member,
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "taken@evil.example"},
    )
    assert answer.status_code == 200
    assert answer.json()["emails"][0]["value"] == "taken@evil.example"
    assert User.objects.get(pk=member.user_id).email != "taken@evil.example"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "replace", "path": "userName", "value": ""}, (400, "invalidValue")),
        ({"op": "replace", "path": "userName", "value": None}, (400, "mutability")),
        ({"op": "remove", "path": "userName"}, (400, "mutability")),
        ({"op": "replace", "path": "id", "value": "1"}, (400, "mutability")),
        ({"op": "replace", "path": "active", "value": "perhaps"}, (400, "invalidValue")),
        ({"op": "remove"}, (400, "noTarget")),
        ({"op": "swap", "path": "active", "value": True}, (400, "invalidValue")),
        ({"op": "replace", "value": {"id": "1"}}, (400, "mutability")),
        ({"op": "replace", "path": "meta.location", "value": "x"}, (400, "mutability")),
        ({"op": "add", "path": "groups", "value": [{"value": "x"}]}, (400, "mutability")),
        ({"op": "add", "path": "roles", "value": [{"value": "director"}]}, (400, "mutability")),
        ({"op": "add", "value": {"roles": [{"value": "director"}]}}, (400, "mutability")),
        (
            {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "555"},
            (400, "mutability"),
        ),
        ({"op": "Add", "path": "colour", "value": "blue"}, (400, "invalidPath")),
        ({"op": "Add", "path": "urn:other:2.0:User:colour", "value": "blue"}, (400, "invalidPath")),
        ({"op": "Add", "value": {"colour": "blue"}}, (400, "invalidValue")),
        ({"op": "Add", "path": "title", "value": "x", "colour": 1}, (400, "invalidSyntax")),
        ({"op": "replace", "path": "a b", "value": True}, (400, "invalidPath")),
        ({"op": "replace", "path": "emails[x].value", "value": "y"}, (400, "invalidPath")),
        ({"op": "replace", "path": "emails", "value": [{"value": "no"}]}, (400, "invalidValue")),
        ({"op": "replace", "path": f"{FACULTY}:rank", "value": "wizard"}, (400, "invalidValue")),
        ({"op": "replace", "path": f"{ENTERPRISE}:manager", "value": "x"}, (400, "invalidValue")),
        ({"op": "replace", "path": "name.givenName", "value": "=cmd()"}, (400, "invalidValue")),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(
    directory, institution, operation, expected
):
    member = MembershipFactory(institution=institution)
    before = Membership.objects.values().get()
    assert error_of(directory.patch(member, operation)) == expected
    assert Membership.objects.values().get() == before
    assert ProvisionedMember.objects.count() == 0


def test_circle_of_managers_is_refused(directory, institution):
    chief = MembershipFactory(institution=institution)
    member = MembershipFactory(institution=institution, supervisor=chief)
    answer = directory.patch(
        chief, {"op": "add", "path": f"{ENTERPRISE}:manager", "value": str(member.pk)}
    )
    assert error_of(answer) == (400, "invalidValue")
    assert "supervise each other" in answer.json()["detail"]


def test_deleted_user_has_left_and_can_come_again(directory):
    pk = directory("POST", "Users", okta_user()).json()["id"]
    assert directory("DELETE", f"Users/{pk}").status_code == 204
    member = Membership.objects.get(pk=pk)
    assert member.end_date is not None
    assert error_of(directory("GET", f"Users/{pk}")) == (404, "")
    assert directory("GET", "Users").json()["totalResults"] == 0
    again = directory("POST", "Users", okta_user())
    assert (again.status_code, again.json()["id"]) == (201, pk)
    member.refresh_from_db()
    assert member.end_date is None


def test_who_is_no_longer_said_to_be_here_stays(directory, institution):
    member = MembershipFactory(institution=institution)
    answer = directory.patch(member, {"op": "remove", "path": "active"})
    member.refresh_from_db()
    assert (answer.status_code, "active" in answer.json(), member.end_date) == (200, False, None)
    answer = directory.patch(member, {"op": "add", "path": "active", "value": False})
    member.refresh_from_db()
    assert (answer.json()["active"], member.end_date is None) == (False, False)


def test_number_of_the_directory_is_the_number_of_the_roster(directory, institution):
    MembershipFactory(institution=institution, external_id="E7")
    pk = directory("POST", "Users", okta_user()).json()["id"]
    member = Membership.objects.get(pk=pk)
    path = f"{ENTERPRISE}:employeeNumber"
    answer = directory.patch(member, {"op": "add", "path": path, "value": "E9"})
    member.refresh_from_db()
    assert (answer.json()[ENTERPRISE]["employeeNumber"], member.external_id) == ("E9", "E9")
    for taken, expected in (("E7", (409, "uniqueness")), ("x" * 101, (400, "invalidValue"))):
        operation = {"op": "replace", "path": path, "value": taken}
        assert error_of(directory.patch(member, operation)) == expected
    member.refresh_from_db()
    assert member.external_id == "E9"


@pytest.mark.parametrize("number", ["E7\u200b", " E7", "\u200bE7"])
def test_number_that_only_looks_different_is_taken(directory, institution, number):
    """What can't be seen is no part of a number: else one person's request wrote to another."""
    other = MembershipFactory(institution=institution, external_id="E7", given_name="Bo")
    pk = directory("POST", "Users", okta_user()).json()["id"]
    answer = directory.patch(
        Membership.objects.get(pk=pk),
        {"op": "add", "path": f"{ENTERPRISE}:employeeNumber", "value": number},
        {"op": "replace", "path": "emails[primary eq true].value", "value": "new@north.example"},
    )
    other.refresh_from_db()
    assert (error_of(answer), other.given_name) == ((409, "uniqueness"), "Bo")


@pytest.mark.parametrize("number", ["Mu\u0308ller-7", "a\u200bb"])
def test_number_is_kept_as_the_roster_keeps_it(directory, institution, number):
    kept = unicodedata.normalize("NFC", number).replace("\u200b", "")
    made = directory("POST", "Users", okta_user(externalId=number))
    assert made.status_code == 201
    member = Membership.objects.of(institution).get(pk=made.json()["id"])
    assert member.external_id == kept
    path = f"{ENTERPRISE}:employeeNumber"
    answer = directory.patch(member, {"op": "add", "path": path, "value": f"{number}2"})
    member.refresh_from_db()
    assert (answer.status_code, member.external_id) == (200, f"{kept}2")


def test_whole_user_without_what_the_directory_said_clears_that_alone(directory, institution):
    unit = UnitFactory(institution=institution, name="Law")
    member = MembershipFactory(
        institution=institution, user__email="ada@north.example", unit=unit, specialty="Kept"
    )
    pk = directory("POST", "Users", okta_user()).json()["id"]
    assert pk == str(member.pk)
    member.refresh_from_db()
    assert (member.unit, member.specialty) == (unit, "Kept")
    work = {ENTERPRISE: {"department": "Art"}}
    directory("PUT", f"Users/{pk}", okta_user(**work))
    directory("PUT", f"Users/{pk}", okta_user())
    member.refresh_from_db()
    assert (member.unit, member.specialty) == (None, "Kept")


@pytest.mark.parametrize("active", [True, False])
def test_what_is_read_can_be_sent_back(directory, active):
    made = directory(
        "POST",
        "Users",
        entra_user(
            emails=[
                {"type": "home", "value": "home@x.example"},
                {"type": "work", "value": "Bo.Birch@north.example", "primary": True},
            ],
            **{ENTERPRISE: {"department": "Art", "division": "Prints", "employeeNumber": 10482}},
        ),
    ).json()
    pk = made["id"]
    if not active:
        directory("PUT", f"Users/{pk}", {**made, "active": False})
    before = directory("GET", f"Users/{pk}").json()
    assert before["emails"][0] == {"value": "home@x.example", "type": "home"}
    assert before[ENTERPRISE] == {
        "department": "Art",
        "division": "Prints",
        "employeeNumber": "10482",
    }
    again = directory("PUT", f"Users/{pk}", before)
    assert again.status_code == 200
    assert {**again.json(), "meta": 0} == {**before, "meta": 0}


def test_someone_can_be_brought_in_who_has_left(directory):
    made = directory("POST", "Users", okta_user(active=False))
    assert (made.status_code, made.json()["active"]) == (201, False)
    assert Membership.objects.get().end_date is not None
