"""Published figures as CSV: each cell is what JSON says, and what is hidden there is empty here."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.models import GapReport
from profiles.models import Institution, Unit
from tests.evaluations.gaps.domain.test_report import here, of
from tests.factories import InstitutionFactory, NeedFactory, TieFactory
from tests.support.api import Api

__all__ = ["here"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(here: Institution) -> Api:
    """What Surgery has is shown, what the three people of Tiny have is not."""
    for junior in of(here, "Surgery")[:10]:
        TieFactory(protege=junior, mentor=of(here, "Medicine")[0])
    for junior in of(here, "Surgery")[:3]:
        NeedFactory(member=junior, institution=here, area="career", role="sponsor")
    Unit.objects.filter(name="Medicine").update(name='=HYPERLINK("https://evil.example")')
    take_snapshot(here)
    return Api(here)


def table(api: Api, path: str) -> list[dict[str, str]]:
    answer = api.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def cell(value: Any) -> str:
    return "" if value is None else str(value)


def share(value: Any) -> tuple[str, str, str]:
    if not isinstance(value, dict):
        return cell(value), "", ""
    return cell(value["count"]), cell(value["of"]), cell(value["as_of"])


def expected_gaps(said: dict[str, Any]) -> list[tuple[str, ...]]:
    """What a table has to say: JSON, flattened without the code of the product."""
    head = (said["dimension"], said["key"])
    rows: list[tuple[str, ...]] = [
        ("figures", said["day"], *head, name, *share(value))
        for name, value in said["figures"].items()
    ]
    rows += [
        ("figures", said["day"], *head, name, *share(said[name]))
        for name in ("capacity", "places_free")
    ]
    for group in said["groups"]:
        rows += [
            ("groups", said["day"], group["dimension"], group["key"], name, *share(group[name]))
            for name in ("people", "with_mentor", "with_network", "with_peer")
        ]
    for row in said["trend"]:
        rows += [
            ("trend", row["day"], *head, name, *share(row[name]))
            for name in ("with_mentor", "with_network", "with_peer")
        ]
    return rows


@pytest.mark.parametrize("query", ["", "?dimension=rank&key=full", "?dimension=rank&key=assistant"])
def test_gaps_are_those_of_json_and_what_is_hidden_is_empty(api: Api, query: str) -> None:
    said = api.get(f"/reports/gaps{query}").json()

    rows = table(api, f"/reports/gaps.csv{query}")

    names = ("table", "day", "dimension", "key", "figure", "count", "of", "as_of")
    assert [tuple(row[name] for name in names) for row in rows] == expected_gaps(said)
    assert {row["threshold"] for row in rows} == {str(said["threshold"])}


def test_small_unit_is_hidden_and_a_large_one_is_not(here: Institution, api: Api) -> None:
    rows = {
        (row["key"], row["figure"]): (row["count"], row["of"])
        for row in table(api, "/reports/gaps.csv")
    }
    tiny = str(Unit.objects.get(institution=here, name="Tiny").pk)
    surgery = str(Unit.objects.get(institution=here, name="Surgery").pk)

    assert rows[surgery, "with_mentor"] == ("10", "40")
    hidden = [count for (key, _figure), (count, _of) in rows.items() if key == tiny]
    assert set(hidden) <= {""}
    assert rows["", "with_mentor"][0] == "10"


def test_coverage_is_that_of_json(api: Api) -> None:
    said = api.get("/reports/coverage").json()

    rows = table(api, "/reports/coverage.csv")

    assert said["needs"]
    assert [{name: row[name] for name in said["needs"][0]} for row in rows] == [
        {name: cell(value) for name, value in need.items()} for need in said["needs"]
    ]
    assert {row["demand"] for row in rows if row["value"] == "career"} == {""}
    assert {row["day"] for row in rows} == {said["day"]}


def test_names_that_a_spreadsheet_would_run_are_text(api: Api) -> None:
    labels = {row["label"] for row in table(api, "/reports/gaps.csv")}

    assert '\'=HYPERLINK("https://evil.example")' in labels
    assert not [label for label in labels if label.startswith("=")]


def test_requests_for_figures_are_listed_newest_first(here: Institution, api: Api) -> None:
    GapReport.objects.all().delete()
    other = Api(InstitutionFactory())
    other.post("/reports/counts")
    asked = api.post("/reports/counts").json()

    (row,) = table(api, "/reports/counts.csv")

    assert (row["id"], row["state"]) == (asked["id"], asked["state"])


def test_refusals_stay_problems(api: Api) -> None:
    unknown = api.get("/reports/gaps.csv?colour=red")
    missing = api.get("/reports/gaps.csv?dimension=unit&key=nothing")

    for answer, code in ((unknown, "invalid_parameter"), (missing, "not_found")):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == code
    assert api.get("/reports/counts.csv?dimension=unit").status_code == 400


@pytest.mark.parametrize("accept", ["text/csv", "*/*", "application/json", "text/html"])
def test_address_says_that_it_is_csv(api: Api, accept: str) -> None:
    assert api.get("/reports/gaps.csv", accept=accept)["Content-Type"] == "text/csv; charset=utf-8"


def test_same_table_is_not_sent_again(api: Api) -> None:
    tag = api.get("/reports/coverage.csv")["ETag"]

    assert api.get("/reports/coverage.csv", if_none_match=tag).status_code == 304


@pytest.mark.parametrize("path", ["gaps.csv", "coverage.csv"])
def test_nothing_is_there_before_the_first_publication(path: str) -> None:
    assert Api(InstitutionFactory()).get(f"/reports/{path}").status_code == 404
