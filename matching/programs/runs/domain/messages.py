"""How one long transaction tells how far it is, while nothing of it is to be seen yet."""

from __future__ import annotations

from collections.abc import Sequence

from mentornet.jobs.progress import Progress, unheard
from mentornet.mail.outbox import Message, queue_messages

__all__ = ["Progress", "post_messages", "unheard"]

MESSAGES = 100


def post_messages(messages: Sequence[Message], *, progress: Progress) -> None:
    """Put *messages* in the outbox, a batch at a time: the second half of a publication."""
    for at in range(0, len(messages), MESSAGES):
        progress(len(messages) + at, 2 * len(messages))
        queue_messages(messages[at : at + MESSAGES])
