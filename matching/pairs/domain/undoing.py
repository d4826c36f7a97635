"""Undoing a change that a director has just made to a run's pairs: kept for some minutes with them (their session)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError
from matching.pairs.domain.proposals import put_back
from matching.pairs.domain.publish import mark_of_pairs
from matching.pairs.models import Proposal
from matching.programs.runs.models import MatchRun
from profiles.models import Membership
from profiles.undo.domain import seconds_left

Before = list[tuple[str, str, str]]
Change = dict[str, Any]


class TooLateToUndo(MatchingError):
    """The minutes are over, or pairs of the run have changed since, or can no longer be."""

    code = "too_late_to_undo"
    message = _("This can no longer be undone.")


def before_change(proposals: Iterable[Proposal]) -> Before:
    """Return whom *proposals* pair, and how that came about, as plain text."""
    return [(str(one.pk), str(one.mentor_id or ""), one.source) for one in proposals]


def remember(
    run: MatchRun, before: Before, *, by: Membership, now: datetime | None = None
) -> Change:
    """Return the change just made to pairs that were *before*, as plain data."""
    return {
        "run": str(run.pk),
        "before": before,
        "after": mark_of_pairs(run),
        "by": str(by.pk),
        "at": (now or timezone.now()).timestamp(),
    }


def can_undo(change: Change, run: MatchRun, *, by: Membership, now: datetime | None = None) -> bool:
    """Return whether *change* was the last one of *run*, made by *by* some minutes ago. One query, or none."""
    return (
        change.get("run") == str(run.pk)
        and change["by"] == str(by.pk)
        and run.is_editable
        and seconds_left(change, now=now) > 0
        and mark_of_pairs(run) == change["after"]
    )


@transaction.atomic
def undo(change: Change, run: MatchRun, *, by: Membership, now: datetime | None = None) -> None:
    """Make the pairs of *run* what they were before *change*.

    Raise TooLateToUndo where another change came after it, and what `put_back` raises; then nothing has changed.
    """
    held = MatchRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not can_undo(change, held, by=by, now=now):
        raise TooLateToUndo
    put_back(held, change["before"], actor=by.user)
