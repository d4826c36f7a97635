"""Ranks and the like: the same words at every door, plain texts in answers, the standard beside them."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from profiles.models import Membership
from profiles.vocabulary import Area, Rank, TieKind
from tests.contract.world import World
from tests.factories import InstitutionFactory, MembershipFactory, MentorOfferFactory
from tests.mentornet.api.test_schema import COMMITTED
from tests.profiles.provisioning.directory import Directory
from tests.profiles.roster.bulk import LINES, done, lines
from tests.support.api import Api, person
from tests.support.pairs import made_by_run

pytestmark = pytest.mark.django_db
CHOICES = ", ".join(Rank.values)


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


def at_single(api: Api, rank: str) -> str:
    return str(api.post("/members", person(1, rank=rank)).json())


def at_bulk(api: Api, rank: str) -> str:
    sent = lines(person(1, rank=rank))
    found = done(api, api.put("/members/bulk", sent, content_type=LINES))
    return str(api.get(f"/imports/{found['id']}/rows").json())


def at_file(api: Api, rank: str, tmp_path: Any) -> str:
    file = tmp_path / "roster.csv"
    one = person(1, rank=rank)
    file.write_text(f"{','.join(one)}\n{','.join(one.values())}\n", encoding="utf-8")
    said = io.StringIO()
    with suppress(CommandError):
        call_command(
            "import_roster", str(file), institution=api.client.institution.slug, stderr=said
        )
    return said.getvalue()


def at_directory(api: Api, rank: str) -> str:
    faculty = "urn:mentornet:params:scim:schemas:extension:faculty:1.0:User"
    body = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", faculty],
        "userName": "f1@school.example",
        "externalId": "F00001",
        "name": {"givenName": "Ada", "familyName": "Moreno"},
        "active": True,
        faculty: {"rank": rank},
    }
    return str(Directory(api.client.institution)("POST", "Users", body).json())


def at_command(api: Api, rank: str) -> str:
    given = ["--email=f1@school.example", "--given-name=Ada", "--family-name=Moreno"]
    try:
        call_command("create_institution", "New", "--id=F00001", f"--rank={rank}", *given)
    except CommandError as error:
        return str(error)
    return ""


DOORS = ("single", "bulk", "file", "directory", "command")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("word", "rank"),
    [("Asst. Professor", "assistant"), ("fellow", "trainee"), ("EMERITUS", "emeritus")],
)
def test_same_words_mean_the_same_rank_at_every_door(
    api: Api, tmp_path: Any, door: str, word: str, rank: str
) -> None:
    said = _at(door, api, word, tmp_path)

    kept = list(Membership.objects.filter(external_id="F00001").values_list("rank", flat=True))
    assert kept == [rank], said


@pytest.mark.parametrize("door", DOORS)
def test_word_that_is_no_rank_is_refused_with_those_that_are(
    api: Api, tmp_path: Any, door: str
) -> None:
    said = _at(door, api, "king", tmp_path)

    assert CHOICES in said
    assert not Membership.objects.filter(external_id="F00001").exists()


def _at(door: str, api: Api, rank: str, tmp_path: Any) -> str:
    if door == "file":
        return at_file(api, rank, tmp_path)
    doors = {
        "single": at_single,
        "bulk": at_bulk,
        "directory": at_directory,
        "command": at_command,
    }
    return doors[door](api, rank)


def test_list_is_filtered_by_the_same_words(api: Api) -> None:
    one = MembershipFactory(institution=api.client.institution, rank="assistant")
    MembershipFactory(institution=api.client.institution, rank="full")

    found = api.get("/members?rank=Asst.+Prof")
    refused = api.get("/members?rank=king")

    assert [row["id"] for row in found.json()["items"]] == [str(one.pk)]
    assert refused.status_code == 400
    assert CHOICES in refused.json()["errors"][0]["detail"]


@pytest.mark.parametrize("path", ["/offers?area=x", "/programs?kind=x", "/ties?state=x"])
def test_refused_parameter_names_what_there_is(api: Api, path: str) -> None:
    (fault,) = api.get(path).json()["errors"]

    assert fault["detail"].startswith("“x” is not one of these: ")


def test_word_of_an_institution_s_own_means_none_of_ours(api: Api) -> None:
    member = MembershipFactory(institution=api.client.institution, rank="clinical_ii", track="")
    offer = MentorOfferFactory(member=member)
    type(offer).objects.filter(pk=offer.pk).update(areas=["robotics", "career"])

    shown, (offered,) = api.get(f"/members/{member.pk}").json(), api.get("/offers").json()["items"]

    assert (shown["rank"], shown["standard_rank"]) == ("clinical_ii", None)
    assert (shown["track"], shown["standard_track"]) == ("", None)
    assert offered["areas"] == ["robotics", "career"]
    assert offered["standard_areas"] == ["career"]


def test_kinds_have_their_standard_beside_them(world: World) -> None:
    api = Api(world.protege.institution)
    made_by_run(world.rows["tie"])

    for path in ("/programs", "/groups", "/ties"):
        row = api.get(path).json()["items"][0]
        assert row["standard_kind"] == row["kind"], path


def test_description_has_texts_and_open_lists() -> None:
    schemas = COMMITTED["components"]["schemas"]
    member = schemas["MemberResource"]["properties"]

    assert "enum" not in str(member["rank"]) + str(member["track"])
    assert member["standard_rank"]["x-extensible-enum"] == Rank.values
    assert "enum" not in schemas["MemberInputRequest"]["properties"]["rank"]
    areas = schemas["OfferResource"]["properties"]["standard_areas"]
    assert areas["items"]["x-extensible-enum"] == Area.values
    kind = schemas["TieResource"]["properties"]["standard_kind"]
    assert kind["x-extensible-enum"] == TieKind.values
