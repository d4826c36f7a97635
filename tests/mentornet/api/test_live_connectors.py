"""The scripts of the connectors' pages, run as they stand, against a live server and a REDCap of our own."""

from __future__ import annotations

import csv
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from evaluations.gaps.domain.snapshot import take_snapshot
from profiles.models import Institution, Membership
from tests.evaluations.gaps.domain.test_report import here, of
from tests.factories import InstitutionFactory, TieFactory
from tests.mentornet.api.test_live import DOCS, external_ids, run, worker
from tests.support.api import Api

__all__ = ["here", "worker"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing"),
]
ROSTER = """\ufeffexternal_id,email,given_name,family_name,rank,unit,supervisor_external_id,start_date,end_date
00017,ada@school.example,Ada,Moreno,Assistant Professor,School of Medicine / Cardiology,00018,7/1/2023,
00018,bo@school.example,Bo,"Ek, Jr.",Professor,School of Medicine / Cardiology,,2010-09-01,
"""


def script_of(page: str, words: str) -> str:
    """Return the script of *page* that has *words* in it."""
    text = (DOCS / "connectors" / page).read_text("utf-8")
    (found,) = [one for one in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if words in one]
    return str(found)


def bash(script: str) -> list[str]:
    return ["bash", "-euo", "pipefail", "-c", script]


@pytest.fixture
def redcap() -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """What takes records as REDCap's API does; yield its address and what was sent."""
    sent: list[dict[str, list[str]]] = []

    class Records(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent.append(parse_qs(body, keep_blank_values=True))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Records)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", sent
    server.shutdown()
    thread.join()
    server.server_close()


def test_report_of_an_hr_system_by_the_api(live_server: Any, worker: None, tmp_path: Path) -> None:
    api = Api(InstitutionFactory(), ["members:read", "members:write"])
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    wait = """
until curl -sS -H "Authorization: Bearer $TOKEN" "$MENTORNET_URL/api/v1/imports" |
  python3 -c 'import json, sys; sys.exit(not json.load(sys.stdin)["items"][0]["finished_at"])'
do sleep 0.2; done"""

    run(bash(script_of("hr-exports.md", "members/bulk") + wait), api, live_server.url, tmp_path)

    assert external_ids() == ["00017", "00018"]
    ada = Membership.objects.get(external_id="00017")
    assert (ada.rank, ada.unit.name, ada.unit.parent.name) == (
        "assistant",
        "Cardiology",
        "School of Medicine",
    )
    assert ada.supervisor.external_id == "00018"
    assert str(ada.start_date) == "2023-07-01"


def test_figures_into_redcap(
    live_server: Any,
    here: Institution,
    redcap: tuple[str, list[dict[str, list[str]]]],
    tmp_path: Path,
) -> None:
    for junior in of(here, "Surgery")[:2]:
        TieFactory(protege=junior, mentor=of(here, "Medicine")[0])
    take_snapshot(here)
    address, sent = redcap
    script = f"REDCAP_URL={address}; REDCAP_TOKEN=T\n" + script_of("redcap.md", "records.csv")

    run(bash(script), Api(here, ["reports:read"]), live_server.url, tmp_path)

    (body,) = sent
    rows = list(csv.DictReader(StringIO(body["data"][0])))
    assert (body["content"], body["format"], body["token"]) == (["record"], ["csv"], ["T"])
    assert len({row["record_id"] for row in rows}) == len(rows) > 10
    assert {row["figure_count"] for row in rows} > {""}


def test_figures_into_a_folder(live_server: Any, here: Institution, tmp_path: Path) -> None:
    take_snapshot(here)
    api = Api(here, ["reports:read"])

    run(bash(script_of("power-bi-tableau.md", "gaps.csv.new")), api, live_server.url, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["gaps.csv"]
    assert (tmp_path / "gaps.csv").read_text("utf-8-sig").startswith("table,day,dimension")
