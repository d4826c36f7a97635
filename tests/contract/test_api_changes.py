"""Each list of the API can be asked for what changed, and then misses nothing that it has."""

from __future__ import annotations

from typing import Any

import pytest

from mentornet.api.urls import RESOURCES
from mentornet.changes.models import Change
from mentornet.changes.sources import SOURCES
from tests.contract.test_api_matrix import world_with_api  # noqa: F401  (a fixture)
from tests.contract.world import World
from tests.support.api import LONG_AGO, Api

pytestmark = pytest.mark.django_db

# Each time for the client that asks: what others are shown is no business of it.
OF_ONE_CLIENT = {"assessment-contents"}
FIXED = {"id", "created_at", "uploaded_at"}
# `updated_at` follows the other columns; `asked` and `answered` are told with `counted_at`. Of a pair, these two
# are the program's, told with its proposals: not the columns of the same names, which the mentee changes.
FOLLOWING = {
    "members": {"updated_at"},
    "offers": {"member_id"},
    "surveys": {"asked", "answered"},
    "ties": {"kind", "started_on"},
}


@pytest.mark.parametrize("prefix", [prefix for prefix, _viewset in RESOURCES])
def test_who_asks_for_all_changes_gets_all_that_the_list_has(
    prefix: str,
    world_with_api: World,  # noqa: F811
) -> None:
    api = Api(world_with_api.protege.institution)
    listed = [one["id"] for one in api.get(f"/{prefix}?limit=500").json()["items"]]
    assert listed or prefix in OF_ONE_CLIENT

    page = api.get(f"/{prefix}?limit=500&updated_since={LONG_AGO}").json()

    assert {one["id"] for one in page["items"]} >= set(listed)
    assert set(page["removed"]) & set(listed) == set()
    assert page["synced_until"]


@pytest.mark.parametrize(("prefix", "viewset"), RESOURCES)
def test_every_column_that_is_delivered_is_watched(prefix: str, viewset: Any) -> None:
    """A field of the row itself that is new needs its place in mentornet/changes/sources.py."""
    resource = viewset.serializer_class.Meta
    table = resource.model._meta.db_table
    watched = {
        name
        for source in SOURCES
        if source.table == table and prefix in source.resource
        for name in source.columns
    }
    columns = {field.attname for field in resource.model._meta.concrete_fields}

    assert viewset.changes == prefix
    assert watched
    assert set(resource.fields) & columns - FIXED - FOLLOWING.get(prefix, set()) <= watched


def test_no_change_of_elsewhere_is_told(world_with_api: World) -> None:  # noqa: F811
    elsewhere = Api(world_with_api.members["other_director"].institution)
    foreign = set(
        Change.objects.exclude(institution=elsewhere.client.institution).values_list(
            "row_id", flat=True
        )
    )
    assert foreign

    for prefix, _viewset in RESOURCES:
        page = elsewhere.get(f"/{prefix}?limit=500&updated_since={LONG_AGO}").json()
        told = {one["id"] for one in page["items"]} | set(page["removed"])
        assert told & {str(key) for key in foreign} == set()


def test_a_moment_that_is_none_is_refused(world_with_api: World) -> None:  # noqa: F811
    answer = Api(world_with_api.protege.institution).get("/ties?updated_since=lately")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "updated_since"
