"""The pages of the dashboard that compose what stands below: directors alone, each of their own institution."""

from __future__ import annotations

from tests.contract.matrix import Outcome, Row, only
from tests.contract.world import ROLES

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)

LISTS = (
    "evaluations:audit",
    "evaluations:directing_groups",
    "evaluations:directing_sessions",
    "evaluations:directing_surveys",
    "matching:directing_programs",
)


def doors_of(name: str) -> dict[str, Row]:
    """Return the four addresses of a list."""
    return {
        name: Row(DIRECTORS),
        f"{name}_file": Row(DIRECTORS, kwargs=lambda world: {"suffix": "csv"}),
        f"{name}_act": Row(DIRECTORS, method="post"),
        f"{name}_views": Row(DIRECTORS, method="post"),
    }


DESK_PAGES: dict[str, Row] = {
    **{door: row for name in LISTS for door, row in doors_of(name).items()},
    "evaluations:desk_activity": Row(DIRECTORS),
    "evaluations:desk_activity_file": Row(DIRECTORS, kwargs=lambda world: {"suffix": "csv"}),
    "evaluations:desk_calendar": Row(DIRECTORS),
    "evaluations:desk_calendar_link": Row(DIRECTORS, method="post"),
    # Whoever has the secret address; a forged or revoked one shows nothing.
    "evaluations:desk_calendar_feed": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
    "evaluations:desk_figures": Row(DIRECTORS),
    "evaluations:desk_figure_chart": Row(DIRECTORS, kwargs=lambda world: {"name": "relationships"}),
    "evaluations:desk_figure_file": Row(
        DIRECTORS, kwargs=lambda world: {"name": "programs", "suffix": "csv"}
    ),
    "evaluations:desk_messages": Row(DIRECTORS),
    "evaluations:desk_messages_file": Row(DIRECTORS, kwargs=lambda world: {"suffix": "csv"}),
    "evaluations:desk_messages_act": Row(DIRECTORS, method="post"),
    "evaluations:desk_messages_views": Row(
        DIRECTORS, method="post", data=lambda world: {"do": "save", "name": "Mine", "query": ""}
    ),
}
