"""What programs rely on: each change of it is named in docs/api-changes.md, which says what it means to them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from mentornet.api.contract import contract, versions
from mentornet.management.commands import write_api_schema
from mentornet.management.commands.write_api_schema import CHANGES, CONTRACT, VERSION, undescribed
from tests.mentornet.api.test_schema import COMMITTED

HOW = "Say under the newest version of docs/api-changes.md, with its name in `backticks`, what it means."


def test_whatever_changed_since_the_last_version_is_told_in_the_changelog() -> None:
    released = VERSION.findall(CONTRACT.read_text(encoding="utf-8"))[0]
    there = versions(CHANGES.read_text(encoding="utf-8"))

    assert undescribed(COMMITTED) == [], HOW
    assert COMMITTED["info"]["version"] == there[0], "SPECTACULAR_SETTINGS has the newest version."
    assert there == sorted(there, key=lambda one: [*map(int, one.split("."))], reverse=True)
    recorded = CONTRACT.read_text(encoding="utf-8").splitlines()[1:]
    assert recorded == contract(COMMITTED) or there.index(released) > 0, "Begin a new version."


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Documents of the test's own, in which version 1.2.0 is out with the contract of today."""
    for name, file in (("SCHEMA", "s.yaml"), ("CHANGES", "c.md"), ("CONTRACT", "c.txt")):
        monkeypatch.setattr(write_api_schema, name, tmp_path / file)
    head = "# What programs rely on in version 1.2.0 of the API.\n"
    (tmp_path / "c.txt").write_text(head + "\n".join(contract(COMMITTED)) + "\n", encoding="utf-8")
    return tmp_path


def edited(docs: Path, entries: str, edit: Any) -> list[str]:
    text = f"# Changes\n`sla` `/new`\n\n## 1.3.0\n\n{entries}\n\n## 1.2.0\n\n- `sla` `/new`\n"
    (docs / "c.md").write_text(text, encoding="utf-8")
    new = deepcopy(COMMITTED)
    edit(new)
    return undescribed(new)


def _unit(schema: dict[str, Any]) -> Any:
    return schema["components"]["schemas"]["UnitResource"]["properties"]


def _body(schema: dict[str, Any]) -> Any:
    return schema["components"]["schemas"]["RunInputRequest"]


UNITS, METHOD = "/api/v1/units", "RunInputRequest.method"


@pytest.mark.parametrize(
    ("edit", "named", "found"),
    [
        (
            lambda s: _unit(s).update(sla={"type": "string"}),
            "sla",
            "new: UnitResource.`sla`: string",
        ),
        (lambda s: s["paths"].update({"/api/v1/new": {"get": {}}}), "/new", "new: GET `/new`"),
        (
            lambda s: s["paths"][UNITS]["get"]["responses"].update({"418": {}}),
            "418",
            "new: GET /units answers `418`",
        ),
        (
            lambda s: s["paths"][UNITS]["get"].update(deprecated=True),
            "/units",
            "new: GET `/units` is deprecated",
        ),
        (
            lambda s: _body(s)["properties"]["method"]["enum"].append("chance"),
            "chance",
            f"new: {METHOD} can be `chance`",
        ),
        (lambda s: _unit(s).pop("name"), "name", "gone: UnitResource.`name`: string"),
        (
            lambda s: _body(s)["properties"]["method"]["enum"].remove("best"),
            "best",
            f"gone: {METHOD} can be `best`",
        ),
    ],
)
def test_a_change_without_an_entry_is_named_and_what_is_gone_has_to_be_called_breaking(
    docs: Path, edit: Any, named: str, found: str
) -> None:
    assert edited(docs, "- Something else.", edit) == [found]
    is_gone = found.startswith("gone")
    assert edited(docs, f"- It has `{named}`.", edit) == ([found] if is_gone else [])
    assert edited(docs, f"- **Breaking:** `{named}`.", edit) == []


def test_a_field_that_must_be_sent_now_and_a_list_that_opens_have_entries(docs: Path) -> None:
    def must(schema: dict[str, Any]) -> None:
        schemas = schema["components"]["schemas"]
        schemas["UnitInputRequest"]["required"].append("parent_id")

    def open_list(schema: dict[str, Any]) -> None:
        del _body(schema)["properties"]["method"]["enum"]

    assert edited(docs, "", must) == [
        "new: UnitInputRequest.`parent_id`: string or null (uuid), required"
    ]
    assert edited(docs, "", open_list) == [f"no closed list any more: {METHOD}"]
    entry = "- `parent_id` has to be sent; `method` is any text."
    assert edited(docs, entry, must) == edited(docs, entry, open_list) == []


def test_a_version_comes_out_only_when_all_of_it_is_told(docs: Path) -> None:
    recorded = (docs / "c.txt").read_text(encoding="utf-8")
    (docs / "c.txt").write_text(recorded.replace("GET `/units`\n", ""), encoding="utf-8")
    (docs / "c.md").write_text("## 1.3.0\n\n- Nothing.\n\n## 1.2.0\n", encoding="utf-8")

    with pytest.raises(CommandError, match="new: GET `/units`"):
        call_command("write_api_schema", "--release")
    (docs / "c.md").write_text("## 1.3.0\n\n- `/units`.\n\n## 1.2.0\n", encoding="utf-8")
    call_command("write_api_schema", "--release", verbosity=0)

    written = (docs / "c.txt").read_text(encoding="utf-8")
    assert yaml.safe_load((docs / "s.yaml").read_text(encoding="utf-8")) == COMMITTED
    assert written.splitlines()[1:] == contract(COMMITTED)
    assert f"version {COMMITTED['info']['version']} of" in written.splitlines()[0]
