"""How one long transaction tells how far it is, while nothing of it is to be seen yet."""

from __future__ import annotations

from collections.abc import Sequence

from mentornet.jobs.progress import Progress, unheard
from mentornet.mail.outbox import Letter, queue_letters

__all__ = ["Progress", "post_letters", "unheard"]

LETTERS = 100


def post_letters(letters: Sequence[Letter], *, progress: Progress) -> None:
    """Put *letters* in the outbox, a batch at a time: the second half of a publication."""
    for at in range(0, len(letters), LETTERS):
        progress(len(letters) + at, 2 * len(letters))
        queue_letters(letters[at : at + LETTERS])
