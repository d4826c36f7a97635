"""People through the API: read, put, change, end, and what a machine is told when it errs."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from profiles.models import AuditEvent, Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory
from tests.support.api import Api, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


def test_list_shows_current_people_of_the_own_institution(api: Api) -> None:
    here = MembershipFactory(institution=api.client.institution)
    MembershipFactory(institution=api.client.institution, end_date="2026-01-31")
    MembershipFactory()

    answer = api.get("/members")

    assert answer.status_code == 200
    assert [one["id"] for one in answer.json()["items"]] == [str(here.pk)]
    assert answer.json()["next"] is None


def test_post_makes_a_person_with_unit_and_supervisor(api: Api) -> None:
    chief = MembershipFactory(institution=api.client.institution, external_id="C1")

    answer = api.post(
        "/members",
        person(
            unit_path=["Medicine", "Cardiology"],
            supervisor_external_id="C1",
            expertise=["grants", "echo"],
            orcid="0000-0002-1825-0097",
        ),
    )

    assert answer.status_code == 201, answer.content
    member = Membership.objects.get(external_id="F00001")
    assert answer["Location"].endswith(f"/api/v1/members/{member.pk}")
    assert (member.supervisor, member.unit.name, member.unit.parent.name) == (
        chief,
        "Cardiology",
        "Medicine",
    )
    shown = answer.json()
    assert shown["unit_path"] == ["Medicine", "Cardiology"]
    assert shown["supervisor_external_id"] == "C1"
    assert shown["expertise"] == ["grants", "echo"]
    assert AuditEvent.objects.filter(
        verb="api_client.acted.member_put", subject_id=api.client.pk
    ).exists()


def test_post_of_someone_known_is_a_conflict(api: Api) -> None:
    api.post("/members", person())

    answer = api.post("/members", person(given_name="Bea"))

    assert (answer.status_code, answer.json()["code"]) == (409, "member_exists")
    assert Membership.objects.get(external_id="F00001").given_name == "Ada"


def test_put_makes_then_changes_then_leaves_alone(api: Api) -> None:
    body = {k: v for k, v in person().items() if k != "external_id"}

    first = api.put("/members/external/F00001", body)
    second = api.put("/members/external/F00001", {**body, "rank": "associate"})
    third = api.put("/members/external/F00001", {**body, "rank": "associate"})

    assert [one.status_code for one in (first, second, third)] == [201, 200, 200]
    assert second["ETag"] == third["ETag"] != first["ETag"]
    assert Membership.objects.get().rank == "associate"


def test_what_is_read_can_be_sent_back(api: Api) -> None:
    made = api.post("/members", person(unit_path=["Medicine"], start_date="2023-07-01")).json()
    writable = {k: v for k, v in made.items() if k in {*person(), "unit_path", "start_date"}}
    writable.pop("external_id")

    answer = api.put("/members/external/F00001", writable)

    assert answer.status_code == 200
    assert answer.json() == made


def test_patch_changes_what_it_names(api: Api) -> None:
    made = api.post("/members", person(specialty="Cardiology", unit_path=["Medicine"]))

    answer = api.patch(
        f"/members/{made.json()['id']}",
        {"rank": "associate", "specialty": None},
        if_match=made["ETag"],
    )

    assert answer.status_code == 200, answer.content
    member = Membership.objects.get()
    assert (member.rank, member.specialty, member.unit.name) == ("associate", "", "Medicine")


def test_patch_needs_the_version_that_was_read(api: Api) -> None:
    made = api.post("/members", person())
    path = f"/members/{made.json()['id']}"

    without = api.patch(path, {"rank": "full"})
    changed = api.patch(path, {"rank": "associate"}, if_match=made["ETag"])
    stale = api.patch(path, {"rank": "full"}, if_match=made["ETag"])

    assert (without.status_code, without.json()["code"]) == (428, "precondition_required")
    assert without.json()["errors"][0]["header"] == "If-Match"
    assert changed.status_code == 200
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert Membership.objects.get().rank == "associate"


def test_end_keeps_the_person_and_twice_is_once(api: Api) -> None:
    made = api.post("/members", person()).json()
    today = api.client.institution.local_date().isoformat()

    for _time in range(2):
        answer = api.post(f"/members/{made['id']}/end", {"last_day": today})
        assert answer.status_code == 200, answer.content
        assert (answer.json()["state"], answer.json()["end_date"]) == ("ended", today)


def test_last_director_is_not_ended(api: Api) -> None:
    director = MembershipFactory(
        institution=api.client.institution, offices=[StaffRoleKind.DIRECTOR]
    )

    today = api.client.institution.local_date().isoformat()

    answer = api.post(f"/members/{director.pk}/end", {"last_day": today})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "last_director"
    director.refresh_from_db()
    assert director.is_current


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"email": "nobody"}, "/email"),
        ({"rank": "king"}, "/rank"),
        ({"orcid": "0000-0002-1825-0098"}, "/orcid"),
        ({"supervisor_external_id": "nobody"}, "/supervisor_external_id"),
        ({"unit_path": ["A/B"]}, "/unit_path"),
        ({"expertise": ["a", 5, {"b": 1}]}, "/expertise/2"),
        ({"given_name": "=1+1"}, "/given_name"),
        ({"start_date": "2025-01-01", "end_date": "2024-01-01"}, "/end_date"),
    ],
)
def test_each_fault_is_pointed_at(api: Api, more: dict, pointer: str) -> None:
    answer = api.post("/members", person(**more))

    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert not Membership.objects.exists()


def test_people_have_one_name_or_two_and_never_none(api: Api) -> None:
    body = person(family_name=None)
    del body["given_name"]
    neither = api.post("/members", body)
    made = api.post("/members", {**body, "given_name": "Suharto"})
    version = {"if_match": made["ETag"]}
    at = f"/members/{made.json()['id']}"
    emptied = api.patch(at, {"given_name": ""}, **version)
    turned = api.patch(at, {"given_name": None, "family_name": "Ö"}, **version)

    assert [one.status_code for one in (neither, made, emptied, turned)] == [422, 201, 422, 200]
    for refused in (neither, emptied):
        (fault,) = refused.json()["errors"]
        assert fault["pointer"] == "/given_name"
        assert fault["detail"] == "Enter a first name or a last name."
    assert (made.json()["given_name"], made.json()["family_name"]) == ("Suharto", "")
    assert (turned.json()["given_name"], turned.json()["family_name"]) == ("", "Ö")


def test_a_circle_of_supervision_is_refused_for_one_person(api: Api) -> None:
    for number in (1, 2, 3):
        above = {"supervisor_external_id": f"F{number - 1:05}"} if number > 1 else {}
        assert api.post("/members", person(number, **above)).status_code == 201
    first = Membership.objects.get(external_id="F00001")
    tag = api.get(f"/members/{first.pk}")["ETag"]

    answer = api.patch(f"/members/{first.pk}", {"supervisor_external_id": "F00003"}, if_match=tag)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "supervision_cycle"


def test_someone_else_s_address_is_refused_and_an_own_unit_elsewhere_not_seen(api: Api) -> None:
    MembershipFactory(institution=api.client.institution, user__email="f1@school.example")
    UnitFactory(name="Medicine")

    taken = api.post("/members", person())
    made = api.post("/members", person(2, unit_path=["Medicine"]))

    assert taken.json()["errors"][0]["code"] == "email_taken"
    assert made.status_code == 201
    assert Unit.objects.filter(name="Medicine").count() == 2


def test_fields_and_expand_are_bounded(api: Api) -> None:
    chief = MembershipFactory(institution=api.client.institution, family_name="Chief")
    MembershipFactory(institution=api.client.institution, supervisor=chief)

    less = api.get("/members?fields=email").json()["items"]
    more = api.get(f"/members?supervisor_id={chief.pk}&expand=supervisor&fields=id").json()
    deeper = api.get("/members?expand=supervisor.unit")
    unknown = api.get("/members?fields=password")

    assert {tuple(one) for one in less} == {("id", "email")}
    assert more["items"][0]["supervisor"]["family_name"] == "Chief"
    assert [one.status_code for one in (deeper, unknown)] == [400, 400]
    assert unknown.json()["errors"][0]["parameter"] == "fields"


def test_pages_turn_by_cursor_and_add_up(api: Api) -> None:
    people = MembershipFactory.create_batch(5, institution=api.client.institution)
    found, path = [], "/members?limit=2"

    while path:
        page = api.get(path).json()
        found += [one["id"] for one in page["items"]]
        path = page["next"]

    assert sorted(found) == sorted(str(one.pk) for one in people)
    assert len(found) == 5


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=x", "cursor=nonsense", "cursor=WzFd", "colour=red", "unit_id=5", "q=%00"],
)
def test_bad_parameters_are_named(api: Api, query: str) -> None:
    answer = api.get(f"/members?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]


def test_unchanged_lists_and_rows_cost_304(api: Api) -> None:
    member = MembershipFactory(institution=api.client.institution)

    for path in ("/members", f"/members/{member.pk}"):
        first = api.get(path)
        again = api.get(path, if_none_match=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    Membership.objects.filter(pk=member.pk).update(rank="full")
    assert api.get(path, if_none_match=first["ETag"]).json()["rank"] == "full"


@pytest.mark.parametrize("people", [1, 3])
def test_list_costs_the_same_for_any_number(
    api: Api, people: int, django_assert_num_queries
) -> None:
    chief = MembershipFactory(institution=api.client.institution)
    unit = UnitFactory(institution=api.client.institution)
    MembershipFactory.create_batch(
        people, institution=api.client.institution, supervisor=chief, unit=unit
    )
    api.get("/institution")  # the client's last use is noted once a minute

    with django_assert_num_queries(3):  # the token, the people, the units
        api.get("/members?expand=unit,supervisor")


@pytest.mark.parametrize("key", ["F/10/2", "F%2F1", "a b", "é?#", "F1/", "end", "..x"])
def test_person_is_put_and_read_by_any_id_of_the_own_records(api: Api, key: str) -> None:
    path = f"/members/external/{quote(key, safe='')}"
    body = {name: value for name, value in person(1).items() if name != "external_id"}

    made = api.put(path, body)
    again = api.put(path, body)
    found = api.get(path)

    assert (made.status_code, again.status_code) == (201, 200)
    assert Membership.objects.get(institution=api.client.institution).external_id == key
    assert found.json() == api.get(f"/members/{made.json()['id']}").json()
    assert found["ETag"] == again["ETag"]
    assert api.get(f"{path}?fields=id").json() == {"id": made.json()["id"]}


def test_person_who_left_is_found_by_their_id_and_no_one_else_s(api: Api) -> None:
    MembershipFactory(external_id="F1")
    ended = MembershipFactory(
        institution=api.client.institution, external_id="F2", end_date="2026-01-31"
    )

    assert api.get("/members/external/F1").status_code == 404
    assert api.get("/members/external/f2").status_code == 404
    assert api.get("/members/external/F2").json()["id"] == str(ended.pk)
    assert api.get("/members/external/F2").json()["state"] == "ended"


def test_invisible_letter_in_an_id_does_not_go_round_the_version(api: Api) -> None:
    MembershipFactory(institution=api.client.institution, external_id="F1", given_name="Ada")
    path = f"/members/external/{quote('F1' + chr(0x200B))}"
    body = {name: value for name, value in person(1).items() if name != "external_id"}

    assert api.put(path, body, if_match='"another"').status_code == 412
    assert Membership.objects.get(external_id="F1").given_name == "Ada"
    assert api.get(path).json()["external_id"] == "F1"
