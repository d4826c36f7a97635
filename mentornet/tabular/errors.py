"""Why a file can't be used."""

from __future__ import annotations

from mentornet.errors import DomainError


class UnreadableFile(DomainError):
    """The file as a whole can't be used; the message says why and what to do."""

    code = "unreadable_file"
