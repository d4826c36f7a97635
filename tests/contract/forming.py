"""Forming groups: a director's workspace, and nobody else's; not even to those who are in it."""

from __future__ import annotations

from typing import Any

from tests.contract.matrix import Kwargs, Outcome, Row, only


def _here(name: str, **more: Any) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk, **more}


DIRECTORS = {**only("director", others=Outcome.DENIED), "other_director": Outcome.HIDDEN}

FORMING: dict[str, Row] = {
    "matching:group_rules": Row(DIRECTORS, kwargs=_here("group_program")),
    "matching:group_start": Row(DIRECTORS, kwargs=_here("group_program"), method="post"),
    "matching:group_run": Row(DIRECTORS, kwargs=_here("group_run")),
    "matching:group_publish": Row(DIRECTORS, kwargs=_here("group_run")),
    "matching:group_table": Row(DIRECTORS, kwargs=_here("group_run")),
    "matching:group_act": Row(DIRECTORS, kwargs=_here("group_run", what="add"), method="post"),
    "matching:group_seat": Row(
        DIRECTORS,
        kwargs=_here("seat", what="move"),
        method="post",
        data=lambda world: {"to": "waiting"},
    ),
    "matching:group_place": Row(
        DIRECTORS, kwargs=_here("place"), method="post", data=lambda world: {"answer": "no"}
    ),
    "matching:group_place_withdraw": Row(only("stranger"), kwargs=_here("place"), method="post"),
    "matching:group_change": Row(
        DIRECTORS,
        kwargs=_here("group_proposal", what="name"),
        method="post",
        data=lambda world: {"name": "Writers"},
    ),
}
