"""What comes in and goes out: JSON, of a size that one request may have."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from typing import IO, Any

from django.utils.translation import gettext
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from mentornet.api.problems import TooLarge, UnsupportedEncoding

MAX_BODY = 1024 * 1024
# Of a compressed body at once: what is behind a member is copied, and there may be a member each 20 bytes.
BLOCK = 4 * 1024


class ApiRenderer(JSONRenderer):
    """JSON, whatever is asked for by name: `application/json` or a problem."""

    charset = None


def _content(stream: IO[bytes], request: Request | None, most: int) -> bytes:
    """Return the body, inflated if it is compressed.

    Raise TooLarge beyond *most* bytes, of which no more are read or inflated; UnsupportedEncoding,
    ParseError.
    """
    headers = request.headers if request is not None else {}
    length = str(headers.get("Content-Length") or "")
    if length.isdecimal() and int(length) > most:
        raise TooLarge
    encoding = str(headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity"):
        raise UnsupportedEncoding
    found = stream.read(most + 1)
    if encoding != "identity":
        found = inflated(found, most)
    if len(found) > most:
        raise TooLarge
    return found


def inflated(content: bytes, most: int) -> bytes:
    """Return what *content*, in the format of gzip, holds, but never much more than *most* bytes.

    Raise ParseError, TooLarge.
    """
    parts, room = [], most + 1
    member = None
    for start in range(0, len(content), BLOCK):
        rest = content[start : start + BLOCK]
        while rest and room > 0:
            if member is None or member.eof:
                member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            try:
                part = member.decompress(rest, room)
            except zlib.error as error:
                raise ParseError(gettext("The body is not in the format of gzip.")) from error
            parts.append(part)
            room -= len(part)
            rest = member.unused_data
    if room > 0 and member is not None and not member.eof:
        raise ParseError(gettext("The body is not in the format of gzip."))
    if room <= 0:
        raise TooLarge
    return b"".join(parts)


class ApiParser(BaseParser):
    """JSON of at most 1 MB, or what the view says in `max_body`.

    Not the framework's JSONParser, for which it reads the whole body before it asks for its length.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        context = parser_context or {}
        most = getattr(context.get("view"), "max_body", MAX_BODY)
        return loads(_content(stream, context.get("request"), most))


class MergePatchParser(ApiParser):
    """RFC 7396: what is not named stays."""

    media_type = "application/merge-patch+json"


class LinesParser(BaseParser):
    """Newline-delimited JSON, kept as it is: a worker reads it."""

    media_type = "application/x-ndjson"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return _content(stream, parser_context["request"], parser_context["view"].max_lines)


def loads(content: bytes) -> Any:
    """Return the JSON value of *content*; raise ParseError, whatever is wrong with it."""

    def refuse(value: str) -> Any:
        raise ValueError(f"{value} is not JSON")

    def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            times = Counter(name for name, _value in pairs)
            twice = next(name for name, count in times.items() if count > 1)
            raise ValueError(f"“{twice[:60]}” is there twice")
        return found

    try:
        return json.loads(
            content.decode("utf-8"),
            parse_constant=refuse,
            object_pairs_hook=only_once,
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(f"The body is not JSON: {error}") from error
