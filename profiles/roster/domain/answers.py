"""What a director has said about one file: how it is to be read, and who and what is meant in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from profiles.words.domain.titles import NOT_FACULTY

__all__ = ["NOT_FACULTY", "NO_ONE", "NO_TRACK", "Answers"]

NO_ONE = "-"
"""Said of a supervisor's name: none of the people here."""
NO_TRACK = "-"
"""Said of a word in the column of tracks: it is none."""


@dataclass(frozen=True)
class Answers:
    """One file's answers; what is empty was not answered.

    `columns`: heading → column, "" for none. `titles`: title → rank, or NOT_FACULTY. `tracks`: word → track, or
    NO_TRACK. `supervisors`: name → external id, or NO_ONE. `units`: a new unit → the one to use, or the new one
    itself where it is meant. `skip_unanswered`: rows whose title or track has no answer may be skipped, this time.
    """

    sheet: str = ""
    header_row: int = 0
    day_order: str = ""
    name_order: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    tracks: Mapping[str, str] = field(default_factory=dict)
    supervisors: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    skip_unanswered: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Answers:
        """Return the answers of a row in the database."""
        return cls(**{one.name: kept[one.name] for one in fields(cls) if one.name in kept})

    def kept(self) -> dict[str, Any]:
        """Return what the database keeps of them: those that say something."""
        return {name: value for name, value in asdict(self).items() if value}
