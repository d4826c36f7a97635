"""How many streams a process sends at once, and how long it waits for who reads one.

A stream holds its thread until it is read. So there is one at a time of an institution, few in a process,
and who takes longer than DEADLINE over one portion is cut off. Where a proxy buffers answers, it reads
quickly itself and waits for its client without a thread of ours.
"""

from __future__ import annotations

import socket
import weakref
from collections.abc import Iterator
from contextlib import suppress
from threading import RLock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse

from mentornet.api.problems import StreamsTaken

# Seconds for one portion: Python counts them for all that it sends at once, however often some of it leaves.
DEADLINE = 60.0
_under_way: dict[UUID, Place] = {}
# A place may be given back by the collector, in a thread that is taking one just then.
_lock = RLock()


def most() -> int:
    """Return how many streams a process sends at once: a quarter of its threads."""
    return max(int(settings.WEB_THREADS) // 4, 1)


class Place:
    """One stream's among those under way, from its making until it is given back."""

    def __init__(self, institution_id: UUID) -> None:
        """Take it. Raise StreamsTaken."""
        self.institution_id = institution_id
        with _lock:
            if institution_id in _under_way or len(_under_way) >= most():
                raise StreamsTaken
            _under_way[institution_id] = self

    def give_back(self) -> None:
        """Idempotent: what another stream has taken since stays taken."""
        with _lock:
            if _under_way.get(self.institution_id) is self:
                del _under_way[self.institution_id]


def stream(
    request: HttpRequest, lines: Iterator[bytes], *, institution_id: UUID, content_type: str
) -> StreamingHttpResponse:
    """Answer with *lines*, unless too many are read already. Raise StreamsTaken.

    The place is free when all is read or reading fails, when the server closes the answer, and when the
    answer is thrown away before that, whichever comes first.
    """
    place = Place(institution_id)
    response: Any = StreamingHttpResponse(_held(place, lines), content_type=content_type)
    response._resource_closers.append(place.give_back)
    weakref.finalize(response, place.give_back).atexit = False
    _cut_off_who_does_not_read(request, response)
    answer: StreamingHttpResponse = response
    return answer


def _held(place: Place, lines: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from lines
    finally:
        place.give_back()


def _cut_off_who_does_not_read(request: HttpRequest, response: Any) -> None:
    """Give the connection a deadline while the stream lasts; a server without one in sight has its own."""
    connection = request.META.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        return
    before = connection.gettimeout()
    connection.settimeout(DEADLINE)

    def restore() -> None:
        with suppress(OSError):
            connection.settimeout(before)

    response._resource_closers.append(restore)
