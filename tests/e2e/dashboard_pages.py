"""Every page of the dashboard and of operators, by the role that opens it, as the access matrix lists them."""

from __future__ import annotations

from django.urls import reverse

from tests.contract.access import MATRIX
from tests.contract.matrix import Outcome
from tests.contract.world import World

# What browsers save instead of showing it, and parts of pages.
NO_PAGES = (".csv", ".xlsx", ".ics", ".svg", ".pdf", ".json", ".zip", ".txt", "/find")
PARTS = {"evaluations:gaps_progress"}
WHOSE = {"director": "/dashboard/", "operator": "/operating/"}


def dashboard_pages(world: World) -> dict[str, list[str]]:
    """What the director and the operator see, apart from files."""
    found: dict[str, list[str]] = {role: [] for role in WHOSE}
    for name, row in MATRIX.items():
        if row.method != "get" or name.startswith("/") or name in PARTS:
            continue
        path = reverse(name, kwargs=row.kwargs(world))
        for role, beginning in WHOSE.items():
            is_page = path.startswith(beginning) and not path.rstrip("/").endswith(NO_PAGES)
            if is_page and row.expected[role] == Outcome.OK:
                found[role].append(path)
    return found
