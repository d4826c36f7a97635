"""A roster over the API, as lines of JSON."""

from __future__ import annotations

import json
from typing import Any

from profiles.roster.tasks import advance_waiting_imports
from tests.support.api import Api

LINES = "application/x-ndjson"


def lines(*people: Any) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in people).encode()


def done(api: Api, answer: Any) -> dict[str, Any]:
    """Let a worker do what is due, and read the import as a client does."""
    assert answer.status_code == 202, answer.content
    advance_waiting_imports()
    return api.get(answer["Location"]).json()  # type: ignore[no-any-return]
