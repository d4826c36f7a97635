"""Tables that were read, as bytes to keep: a page that shows one again needs not read its file again."""

from __future__ import annotations

import json
import zlib

from pydantic import TypeAdapter, ValidationError

from mentornet.tabular.cleaning import storable
from mentornet.tabular.parts import Table

_TABLES = TypeAdapter(Table)
_LEVEL = 3


def packed(table: Table) -> bytes:
    """Return *table* as bytes; U+FFFD stands for characters that no text can hold."""
    plain = storable(_TABLES.dump_python(table, mode="json"))
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), _LEVEL)


def unpacked(kept: bytes) -> Table | None:
    """Return the table of which *kept* is what `packed` returned; None where that was another version of it."""
    try:
        return _TABLES.validate_json(zlib.decompress(kept))
    except (ValidationError, zlib.error):
        return None
