"""Everything that changed in one stream: of what the caller may read, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentornet.api import export
from mentornet.api.urls import RESOURCES
from profiles.models import Membership, Unit
from tests.contract.test_api_matrix import world_with_api  # noqa: F401  (a fixture)
from tests.contract.world import World
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory
from tests.support.api import EVERYTHING, LONG_AGO, Api

pytestmark = pytest.mark.django_db


def exported(api: Api, query: str = "") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the first line, and those of rows; the last one counts them."""
    answer = api.get(f"/export{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    head, *rows, last = [json.loads(line) for line in answer.getvalue().splitlines()]
    assert last == {"rows": len(rows)}
    for row in rows:
        row.pop("cursor", None)  # see test_streams.py
    return head, rows


def test_rows_are_those_of_the_lists_as_the_lists_show_them(world_with_api: World) -> None:  # noqa: F811
    api = Api(world_with_api.protege.institution)

    head, rows = exported(api)

    assert head["resources"] == [
        name for name, _viewset in RESOURCES if name != "assessment-contents"
    ]
    for name in ("members", "ties", "sessions", "check-ins", "instruments", "runs"):
        listed = api.get(f"/{name}?limit=500").json()["items"]
        found = {one["id"]: one["data"] for one in rows if one["resource"] == name}
        assert listed
        assert {one["id"]: one for one in listed}.items() <= found.items()


def test_scopes_say_which_lists_there_are(world_with_api: World) -> None:  # noqa: F811
    here = world_with_api.protege.institution
    api = Api(here, ["export:read", "units:read"])

    assert exported(api)[0]["resources"] == ["units"]
    assert exported(Api(here, ["export:read"]))[1] == []
    refused = api.get("/export?resources=units,members")
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert 'scope="members:read"' in refused["WWW-Authenticate"]
    everything = Api(here, EVERYTHING)
    for unknown in ("assessment-contents", "feedback"):
        assert everything.get(f"/export?resources={unknown}").status_code == 400
    assert everything.get("/export?since=lately").status_code == 400
    assert everything.get("/export?fields=id").status_code == 400


def test_only_what_changed_since_and_what_is_gone() -> None:
    api = Api(InstitutionFactory())
    here = api.client.institution
    unit, gone = UnitFactory(institution=here), UnitFactory(institution=here)
    member = MembershipFactory(institution=here, unit=unit)
    key = str(gone.pk)
    gone.delete()
    MembershipFactory()

    _head, rows = exported(api, "?resources=units,members")
    assert [(one["resource"], one["id"]) for one in rows] == [
        ("units", str(unit.pk)),
        ("members", str(member.pk)),
    ]
    _head, rows = exported(api, f"?resources=units&since={LONG_AGO}")
    assert rows[-1] == {"resource": "units", "id": key, "removed": True}
    assert len(rows) == 2
    Unit.objects.filter(pk=unit.pk).update(name="Renamed")
    _head, rows = exported(api, f"?resources=members&since={LONG_AGO}")
    assert [one["data"]["unit_path"] for one in rows] == [["Renamed"]]


def test_portions_join_and_cost_the_same_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row once, whatever a portion holds, and no more statements for more rows in it."""
    api = Api(InstitutionFactory())
    MembershipFactory.create_batch(5, institution=api.client.institution)

    def ids(portion: int) -> tuple[list[str], int]:
        monkeypatch.setattr(export, "PORTION", portion)
        with CaptureQueriesContext(connection) as seen:
            rows = exported(api, "?resources=members")[1]
        return [one["id"] for one in rows], len(seen)

    ids(5)  # the first one notes that the client is used
    whole, once = ids(5)
    in_two, twice = ids(3)

    assert sorted(whole) == sorted(map(str, Membership.objects.values_list("pk", flat=True)))
    assert in_two == whole
    MembershipFactory.create_batch(5, institution=api.client.institution)
    assert ids(10)[1] == once
    assert twice > once


def test_who_asks_for_lines_by_name_gets_them() -> None:
    api = Api(InstitutionFactory())

    assert api.get("/export", accept="application/x-ndjson").status_code == 200
    assert api.get("/export", accept="text/csv").status_code == 406
