"""The dates of a program for a calendar."""

from __future__ import annotations

from matching.programs.dates.domain.schedule import dates_of
from matching.programs.models import Program
from mentornet.mail.calendar import Entry, Method, write_calendar


def calendar_of(program: Program) -> str:
    """Return a calendar of the program's dates, on the institution's clock. One query."""
    institution = program.institution
    entries = [
        Entry(
            uid=f"program-date-{row.pk}",
            starts_at=row.starts_at(institution),
            minutes=row.minutes,
            title=f"{program.name}: {row.title}" if row.title else program.name,
            made_at=row.changed_at,
        )
        for row in dates_of(program)
    ]
    return write_calendar(entries, method=Method.PUBLISH, zone=institution.zone, name=program.name)
