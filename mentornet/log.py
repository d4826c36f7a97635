"""What the log says, and what it must not: addresses of people and of pages, and rows of the database.

One line an event: time in UTC, level, the request's id, logger, message. A page's address can hold a link's token, or say
that someone opened the page for concerns, so its route stands there instead. What a database says of
a violated constraint names the row's values, and a mail server's refusal the recipient.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

from django.http import HttpRequest

from mentornet.request_ids import current_id
from mentornet.scannable import OTHERS, PATTERN

ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
# PostgreSQL's second line: the values of the row, or of its key.
DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
OTHER_LINES = re.compile(r"[\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]+")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SafeFormatter(logging.Formatter):
    """Formats a record as one line, and an exception below it, without what is confidential."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def format(self, record: logging.LogRecord) -> str:
        line = ADDRESS.sub("(address)", super().format(record))
        return OTHERS.sub("(secret)", PATTERN.sub("(secret)", line))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        request = getattr(record, "request", None)
        message = record.message
        if isinstance(request, HttpRequest):
            for path in sorted(_paths(request), key=len, reverse=True):
                message = message.replace(path, _route(request))
        own = getattr(request, "request_id", "") or current_id()
        record.of_request = f" [{own}]" if own else ""
        # What someone sent begins no line of its own.
        record.message = OTHER_LINES.sub(" ", DETAIL.sub("", message))
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        return DETAIL.sub(r"\1: (left out)", super().formatException(ei))


def _paths(request: HttpRequest) -> Iterator[str]:
    """Yield the ways in which the framework writes the address that was asked for."""
    for path in (request.get_full_path(), request.path, request.path_info):
        if len(path) > 1:
            yield path


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"/{match.route}" if match else "(no such page)"
