"""An operator's list of breached passwords: SHA-1 hashes in a sorted file, looked up on disk.

The format is that of Have I Been Pwned's downloads: one `HASH:count` a line, the hash in 40
hexadecimal digits, ascending. The file may have any size: a look-up reads a few dozen lines.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

LINE = re.compile(rb"([0-9A-Fa-f]{40}):\d+\r?\n?")
# Files up to this size are checked line by line at start; larger ones at this many places.
CHECKED_WHOLE = 8 * 1024**2
PLACES = 2_000
# More than any line may have.
LONGEST_LINE = 80


def problem_of(path: Path) -> str:
    """Return what is wrong with the file at *path*, in one sentence; empty where nothing is found.

    A large file is looked at in 2,000 places, spread evenly: a single stray line may be missed.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not size:
                return f"{path} is empty."
            if size <= CHECKED_WHOLE:
                return _problem_of_lines(file, path)
            return _problem_of_places(file, size, path)
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})."


def is_breached(password: str, path: Path) -> bool:
    """Return whether the file at *path* has the hash of *password*."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, os.fstat(file.fileno()).st_size
        while low < high:
            middle = (low + high) // 2
            found, _after = _hash_from(file, middle)
            if found is None or found >= wanted:
                high = middle
            else:
                low = middle + 1
        found, _after = _hash_from(file, low)
        return found == wanted


def _hash_from(file: BinaryIO, offset: int) -> tuple[bytes | None, int]:
    """Return the hash of the first line that begins at *offset* or later, and where it ends."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline(LONGEST_LINE)
    line = file.readline(LONGEST_LINE)
    found = LINE.fullmatch(line)
    return (found[1].upper() if found else None), file.tell()


def _problem_of_lines(file: BinaryIO, path: Path) -> str:
    before = b""
    for number, line in enumerate(file, start=1):
        found = LINE.fullmatch(line)
        if not found:
            return f"{path}, line {number}: expected 40 hexadecimal digits, a colon and a count."
        if found[1].upper() <= before:
            return f"{path}, line {number}: the hashes are not in ascending order."
        before = found[1].upper()
    return ""


def _problem_of_places(file: BinaryIO, size: int, path: Path) -> str:
    before = b""
    for place in range(PLACES):
        at = (size - 2 * LONGEST_LINE) * place // (PLACES - 1)
        for _line in range(2):
            found, at = _hash_from(file, at)
            if found is None:
                return (
                    f"{path}, near byte {at}: expected 40 hexadecimal digits, a colon and a count."
                )
            if found < before:
                return f"{path}, near byte {at}: the hashes are not in ascending order."
            before = found
    return ""
