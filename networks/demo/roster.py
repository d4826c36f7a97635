"""The made-up school's roster as its own records would give it: a CSV for the real import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mentornet.tabular.writing import write_csv
from networks.demo.people import Person

HEADER = (
    "external_id",
    "email",
    "given_name",
    "family_name",
    "rank",
    "track",
    "unit",
    "supervisor_external_id",
    "start_date",
    "end_date",
    "specialty",
    "expertise",
    "orcid",
)


def write_roster(people: Iterable[Person], path: Path) -> None:
    """Write *people* to *path* in the format that the roster import reads."""
    people = list(people)
    numbers = {person.id: person.external_id for person in people}
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, [HEADER])
        write_csv(
            file,
            (
                _cells(person, numbers[person.supervisor] if person.supervisor else "")
                for person in people
            ),
        )


def _cells(person: Person, supervisor: str) -> tuple[str, ...]:
    return (
        person.external_id,
        person.email,
        person.given_name,
        person.family_name,
        person.rank.value,
        person.track,
        person.unit.path,
        supervisor,
        person.start_date.isoformat(),
        person.end_date.isoformat() if person.end_date else "",
        person.specialty,
        ";".join(person.expertise),
        person.orcid,
    )
