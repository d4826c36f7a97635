"""The access matrix of drafts: to everybody their own, and a script that is nobody's is told so."""

from __future__ import annotations

from tests.contract.matrix import Outcome, Row, members

ASKED_BY_SCRIPTS = {**members(), "anonymous": Outcome.DENIED}

DRAFTS: dict[str, Row] = {
    "drafts": Row(members()),
    "draft_delete": Row(members(), method="post"),
    "draft_key": Row(ASKED_BY_SCRIPTS),
    "draft_save": Row(
        ASKED_BY_SCRIPTS,
        method="post",
        data=lambda world: {"action": "/offer/", "field": "expertise", "text": "A word"},
        as_json=True,
    ),
    "draft_read": Row(
        ASKED_BY_SCRIPTS, method="post", data=lambda world: {"fields": []}, as_json=True
    ),
    "draft_discard": Row(
        ASKED_BY_SCRIPTS,
        method="post",
        data=lambda world: {"action": "/", "field": "text", "base": 0},
        as_json=True,
    ),
}
