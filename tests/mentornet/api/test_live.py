"""What the documentation shows, run as it stands: curl, the example client, a generated client."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from profiles.models import Membership
from profiles.roster.tasks import advance_waiting_imports
from tests.factories import InstitutionFactory
from tests.support.api import Api

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = Path(settings.BASE_DIR) / "docs"


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """What Celery does: carry out the imports that wait."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.2):
            advance_waiting_imports()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def run(command: list[str], api: Api, url: str, folder: Path) -> str:
    env = {
        "PATH": os.environ["PATH"],
        "MENTORNET_URL": url,
        "CLIENT_ID": api.client.client_id,
        "CLIENT_SECRET": api.secret,
    }
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def external_ids() -> list[str]:
    return sorted(Membership.objects.values_list("external_id", flat=True))


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing")
def test_walk_through_in_the_shell(live_server: Any, worker: None, tmp_path: Path) -> None:
    api = Api(InstitutionFactory(name="School of Medicine"))
    (script,) = re.findall(r"```sh\n(.*?)```", (DOCS / "api.md").read_text("utf-8"), re.DOTALL)

    told = run(["bash", "-euo", "pipefail", "-c", script], api, live_server.url, tmp_path)

    assert '"name":"School of Medicine"' in told
    assert told.count('"result":"added"') == 2
    assert external_ids() == ["F1", "F10482", "F2"]
    assert Membership.objects.get(external_id="F2").supervisor.external_id == "F1"


def test_example_client(live_server: Any, worker: None, tmp_path: Path) -> None:
    api = Api(InstitutionFactory())
    example = str(DOCS / "examples" / "mentornet_client.py")

    told = run([sys.executable, example], api, live_server.url, tmp_path)

    assert "roster: done" in told
    assert "changed: 3 next time from 20" in told
    assert external_ids() == ["EX1", "EX2", "EX3"]


@pytest.mark.long
@pytest.mark.tools
def test_client_made_from_the_description_walks_through(
    live_server: Any, worker: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api(InstitutionFactory())
    made = tmp_path / "generated_client"
    (tmp_path / "plain.yaml").write_text("post_hooks: []\n")
    generate = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
        *("--path", str(DOCS / "openapi.yaml"), "--output-path", str(made)),
        *("--config", str(tmp_path / "plain.yaml")),
    ]
    run(generate, api, live_server.url, tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    client = importlib.import_module("generated_client").AuthenticatedClient(
        base_url=live_server.url, token=api.token, raise_on_unexpected_status=True
    )
    models = importlib.import_module("generated_client.models")

    def call(name: str, **given: Any) -> Any:
        return importlib.import_module(f"generated_client.api.{name}").sync(client=client, **given)

    me = call("institution.institution")
    unit = call("units.units_create", body=models.UnitInputRequest(name="Surgery"))
    person = call(
        "members.members_external_update",
        external_id="G1",
        body=models.MemberPutRequest(
            email="g1@school.example",
            given_name="Gil",
            family_name="Ode",
            rank="assistant",
            unit_path=["Surgery"],
        ),
    )
    sent = call(
        "members.members_bulk_update",
        body=models.MembersBulkRequest(
            members=[
                models.MemberInputRequest(
                    external_id="G2",
                    email="g2@school.example",
                    given_name="Hal",
                    family_name="Pim",
                    rank="full",
                )
            ]
        ),
    )
    refused = call(
        "members.members_partial_update", id=person.id, if_match='"old"', body=_patch(models)
    )
    page = call("members.members_list", limit=1)

    assert (str(me.id), person.unit_id) == (str(api.client.institution_id), unit.id)
    assert (refused.status, refused.code) == (412, "precondition_failed")
    assert len(page.items) == 1
    for _time in range(100):
        told = call("members.imports_retrieve", id=sent.id)
        if told.finished_at:
            break
        threading.Event().wait(0.1)
    assert (told.state, told.counts.added) == ("done", 1)
    assert external_ids() == ["G1", "G2"]


def _patch(models: Any) -> Any:
    return models.PatchedMemberPatchRequest(specialty="Trauma")
