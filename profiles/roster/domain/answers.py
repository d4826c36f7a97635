"""What a director has said about one file: how it is to be read, and who and what is meant in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from profiles.words.domain.titles import NOT_FACULTY

__all__ = ["NOT_FACULTY", "NO_ONE", "Answers"]

NO_ONE = "-"
"""Said of a supervisor's name: none of the people here."""


@dataclass(frozen=True)
class Answers:
    """One file's answers; what is empty was not answered.

    `columns`: heading → column, "" for none. `titles`: title → rank, or NOT_FACULTY. `supervisors`: name →
    external id, or NO_ONE. `units`: a new unit → the one to use, or the new one itself where it is meant.
    """

    sheet: str = ""
    header_row: int = 0
    day_order: str = ""
    name_order: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    supervisors: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Answers:
        """Return the answers of a row in the database."""
        return cls(**{one.name: kept[one.name] for one in fields(cls) if one.name in kept})

    def kept(self) -> dict[str, Any]:
        """Return what the database keeps of them: those that say something."""
        return {name: value for name, value in asdict(self).items() if value}
