"""Addresses of programs of other kinds than pairs, for the access matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract.matrix import Outcome, Row, only

if TYPE_CHECKING:
    from tests.contract.matrix import Kwargs

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
DIRECTORS_HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}


def row_of(name: str, **more: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk, **more}


KINDS: dict[str, Row] = {
    "evaluations:directing_group_completion": Row(
        DIRECTORS_HERE, kwargs=row_of("group"), method="post"
    ),
    "evaluations:program_coverage": Row(DIRECTORS_HERE, kwargs=row_of("mosaic")),
    "matching:directing_kinds": Row(DIRECTORS),
    "matching:directing_new": Row(DIRECTORS, kwargs=lambda world: {"kind": "mosaic"}),
    "matching:program_teams": Row(DIRECTORS_HERE, kwargs=row_of("team_program")),
    # A team and its plan: the protégé and who has said yes. The one who is asked (the stranger)
    # reads the request alone; the supervisor and the director nothing.
    "matching:team_own": Row(only("protege"), kwargs=row_of("team_program")),
    "matching:team": Row(only("protege", "mentor"), kwargs=row_of("team")),
    "matching:team_pdf": Row(only("protege", "mentor"), kwargs=row_of("team")),
    "matching:team_plan": Row(only("protege"), kwargs=row_of("team")),
    "matching:team_ask": Row(only("protege"), kwargs=row_of("team")),
    "matching:milestone_add": Row(
        only("protege"),
        kwargs=row_of("team"),
        method="post",
        data=lambda world: {"text": "A step", "due_on": "2030-01-31"},
    ),
    "matching:milestone_set": Row(
        only("protege"), kwargs=row_of("milestone", act="reached"), method="post"
    ),
    "matching:team_request": Row(only("protege", "stranger"), kwargs=row_of("team_request")),
    "matching:team_function": Row(only("protege"), kwargs=row_of("team_part")),
    "matching:team_leave": Row(only("protege", "mentor"), kwargs=row_of("team_part")),
    "matching:team_agree": Row(
        only("mentor"),
        kwargs=row_of("team_part"),
        method="post",
        data=lambda world: {"revision": "1"},
    ),
    "matching:team_answer": Row(
        only("stranger"), kwargs=row_of("team_request", act="join"), method="post"
    ),
}
