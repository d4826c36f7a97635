"""Which encoding a text is in, where that can be told; never a mixture of two."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.tabular.cleaning import numbers
from mentornet.tabular.errors import UnreadableFile

PIECE = 1024 * 1024
START = 4096
MOST_WORDS = 10_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_END = re.compile(rb"\r\n|\r|\n")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
# Signs that stand inside words, or beside them.
_SIGNS = frozenset("’–—‘“”…•·©®™°ªº§«»\u00a0")


class Encoding(NamedTuple):
    """An encoding, and a word by which people can check it where we inferred it."""

    name: str
    example: str = ""


def encoding_of(file: BinaryIO) -> Encoding:
    """Return the encoding of a text; raise UnreadableFile with the lines that are in another."""
    file.seek(0)
    start = file.read(START)
    for bom, name in BOMS:
        if start.startswith(bom):
            if name == "utf-8-sig" and not _is_utf8(file):
                return _of_old_text(file)
            return Encoding(name)
    if wide := _wide(start):
        return Encoding(wide)
    if start.count(0) > len(start) // 10:
        raise UnreadableFile(_("This is not a text file. Save the sheet as CSV UTF-8 or .xlsx."))
    return Encoding("utf-8") if _is_utf8(file) else _of_old_text(file)


def _wide(start: bytes) -> str:
    """Return the UTF-16 in which mostly Latin text is, without a mark of its own: each second byte is 0."""
    pairs = len(start) // 2
    first, second = start[0 : pairs * 2 : 2].count(0), start[1 : pairs * 2 : 2].count(0)
    if pairs > 1 and second * 2 > pairs and first * 20 < pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs > 1 and first * 2 > pairs and second * 20 < pairs else ""


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not ASCII, with their numbers; a line may come in parts."""
    file.seek(0)
    number, left = 1, b""
    while piece := file.read(PIECE):
        while piece.endswith(b"\r") and (more := file.read(1)):
            piece += more
        *whole, left = _END.split(left + piece)
        for line in whole:
            if not line.isascii():
                yield number, line
            number += 1
    if left and not left.isascii():
        yield number, left


def _of_old_text(file: BinaryIO) -> Encoding:
    """Return Windows-1252 or Mac Roman for a text that is not UTF-8, if no line of it is."""
    as_utf8: list[int] = []
    not_utf8: list[int] = []
    words: list[bytes] = []
    undefined = 0
    for number, line in _lines(file):
        try:
            line.decode("utf-8-sig")
            as_utf8.append(number)
        except UnicodeDecodeError:
            not_utf8.append(number)
            words += _WORD.findall(line) if len(words) < MOST_WORDS else ()
            undefined = undefined or (0 if _reads(line, "cp1252") else number)
    if as_utf8:
        raise UnreadableFile(
            ngettext(
                "Two encodings are mixed: line %(good)d is UTF-8, and line %(bad)s is not. Save "
                "the file again as CSV UTF-8.",
                "Two encodings are mixed: line %(good)d is UTF-8, and lines %(bad)s are not. Save "
                "the file again as CSV UTF-8.",
                len(not_utf8),
            )
            % {"good": as_utf8[0], "bad": numbers(not_utf8)}
        )
    windows = undefined or not all(_is_plausible(word, "cp1252") for word in words)
    if windows and words and all(_is_plausible(word, "mac_roman") for word in words):
        return Encoding("mac_roman", words[0].decode("mac_roman"))
    if undefined:
        raise UnreadableFile(
            _("Line %(number)d is neither UTF-8 nor Windows-1252. Save the file as CSV UTF-8.")
            % {"number": undefined}
        )
    return Encoding("cp1252", words[0].decode("cp1252") if words else "")


def _reads(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_plausible(word: bytes, encoding: str) -> bool:
    """Return whether *word* is one in this encoding: letters, and no capital after a small accented one."""
    try:
        text = word.decode(encoding)
    except UnicodeDecodeError:
        return False
    for before, letter in zip("  " + text, " " + text, strict=False):
        if letter.isascii() and before.isascii():
            continue
        if not (letter.isalpha() or letter in _SIGNS or letter.isascii()):
            return False
        if before.islower() and letter.isupper():
            return False
    return not any(
        before.isalpha() and sign in "‘“…•©™ªº" and after.isalpha()
        for before, sign, after in zip(text, text[1:], text[2:], strict=False)
    )
