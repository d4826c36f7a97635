"""What a page shows, for tests that say which one they mean."""

from __future__ import annotations

from typing import Any

from lxml import html


def heading(response: Any) -> str:
    """Return the main heading of a page that opens; fails for any other answer."""
    assert response.status_code == 200, response
    found = html.fromstring(response.content).xpath("//h1")
    assert len(found) == 1, found
    return " ".join(found[0].text_content().split())
