"""Undoing what one has just done about a row: kept for some minutes with who did it (their session)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.attention.domain.queue import Item
from evaluations.dashboard.attention.models import AttentionState
from evaluations.errors import EvaluationError
from profiles.models import Membership
from profiles.undo.domain import seconds_left

FIELDS = ("snoozed_until", "note", "handed_to_id", "handed_by_id", "done_at", "cause")

Act = dict[str, Any]
State = dict[str, str]


class TooLateToUndo(EvaluationError):
    """The minutes are over, or a colleague has changed the same since."""

    code = "too_late_to_undo"
    message = _("This can no longer be undone.")


def state_of(item: Item, *, by: Membership) -> State:
    """Return what was done about a row until now, as plain text."""
    rows = AttentionState.objects.filter(**item.key_for(by)).values(*FIELDS)
    return {name: str(value or "") for name, value in (rows.first() or {}).items()}


def remember(
    item: Item, what: str, *, before: State, by: Membership, now: datetime | None = None
) -> Act:
    """Return the act *what*, just done to a row that was *before*, as plain data."""
    after = state_of(item, by=by)
    return {
        "kind": item.kind.key,
        "subject": item.row.subject,
        "what": what,
        "changed": {
            name: [before.get(name, ""), value]
            for name, value in after.items()
            if before.get(name, "") != value
        },
        "by": str(by.pk),
        "at": (now or timezone.now()).timestamp(),
    }


def is_about(act: Act, item: Item) -> bool:
    """Return whether *act* was done to *item*."""
    return (act.get("kind"), act.get("subject")) == (item.kind.key, item.row.subject)


@transaction.atomic
def undo(act: Act, item: Item, *, by: Membership, now: datetime | None = None) -> None:
    """Make *item* what it was before *act*. Raise TooLateToUndo, and change nothing then."""
    changed = act.get("changed")
    if (
        not changed
        or not is_about(act, item)
        or act["by"] != str(by.pk)
        or not seconds_left(act, now=now)
    ):
        raise TooLateToUndo
    row = AttentionState.objects.filter(**item.key_for(by)).select_for_update().first()
    if row is None or any(
        str(getattr(row, name) or "") != after for name, (_before, after) in changed.items()
    ):
        raise TooLateToUndo
    for name, (before, _after) in changed.items():
        setattr(row, name, _read(name, before))
    row.changed_by = by
    row.save()


def _read(name: str, text: str) -> Any:
    if name in ("note", "cause"):
        return text
    if name == "snoozed_until":
        return parse_date(text)
    if name == "done_at":
        return parse_datetime(text)
    return text or None
