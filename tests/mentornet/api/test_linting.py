"""The description of the API under other people's rules for such descriptions."""

from __future__ import annotations

import json

import pytest
from openapi_spec_validator import validate

from tests.mentornet.api.test_schema import COMMITTED
from tests.support.node import FOLDER, NODE, install, run

pytestmark = pytest.mark.tools
SPECTRAL = "node_modules/@stoplight/spectral-cli/dist/index.js"


def findings(file: str) -> list[str]:
    """What Spectral's rules for OpenAPI and those of OWASP find, hints too."""
    install("@stoplight/spectral-owasp-ruleset")
    done = run(NODE, SPECTRAL, "lint", "-q", "-f", "json", "--ruleset", "spectral.yaml", file)
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{one['code']} at {'.'.join(map(str, one['path']))}" for one in json.loads(done.stdout)
    ]


def test_description_is_valid() -> None:
    validate(COMMITTED)


@pytest.mark.long
def test_rules_of_spectral_and_owasp_find_nothing() -> None:
    assert findings("../../docs/openapi.yaml") == []


@pytest.mark.long
def test_a_description_that_breaks_a_rule_is_found() -> None:
    broken = FOLDER / ".broken.yaml"
    broken.write_text(json.dumps({**COMMITTED, "tags": []}))
    try:
        assert any(one.startswith("operation-tag-defined at ") for one in findings(broken.name))
    finally:
        broken.unlink()
