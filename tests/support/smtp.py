"""A mail server on this machine that keeps what it gets, and misbehaves when asked to."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from threading import Condition
from typing import Any

from aiosmtpd.controller import Controller

# It tells each line of each conversation.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Sink:
    """Counts messages by their Message-ID; `misbehave` is asked before each is taken.

    `misbehave(number)` returns "" to take the message, "refuse", "hang", or "drop" to take it
    and cut the line instead of saying so.
    """

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.total = 0
        self.changed = Condition()
        self.misbehave: Any = lambda number: ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (its name)
        with self.changed:
            self.total += 1
            how = self.misbehave(self.total)
            if how in ("", "drop"):
                self.seen[message_from_bytes(envelope.content)["Message-ID"].strip()] += 1
            self.changed.notify_all()
        if how == "refuse":
            return "451 not now"
        if how == "hang":
            await asyncio.Event().wait()
        if how == "drop":
            server.transport.abort()
        return "250 taken"

    def wait_for(self, count: int, seconds: float = 90) -> bool:
        """Wait until *count* deliveries were tried; False where that takes too long."""
        with self.changed:
            return self.changed.wait_for(lambda: self.total >= count, timeout=seconds)


@contextmanager
def smtp_sink() -> Iterator[tuple[Sink, str]]:
    """A running server: what it keeps, and its address for EMAIL_URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
