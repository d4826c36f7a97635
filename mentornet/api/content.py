"""What comes in and goes out: JSON, of a size that one request may have."""

from __future__ import annotations

import json
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import JSONRenderer

from mentornet.api.problems import TooLarge

MAX_BODY = 1024 * 1024


class ApiRenderer(JSONRenderer):
    """JSON, whatever is asked for by name: `application/json` or a problem."""

    charset = None


class _Limited:
    """A stream that refuses to be longer than *most* bytes."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self.stream, self.most = stream, most

    def read(self, size: int = -1) -> bytes:
        found = self.stream.read(self.most + 1)
        if len(found) > self.most:
            raise TooLarge
        return found


class ApiParser(JSONParser):
    """JSON of at most 1 MB, or what the view says in `max_body`."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        view = (parser_context or {}).get("view")
        content = _Limited(stream, getattr(view, "max_body", MAX_BODY)).read()
        return loads(content, strict=self.strict)


class MergePatchParser(ApiParser):
    """RFC 7396: what is not named stays."""

    media_type = "application/merge-patch+json"


class LinesParser(BaseParser):
    """Newline-delimited JSON, kept as it is: a worker reads it."""

    media_type = "application/x-ndjson"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return _Limited(stream, parser_context["view"].max_lines).read()


def loads(content: bytes, *, strict: bool = True) -> Any:
    """Return the JSON value of *content*; raise ParseError, whatever is wrong with it."""

    def refuse(value: str) -> Any:
        raise ValueError(f"{value} is not JSON")

    def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"“{twice[:60]}” is there twice")
        return found

    try:
        return json.loads(
            content.decode("utf-8"),
            parse_constant=refuse if strict else None,
            object_pairs_hook=only_once,
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(f"The body is not JSON: {error}") from error
