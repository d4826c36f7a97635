"""How one long transaction tells how far it is, while nothing of it is to be seen yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone

from mentornet.outbox import Letter, queue_letters

Progress = Callable[[int, int], None]
# Nobody reads a meter more often.
EVERY_SECONDS = 0.4
LETTERS = 100


def unheard(done: int, total: int) -> None:
    """Progress that nobody asked for."""


@contextmanager
def noting(row: Any) -> Iterator[Progress]:
    """Yield what notes `(done, total)` in *row*, seen by others while a transaction is open.

    It writes through a connection of its own, so the open transaction must leave the row alone.
    """
    apart = connection.copy()
    table = apart.ops.quote_name(row._meta.db_table)
    noted = float("-inf")

    def note(done: int, total: int) -> None:
        nonlocal noted
        if time.monotonic() - noted < EVERY_SECONDS:
            return
        noted = time.monotonic()
        with apart.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET progress_done = %s, progress_total = %s, beat_at = %s"  # noqa: S608  (a name of ours)
                " WHERE id = %s",
                [done, total, timezone.now(), row.pk],
            )

    try:
        yield note
    finally:
        apart.close()


def post_letters(letters: Sequence[Letter], *, progress: Progress) -> None:
    """Put *letters* in the outbox, a batch at a time: the second half of a publication."""
    for at in range(0, len(letters), LETTERS):
        progress(len(letters) + at, 2 * len(letters))
        queue_letters(letters[at : at + LETTERS])
