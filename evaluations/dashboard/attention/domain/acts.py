"""What can be done about a row of the queue: put it off, note something, hand it on, be done with it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.attention.domain.colleagues import colleagues_for
from evaluations.dashboard.attention.domain.queue import Item
from evaluations.dashboard.attention.models import LONGEST_NOTE, AttentionState
from evaluations.errors import EvaluationError
from profiles.models import Membership

# Between two notes that were written at the same time.
_BETWEEN = " · "


class NotInTheFuture(EvaluationError):
    """The day until which a row is put off is not after today."""

    code = "not_in_the_future"
    message = _("Choose a day after today.")


class NotInTheirQueue(EvaluationError):
    """The person to whom a row is handed may not open it."""

    code = "not_in_their_queue"
    message = _("Choose a colleague who may open this item.")


class NoRoomForBoth(EvaluationError):
    """A colleague changed the note meanwhile, and both together are too long for one."""

    code = "no_room_for_both"

    def __init__(self, typed: str) -> None:
        text = _(
            "A colleague changed this note while you wrote. Add yours in fewer words: “%(typed)s”"
        )
        super().__init__(text % {"typed": typed})


def ready_days(today: date) -> tuple[date, date, date]:
    """Return tomorrow, the next Monday, and the day in a month: until when a row is often put off.

    >>> [str(one) for one in ready_days(date(2027, 1, 31))]
    ['2027-02-01', '2027-02-01', '2027-02-28']
    """
    year, month = today.year + today.month // 12, today.month % 12 + 1
    last = monthrange(year, month)[1]
    return (
        today + timedelta(days=1),
        today + timedelta(days=7 - today.weekday()),
        date(year, month, min(today.day, last)),
    )


def snooze(item: Item, *, until: date, by: Membership) -> AttentionState:
    """Hide the row until the day *until*. Raise NotInTheFuture."""
    if until <= by.institution.local_date():
        raise NotInTheFuture
    return _write(item, by=by, snoozed_until=until)


def wake(item: Item, *, by: Membership) -> AttentionState:
    """Show a row again that was put off. Idempotent."""
    return _write(item, by=by, snoozed_until=None)


@transaction.atomic
def note(item: Item, *, text: str, by: Membership, seen: str | None = None) -> AttentionState:
    """Keep a line with the row, for everyone who may see it.

    *seen* is the note that *by* had before them. Where a colleague has changed it since, both are kept.
    Raise NoRoomForBoth, with what was typed, where they are too long together.
    """
    typed = text.strip()[:LONGEST_NOTE]
    standing = _standing_note(item, by=by)
    if seen is not None and standing not in ("", seen.strip(), typed):
        if len(standing) + len(_BETWEEN) + len(typed) > LONGEST_NOTE:
            raise NoRoomForBoth(typed)
        typed = _BETWEEN.join(one for one in (standing, typed) if one)
    return _write(item, by=by, note=typed)


def hand_to(item: Item, *, to: Membership | None, by: Membership) -> AttentionState:
    """Hand the row to a colleague who may open it, or to no one. Raise NotInTheirQueue for someone else."""
    if to is not None and to not in colleagues_for(item, by=by):
        raise NotInTheirQueue
    return _write(item, by=by, handed_to=to, handed_by=by if to else None)


def finish(item: Item, *, by: Membership) -> AttentionState:
    """Take the row off the queue until its cause is another."""
    return _write(item, by=by, done_at=timezone.now(), cause=item.cause)


def _standing_note(item: Item, *, by: Membership) -> str:
    """Return the note as it is now, and hold its row until the transaction ends."""
    rows = AttentionState.objects.select_for_update().filter(**item.key_for(by))
    return rows.values_list("note", flat=True).first() or ""


@transaction.atomic
def _write(item: Item, *, by: Membership, **changes: Any) -> AttentionState:
    row, _created = AttentionState.objects.update_or_create(
        **item.key_for(by), defaults={**changes, "changed_by": by}
    )
    return row
