"""Systems are told of people who are new or changed, by whatever door: keys, states, names of fields."""

from __future__ import annotations

import json

import pytest

from mentornet.models import WebhookEndpoint, WebhookEvent
from profiles.models import Institution, Membership
from tests.factories import InstitutionFactory
from tests.profiles.people.domain.test_settings import TYPED
from tests.profiles.provisioning.directory import Directory, group_body, okta_user
from tests.support.api import Api, person, signed_in
from tests.support.member_events import listen, member, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory(slug="here")
    listen(found)
    return found


def test_single_put_and_patch(here: Institution) -> None:
    api = Api(here)
    body = {name: value for name, value in person(1).items() if name != "external_id"}

    for _time in range(2):  # the same twice is told once
        api.put("/members/external/F00001", body)
    pk = Membership.objects.get().pk
    api.patch(f"/members/{pk}", {"rank": "associate", "unit_path": ["Surgery"]}, if_match="*")
    api.patch(f"/members/{pk}", {"rank": "associate"}, if_match="*")
    api.put("/members/external/F00001", {**body, "rank": "full", "email": "new@school.example"})
    api.post("/members", person(2, end_date="2020-01-31"))

    assert told() == [
        ("member.created", "F00001", None),
        ("member.updated", "F00001", ["rank", "unit"]),
        ("member.email_changed", "F00001", None),
        ("member.updated", "F00001", ["rank"]),
        ("member.created", "F00002", None),
    ]
    states = [
        json.loads(event.body)["data"]["state"]
        for event in WebhookEvent.objects.filter(name="member.created").order_by("created_at")
    ]
    assert states == ["current", "ended"]


def test_nothing_is_told_of_what_is_refused(here: Institution) -> None:
    api = Api(here)

    refused = api.post("/members", person(1, rank="king"))
    circle = api.post("/members", person(2, supervisor_external_id="F00002"))

    assert (refused.status_code, circle.status_code) == (422, 422)
    assert told() == []


def test_directory(here: Institution) -> None:
    directory = Directory(here)

    made = directory("POST", "Users", okta_user())
    someone = Membership.objects.get(pk=made.json()["id"])
    number = someone.external_id
    directory.patch(someone, {"op": "replace", "path": "name.familyName", "value": "Ek"})
    directory.patch(
        someone, {"op": "replace", "path": "userName", "value": made.json()["userName"]}
    )
    unit = directory("POST", "Groups", group_body(members=[{"value": str(someone.pk)}])).json()
    directory("DELETE", f"Groups/{unit['id']}")
    directory.patch(someone, {"op": "replace", "path": "active", "value": False})

    assert told() == [
        ("member.created", number, None),
        ("member.updated", number, ["family_name"]),
        ("member.updated", number, ["unit"]),
        ("member.updated", number, ["unit"]),
        ("member.ended", number, None),
    ]


def test_people_change_two_things_of_their_own(here: Institution) -> None:
    someone = member(here, 1)
    browser = signed_in(someone)

    for _time in range(2):
        browser.post("/settings/", {**TYPED, "orcid": "0000-0002-1825-0097"})
        browser.post("/settings/expertise/save/", {"terms": [], "more": "Sleep"})

    assert told() == [
        ("member.updated", "F00001", ["orcid"]),
        ("member.updated", "F00001", ["expertise"]),
    ]


def test_an_endpoint_hears_what_it_asked_for_of_its_own_institution(here: Institution) -> None:
    WebhookEndpoint.objects.all().delete()
    listen(here, "member.updated")
    listen(InstitutionFactory(), "*")
    api = Api(here)

    api.post("/members", person(1))
    api.patch(f"/members/{Membership.objects.get().pk}", {"rank": "full"}, if_match="*")

    assert told() == [("member.updated", "F00001", ["rank"])]


def test_no_name_and_no_value_goes_out(here: Institution) -> None:
    api = Api(here)
    api.post("/members", person(1, specialty="Sleep medicine", unit_path=["Surgery"]))
    api.patch(
        f"/members/{Membership.objects.get().pk}",
        {"specialty": "Pain", "rank": "full"},
        if_match="*",
    )

    bodies = " ".join(WebhookEvent.objects.values_list("body", flat=True))
    assert len(told()) == 2
    secret = ["Ada", "Moreno", "f1@school", "Sleep", "Pain", "Surgery", "full"]
    assert [one for one in secret if one in bodies] == []
