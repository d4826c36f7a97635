"""SCIM 2.0 with the requests that Okta and Entra ID send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from profiles.models import (
    AuditEvent,
    Institution,
    Membership,
    ProvisionedMember,
    ProvisioningToken,
    Unit,
    User,
)
from profiles.provisioning.domain.scim_resources import ENTERPRISE, FACULTY, GROUP, USER
from profiles.provisioning.domain.tokens import issue_token, revoke_token
from profiles.signals import membership_ended
from profiles.vocabulary import Office, Rank
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """What talks SCIM to us with one institution's token."""

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        self.token, self.secret = issue_token(
            institution, label="Okta", default_rank=Rank.INSTRUCTOR, actor=UserFactory()
        )

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        return Client().generic(
            method,
            f"/scim/v2/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/scim+json",
            query_params=query,
            headers={"Authorization": f"Bearer {self.secret}"},
        )

    def patch(self, member: Membership, *operations: dict[str, Any]) -> Any:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self("PATCH", f"Users/{member.pk}", body)


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory(slug="north", name="North")


@pytest.fixture
def directory(institution: Institution) -> Directory:
    return Directory(institution)


def okta_user(**more: Any) -> dict[str, Any]:
    """As Okta creates somebody."""
    return {
        "schemas": [USER],
        "userName": "ada@north.example",
        "name": {"givenName": "Ada", "familyName": "Moreno"},
        "emails": [{"primary": True, "value": "ada@north.example", "type": "work"}],
        "displayName": "Ada Moreno",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
        **more,
    }


def entra_user(**more: Any) -> dict[str, Any]:
    """As Entra ID creates somebody."""
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": "bo@north.example",
        "active": True,
        "displayName": "Bo Birch",
        "emails": [{"type": "work", "value": "Bo.Birch@north.example", "primary": True}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Bo Birch", "familyName": "Birch", "givenName": "Bo"},
        "title": "Associate Professor",
        "phoneNumbers": [{"value": "555", "type": "work"}],
        ENTERPRISE: {"employeeNumber": "F10482", "department": "Cardiology"},
        **more,
    }


def error_of(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(answer.status_code)
    assert answer["Content-Type"].startswith("application/scim+json")
    return answer.status_code, body.get("scimType", "")


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
    assert body[ENTERPRISE]["department"] == "Medicine / Cardiology"
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


def test_put_that_says_nothing_of_active_brings_nobody_back(directory):
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
    assert set(verbs) == {"membership_ended", "scim.write"}

    answer = directory.patch(member, {"op": "replace", "path": "active", "value": True})
    member.refresh_from_db()
    assert (member.end_date, answer.json()["active"]) == (None, True)


def test_somebody_who_starts_later_can_be_deactivated(directory, institution):
    later = timezone.now().date() + timezone.timedelta(days=30)
    member = MembershipFactory(institution=institution, start_date=later)
    answer = directory.patch(member, {"op": "replace", "value": {"active": False}})
    assert answer.status_code == 200
    member.refresh_from_db()
    assert member.end_date is not None


def test_only_director_cannot_be_let_go(directory, institution):
    member = MembershipFactory(institution=institution, offices=[Office.DIRECTOR])
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
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "555"},
        {"op": "Add", "path": "urn:other:2.0:User:colour", "value": "blue"},
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
        ({"op": "replace", "path": "userName", "value": ""}, (400, "mutability")),
        ({"op": "remove", "path": "userName"}, (400, "mutability")),
        ({"op": "replace", "path": "id", "value": "1"}, (400, "mutability")),
        ({"op": "replace", "path": "active", "value": "perhaps"}, (400, "invalidValue")),
        ({"op": "remove"}, (400, "noTarget")),
        ({"op": "swap", "path": "active", "value": True}, (400, "invalidSyntax")),
        ({"op": "replace", "path": "a b", "value": True}, (400, "invalidPath")),
        ({"op": "replace", "path": "emails[x].value", "value": "y"}, (400, "invalidFilter")),
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
    assert "circle" in answer.json()["detail"]


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


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ('userName eq "ada@north.example"', {"ada"}),
        ('externalId eq "00ujl29u0le5T6Aj10h7"', {"ada"}),
        ('emails[type eq "work"].value eq "BO.BIRCH@north.example"', {"bo"}),
        ('emails.value eq "bo.birch@north.example"', {"bo"}),
        ('emails eq "bo.birch@north.example"', {"bo"}),
        ("active eq true", {"ada"}),
        ("active eq false", {"bo"}),
        ('active eq "False"', {"bo"}),
        ('userName sw "ada" or name.familyName eq "birch"', {"ada", "bo"}),
        (f'{USER}:userName eq "ada@north.example"', {"ada"}),
        ('userName eq "nobody" and active eq true', set()),
    ],
)
def test_filters(directory, text, whom):
    keys = {"ada": directory("POST", "Users", okta_user()).json()["id"]}
    keys["bo"] = directory("POST", "Users", entra_user()).json()["id"]
    directory.patch(
        Membership.objects.get(pk=keys["bo"]), {"op": "replace", "value": {"active": False}}
    )
    found = directory("GET", "Users", filter=text).json()
    assert {one["id"] for one in found["Resources"]} == {keys[name] for name in whom}
    assert found["totalResults"] == len(whom)


@pytest.mark.parametrize(
    "text",
    ["userName eq", "((((", 'colour eq "blue"', 'userName eq "a" and colour eq "b"', "x" * 2000,
     'userName eq "', "(" * 900 + "x", "active gt 3"],
)  # fmt: skip
def test_filter_that_is_not_understood_is_refused(directory, text):
    assert error_of(directory("GET", "Users", filter=text)) == (400, "invalidFilter")


def test_pages(directory, institution):
    keys = sorted(str(MembershipFactory(institution=institution).pk) for _ in range(5))
    seen = []
    for start in (1, 3, 5):
        page = directory("GET", "Users", startIndex=start, count=2).json()
        assert (page["totalResults"], page["startIndex"]) == (5, start)
        assert page["itemsPerPage"] == len(page["Resources"])
        seen += [one["id"] for one in page["Resources"]]
    assert seen == keys
    assert directory("GET", "Users", count=0).json()["Resources"] == []
    assert directory("GET", "Users", startIndex=-3, count=1).json()["startIndex"] == 1
    assert error_of(directory("GET", "Users", startIndex="x"))[0] == 400


def test_list_takes_the_same_number_of_queries_at_1_and_3(
    directory, institution, django_assert_num_queries
):
    def make() -> None:
        unit = UnitFactory(institution=institution)
        chief = MembershipFactory(institution=institution, unit=unit)
        MembershipFactory(institution=institution, unit=unit, supervisor=chief)

    make()
    directory("GET", "Users")
    with django_assert_num_queries(4) as one:
        directory("GET", "Users")
    make()
    make()
    with django_assert_num_queries(len(one.captured_queries)):
        directory("GET", "Users")
    with django_assert_num_queries(5):
        directory("GET", "Groups")


def test_nothing_of_another_institution_is_there(directory):
    unit = UnitFactory()
    other = MembershipFactory(institution=unit.institution, unit=unit)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = okta_user() if method == "PUT" else {"Operations": [{"op": "add", "value": {}}]}
        answer = directory(
            method, f"Users/{other.pk}", None if method in ("GET", "DELETE") else body
        )
        assert error_of(answer) == (404, "")
        answer = directory(
            method, f"Groups/{other.unit.pk}", None if method in ("GET", "DELETE") else body
        )
        assert error_of(answer) == (404, "")
    assert directory("GET", "Users").json()["totalResults"] == 0
    assert directory("GET", "Groups").json()["totalResults"] == 0


def test_without_a_valid_token_nothing_is_told(directory, institution):
    director = MembershipFactory(institution=institution, offices=[Office.DIRECTOR])
    client = Client()
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Basic {directory.secret}"},
    ):
        answer = client.get("/scim/v2/Users", headers=headers)
        assert error_of(answer) == (401, "")
        assert answer["WWW-Authenticate"] == 'Bearer realm="scim"'
    revoke_token(directory.token, actor=director.user)
    assert error_of(directory("GET", "Users")) == (401, "")


def test_token_is_kept_as_a_digest_and_its_use_noted(directory):
    directory("GET", "Users")
    row = ProvisioningToken.objects.get()
    assert directory.secret not in str(ProvisioningToken.objects.values().get())
    assert row.last_used_at is not None


@pytest.mark.parametrize("body", ["{", "[]", '"x"', ""])
def test_body_that_is_no_object_is_refused(directory, body):
    answer = Client().post(
        "/scim/v2/Users",
        body,
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {directory.secret}"},
    )
    assert error_of(answer)[0] == 400


def test_service_says_what_it_can(directory):
    config = directory("GET", "ServiceProviderConfig").json()
    assert (config["patch"]["supported"], config["bulk"]["supported"]) == (True, False)
    schemas = {one["id"] for one in directory("GET", "Schemas").json()["Resources"]}
    assert schemas == {USER, ENTERPRISE, FACULTY, GROUP}
    types = directory("GET", "ResourceTypes").json()["Resources"]
    assert [(one["name"], one["endpoint"]) for one in types] == [
        ("User", "/Users"),
        ("Group", "/Groups"),
    ]
    assert directory("GET", f"Schemas/{USER}").json()["name"] == "User"
    assert directory("GET", "ResourceTypes/Group").json()["schema"] == GROUP
    assert error_of(directory("GET", "Schemas/nonsense")) == (404, "")


# Groups -------------------------------------------------------------------------------------


def group_body(**more: Any) -> dict[str, Any]:
    return {"schemas": [GROUP], "displayName": "Cardiology", "members": [], **more}


def test_group_is_a_unit_with_people(directory, institution):
    ada, bo = (MembershipFactory(institution=institution) for _ in range(2))
    made = directory(
        "POST", "Groups", group_body(members=[{"value": str(ada.pk), "display": "Ada"}])
    )
    assert made.status_code == 201
    unit = Unit.objects.get()
    assert (unit.name, unit.parent, list(unit.members.all())) == ("Cardiology", None, [ada])
    address = f"Groups/{unit.pk}"

    # Entra ID adds one; Okta removes one by a filter; Entra ID removes by value; Okta replaces all.
    steps = [
        ({"op": "Add", "path": "members", "value": [{"value": str(bo.pk)}]}, {ada, bo}),
        ({"op": "remove", "path": f'members[value eq "{ada.pk}"]'}, {bo}),
        ({"op": "Remove", "path": "members", "value": [{"value": str(bo.pk)}]}, set()),
        ({"op": "replace", "value": {"members": [{"value": str(ada.pk)}]}}, {ada}),
        ({"op": "replace", "value": {"id": str(unit.pk), "displayName": "Heart"}}, {ada}),
    ]
    for operation, members in steps[:4]:
        answer = directory("PATCH", address, {"schemas": [PATCH], "Operations": [operation]})
        assert answer.status_code == 204, answer.content
        assert set(unit.members.all()) == members
    answer = directory(
        "PATCH",
        address,
        {"Operations": [{"op": "replace", "path": "displayName", "value": "Heart"}]},
    )
    unit.refresh_from_db()
    assert (answer.status_code, unit.name) == (204, "Heart")
    body = directory("GET", address).json()
    assert [one["value"] for one in body["members"]] == [str(ada.pk)]


def test_group_is_found_by_name_and_by_path(directory, institution):
    medicine = UnitFactory(institution=institution, name="Medicine")
    unit = UnitFactory(institution=institution, name="Cardiology", parent=medicine)
    for name in ("Cardiology", "cardiology", "Medicine / Cardiology"):
        found = directory(
            "GET", "Groups", filter=f'displayName eq "{name}"', excludedAttributes="members"
        ).json()
        assert [one["id"] for one in found["Resources"]] == [str(unit.pk)]
        assert "members" not in found["Resources"][0]
    assert directory("GET", "Groups", filter='displayName eq "None"').json()["totalResults"] == 0
    assert error_of(directory("GET", "Groups", filter='colour eq "x"')) == (400, "invalidFilter")


def test_person_moves_from_one_unit_to_another(directory, institution):
    here, there = UnitFactory(institution=institution), UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=here)
    body = group_body(displayName=there.name, members=[{"value": str(member.pk)}])
    assert directory("PUT", f"Groups/{there.pk}", body).status_code == 200
    member.refresh_from_db()
    assert member.unit == there


def test_who_has_left_is_not_brought_back_by_their_unit(directory, institution):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, end_date="2026-01-31")
    operation = {"op": "add", "path": "members", "value": [{"value": str(member.pk)}]}
    directory("PATCH", f"Groups/{unit.pk}", {"Operations": [operation]})
    member.refresh_from_db()
    assert (str(member.end_date), member.unit) == ("2026-01-31", unit)


def test_stranger_is_not_taken_into_a_group(directory, institution):
    other = MembershipFactory()
    answer = directory("POST", "Groups", group_body(members=[{"value": str(other.pk)}]))
    assert error_of(answer) == (400, "invalidValue")
    assert Unit.objects.filter(institution=institution).count() == 0


def test_group_is_deleted_and_its_people_stay(directory, institution):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=unit)
    assert directory("DELETE", f"Groups/{unit.pk}").status_code == 204
    member.refresh_from_db()
    assert (member.unit, member.end_date) == (None, None)
    above = UnitFactory(institution=institution)
    UnitFactory(institution=institution, parent=above)
    assert error_of(directory("DELETE", f"Groups/{above.pk}"))[0] == 409


@pytest.mark.parametrize("body", [{}, {"displayName": " "}, {"displayName": "A//B"},
                                  {"displayName": "A", "members": "x"}])  # fmt: skip
def test_group_without_a_name_or_with_odd_members_is_refused(directory, body):
    assert error_of(directory("POST", "Groups", body)) == (400, "invalidValue")
    assert Unit.objects.count() == 0


def test_second_group_of_the_same_name_is_a_conflict(directory):
    directory("POST", "Groups", group_body())
    again = directory("POST", "Groups", group_body(displayName="cardiology"))
    assert error_of(again) == (409, "uniqueness")
