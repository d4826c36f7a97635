"""Sessions, curricula and files: for those in the group; notes for who facilitates it alone."""

from __future__ import annotations

from tests.contract.matrix import Kwargs, Row, only


def pk_of(name: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk}


SESSIONS: dict[str, Row] = {
    # Not the director, and not the member's mentor.
    "evaluations:file": Row(only("protege", "facilitator"), kwargs=pk_of("file")),
}
