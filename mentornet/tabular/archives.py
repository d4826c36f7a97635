"""Archives that unpack to far more than they weigh are refused, before and while they are unpacked.

1. The directory of the archive may be no larger than that of a workbook ever is. 2. The sizes in it, of each part and
together, are held against what the file weighs, before anything is unpacked. 3. A part is unpacked in pieces whose
bytes are counted: it may be no larger than the directory says, and than all parts together may be.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from mentornet.tabular.errors import UnreadableFile

# What a workbook may unpack to. A real one of 100,000 people takes about 100 MB.
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES = 200
FREE = 1024 * 1024
MOST_DIRECTORY = 1024 * 1024
PIECE = 256 * 1024
# Excel writes nothing else; others can't be unpacked in pieces.
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


class Archive:
    """The parts of a workbook by their names."""

    def __init__(self, file: BinaryIO) -> None:
        """Open *file*; raise UnreadableFile for one that is damaged, or would unpack to too much."""
        weight = file.seek(0, os.SEEK_END)
        try:
            _refuse_directory(file)
            self._zip = zipfile.ZipFile(file)
        except DAMAGE as error:
            raise damaged() from error
        members = self._zip.infolist()
        self._members = {member.filename: member for member in members}
        total = sum(member.file_size for member in members)
        if (
            total > MOST_UNPACKED
            or total > FREE + weight * MOST_TIMES
            or any(one.file_size > FREE + one.compress_size * MOST_TIMES for one in members)
        ):
            raise too_much(total)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._members)

    def size(self, name: str) -> int:
        """Return what the directory says that a part unpacks to."""
        return self._members[name].file_size

    def read(self, name: str, *, most: int) -> bytes:
        """Return a part of at most *most* bytes; raise UnreadableFile for a larger one."""
        if self.size(name) > most:
            raise too_much(self.size(name))
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; raise UnreadableFile once it is more than the directory said."""
        member = self._members[name]
        if member.compress_type not in METHODS or member.flag_bits & 1:
            raise damaged()
        count = 0
        try:
            with self._zip.open(member) as part:
                while piece := part.read(PIECE):
                    count += len(piece)
                    if count > min(member.file_size, MOST_UNPACKED):
                        raise too_much(count)
                    yield piece
        except DAMAGE as error:
            raise damaged() from error


def _refuse_directory(file: BinaryIO) -> None:
    """Refuse a directory of millions of parts, which would be read whole."""
    # The very record that ZipFile goes by, so that the two can't read different ones.
    record = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if record and record[5] > MOST_DIRECTORY:
        raise too_much(record[5])
    file.seek(0)


def too_much(size: int) -> UnreadableFile:
    """Return the refusal of what would unpack to *size* bytes or more."""
    return UnreadableFile(
        _(
            "The workbook unpacks to %(size)s MB, which is too much for a list of people. "
            "Save the sheet as CSV UTF-8."
        )
        % {"size": f"{size / 1024**2:,.0f}"}
    )


def damaged() -> UnreadableFile:
    """Return the refusal of a workbook that is damaged."""
    return UnreadableFile(
        _("The file starts like an .xlsx workbook but is damaged. Save it again.")
    )
