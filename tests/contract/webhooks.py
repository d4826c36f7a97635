"""Webhooks: directors of the institution alone; another institution's endpoint is not there."""

from __future__ import annotations

from typing import Any

from tests.contract.matrix import Kwargs, Outcome, Row, only

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}


def _endpoint(**more: Any) -> Kwargs:
    return lambda world: {"pk": world.rows["endpoint"].pk, **more}


WEBHOOKS: dict[str, Row] = {
    "profiles:webhooks": Row(DIRECTORS),
    "profiles:webhook_new": Row(DIRECTORS),
    "profiles:webhook": Row(HERE, kwargs=_endpoint()),
    "profiles:webhook_edit": Row(HERE, kwargs=_endpoint()),
    "profiles:webhook_replay": Row(HERE, kwargs=_endpoint(), method="post"),
    "profiles:webhook_do": Row(HERE, kwargs=_endpoint(act="pause"), method="post"),
}
