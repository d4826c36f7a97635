"""Each answer of the API says its version, and what of it is deprecated."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from mentornet.api import docs, versions
from mentornet.api.versions import CHAPTER, DEPRECATIONS, Deprecation, version
from mentornet.management.commands.write_api_schema import CHANGES
from tests.factories import InstitutionFactory, TieFactory, UnitFactory
from tests.mentornet.api.test_schema import COMMITTED
from tests.support.api import Api
from tests.support.pairs import made_by_run

OURS = (
    '<http://localhost:8000/help/api-changes/#deprecated-now>; rel="deprecation"; type="text/html"'
)


@pytest.fixture
def api(db: None) -> Api:
    return Api(InstitutionFactory())


@pytest.fixture
def deprecated(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Deprecate these, beside nothing else."""

    def only(*names: str, since: date = date(2026, 3, 1)) -> None:
        until = since + timedelta(days=366)
        rows = tuple(Deprecation(name, since, until, "Use that.") for name in names)
        monkeypatch.setattr(versions, "DEPRECATIONS", rows)

    only()
    return only


def told(answer: Any) -> tuple[str, str, bool]:
    if answer.streaming:
        answer.getvalue()  # it counts among those under way until then
    assert answer.status_code < 500
    link = answer.get("Link", "")
    return answer.get("Deprecation", ""), answer.get("Sunset", ""), 'rel="deprecation"' in link


NOTHING = ("", "", False)
IN_MARCH = ("@1772323200", "Tue, 02 Mar 2027 00:00:00 GMT", True)


def test_every_answer_has_the_version_and_no_other_page_has_it(api: Api) -> None:
    answers = {
        "row": api.get("/units"),
        "gone": api.get("/nothing"),
        "no token": Client().get("/api/v1/units"),
        "token": Client().post("/api/oauth/token"),
        "method": Client().generic("TRACE", "/api/v1/units"),
        "not acceptable": api.get("/units", accept="text/html"),
        "stream": api.get("/export"),
        "description": Client().get("/api/openapi.json"),
    }
    assert answers["stream"].getvalue()
    same = api.get("/units", if_none_match=answers["row"]["ETag"])

    assert {name: one.get("API-Version") for name, one in answers.items()} == dict.fromkeys(
        answers, version()
    )
    assert (same.status_code, same["API-Version"]) == (304, version())
    assert "API-Version" not in Client().get("/healthz")
    assert answers["description"].json()["info"]["version"] == version()


def test_a_deprecated_route_says_so_whatever_it_answers_and_no_other_does(
    api: Api, deprecated: Any
) -> None:
    unit = UnitFactory(institution=api.client.institution)
    deprecated("GET /api/v1/units/{id}")

    found = api.get(f"/units/{unit.pk}")
    same = api.get(f"/units/{unit.pk}", if_none_match=found["ETag"])
    head = api.call("HEAD", f"/units/{unit.pk}")
    refused = Client().get(f"/api/v1/units/{unit.pk}")

    assert [one.status_code for one in (found, same, head, refused)] == [200, 304, 200, 401]
    assert [told(one) for one in (found, same, head, refused)] == [IN_MARCH] * 4
    assert found["Link"] == OURS
    renamed = api.patch(f"/units/{unit.pk}", {"name": "Heart"}, if_match=found["ETag"])
    assert (renamed.status_code, told(renamed)) == (200, NOTHING)
    assert told(api.get("/units")) == NOTHING
    assert Client().get("/help/api-changes/").status_code == 200


def test_a_deprecated_parameter_and_the_next_page_are_told_side_by_side(
    api: Api, deprecated: Any
) -> None:
    for name in ("Heart", "Lungs"):
        UnitFactory(institution=api.client.institution, name=name)
    deprecated("GET /api/v1/units?top")

    assert told(api.get("/units?limit=1")) == NOTHING
    answer = api.get("/units?limit=1&top=true")

    assert told(answer) == IN_MARCH
    following, link = answer["Link"].split(", ")
    assert following == f'<{answer.json()["next"]}>; rel="next"'
    assert link == OURS


def test_a_deprecated_field_is_told_where_it_is_answered_or_sent(api: Api, deprecated: Any) -> None:
    unit = UnitFactory(institution=api.client.institution)
    below = UnitFactory(institution=api.client.institution, parent=unit)
    deprecated("UnitResource.parent_id", "UnitBrief.name", "PatchedUnitPatchRequest.name")
    one = f"/units/{below.pk}"

    assert told(api.get(one)) == told(api.get("/units")) == told(api.get("/export")) == IN_MARCH
    assert told(api.get(f"{one}?fields=name")) == NOTHING
    assert told(api.get(f"{one}?fields=name&expand=parent")) == IN_MARCH
    assert told(api.get("/export?resources=members")) == NOTHING

    deprecated("PatchedUnitPatchRequest.name")
    tag = api.get(one)["ETag"]
    assert told(api.patch(one, {"parent_id": None}, if_match=tag)) == NOTHING
    tag = api.get(one)["ETag"]
    assert told(api.patch(one, {"name": ""}, if_match=tag)) == IN_MARCH
    assert told(api.patch(one, {"name": "Heart"}, if_match=tag)) == IN_MARCH


def test_fields_that_are_null_for_good_are_deprecated(api: Api) -> None:
    here = api.client.institution
    made = TieFactory(protege__institution=here)
    made_by_run(made)

    listed = api.get("/check-ins")

    assert [one["id"] for one in listed.json()["items"]] == [str(made.pk)]
    assert told(listed) == ("@1796083200", "Wed, 01 Dec 2027 00:00:00 GMT", True)
    assert told(api.get("/check-ins?fields=asked")) == NOTHING


def test_the_description_has_nothing_deprecated_itself_for_its_first_reader_either(
    db: None,
) -> None:
    for made in (docs._schema, docs.described, docs.collected):
        made.cache_clear()

    answers = [Client().get(f"/api/{name}.json") for name in ("postman", "openapi")]

    assert [(one.status_code, told(one)) for one in answers] == [(200, NOTHING)] * 2


def test_the_description_marks_what_is_deprecated(deprecated: Any) -> None:
    deprecated("GET /api/v1/units", "GET /api/v1/ties?state", "MemberBrief.rank")
    found = SchemaGenerator().get_schema(request=None, public=True)
    paths = found["paths"]

    words = "Deprecated since 2026-03-01, there until 2027-03-02 at least. Use that."
    units, ties = paths["/api/v1/units"]["get"], paths["/api/v1/ties"]["get"]
    (state,) = [one for one in ties["parameters"] if one["name"] == "state"]
    rank = found["components"]["schemas"]["MemberBrief"]["properties"]["rank"]
    assert [one["deprecated"] for one in (units, state, rank)] == [True] * 3
    assert all(one["description"].endswith(words) for one in (units, state, rank))
    assert "deprecated" not in paths["/api/v1/units"]["post"]
    headers = {
        path: {"Deprecation", "Sunset"} <= set(operations["get"]["responses"]["200"]["headers"])
        for path, operations in paths.items()
        if "get" in operations
    }
    # The last four show people inside.
    assert {path.removeprefix("/api/v1") for path, has in headers.items() if has} >= {
        *("/units", "/ties", "/ties/{id}", "/members", "/enrollments", "/offers")
    }
    assert not headers["/api/v1/institution"]
    deprecated("UnitResource.nothing")
    with pytest.raises(LookupError, match=r"UnitResource\.nothing"):
        SchemaGenerator().get_schema(request=None, public=True)


def test_what_is_deprecated_stays_a_year_and_is_told_in_the_changelog() -> None:
    text = CHANGES.read_text(encoding="utf-8")
    heading = "## " + CHAPTER.replace("-", " ").capitalize()
    chapter = text.partition(f"{heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in chapter.splitlines() if line.startswith("| `")]

    assert [
        one.what
        for one in DEPRECATIONS
        if one.until - one.since < timedelta(days=365)
        or not any(
            f"`{one.what}`" in row and f"| {one.since} | {one.until} |" in row for row in rows
        )
    ] == []
    named = {one.what for one in DEPRECATIONS}
    assert [row for row in rows if not any(f"`{what}`" in row for what in named)] == []


def test_every_answer_in_the_description_has_the_version() -> None:
    answers = deepcopy(COMMITTED["components"]["responses"])
    for path, operations in COMMITTED["paths"].items():
        for method, one in operations.items():
            answers |= {f"{method} {path} {s}": r for s, r in one["responses"].items()}
    without = [
        name for name, one in answers.items() if "API-Version" not in one.get("headers", {"$ref"})
    ]

    assert [name for name in without if "$ref" not in answers[name]] == []
