"""Hours of sessions as certificates state them, the numbers on them, and whether one is genuine."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from evaluations.meetings.models import Attendance, Meeting
from evaluations.outcomes.closing.models import Completion
from matching.models import Program
from mentornet.tenancy.scope import operations

# Without letters that are taken for digits or for each other; 32 of them, so 80 random bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 16
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "–": ""})


@dataclass(frozen=True)
class Hours:
    """To how many sessions someone came, how long those took, and on which days."""

    sessions: int
    minutes: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Stated:
    """What a genuine certificate says, as its own page repeats it."""

    number: str
    name: str
    institution: str
    program: str
    facilitated: bool
    hours: str
    first_on: date | None
    last_on: date | None


def hours_in(program: Program) -> dict[UUID, Hours]:
    """Return what each person came to in the program's groups, by the keys of memberships.

    Sessions that took place and to which the person is noted as present. One query.
    """
    zone = program.institution.zone
    rows = Attendance.objects.filter(
        state=Attendance.State.PRESENT,
        meeting__state=Meeting.State.HELD,
        meeting__group__program_group__program=program,
    ).values_list("member", "meeting__minutes", "meeting__starts_at")
    came: dict[UUID, list[tuple[int, date]]] = {}
    for member, minutes, starts_at in rows:
        came.setdefault(member, []).append((minutes, starts_at.astimezone(zone).date()))
    return {member: summed(sessions) for member, sessions in came.items()}


def summed(sessions: Iterable[tuple[int, date]]) -> Hours:
    """Return the sum of *sessions*, each with its minutes and its day; at least one.

    >>> summed([(90, date(2027, 3, 1)), (480, date(2027, 1, 15))])
    Hours(sessions=2, minutes=570, first_on=datetime.date(2027, 1, 15), last_on=datetime.date(2027, 3, 1))
    """
    there = list(sessions)
    days = [day for _minutes, day in there]
    return Hours(len(there), sum(minutes for minutes, _day in there), min(days), max(days))


def new_number() -> str:
    """Return a number that no one guesses."""
    return "".join(secrets.choice(ALPHABET) for _place in range(NUMBER_LENGTH))


def read_number(typed: str) -> str:
    """Return a number as it is kept, however it was typed.

    >>> read_number("0o1l-2345 6789-abcd")
    '001123456789ABCD'
    """
    return typed.upper().translate(READ_AS)


def find_certificate(typed: str) -> Stated | None:
    """Return what the certificate of this number states; None where there is none.

    Asked by anyone who holds the number, in no institution's scope. One query.
    """
    number = read_number(typed)
    if len(number) != NUMBER_LENGTH:
        return None
    with operations():
        row = (
            Completion.objects.filter(number=number, minutes__gt=0, enough=True)
            .select_related("institution")
            .first()
        )
    if row is None:
        return None
    return Stated(
        number=row.number_words,
        name=row.name,
        institution=row.institution.name,
        program=row.program_name,
        facilitated=row.facilitated,
        hours=row.hours_words,
        first_on=row.first_on,
        last_on=row.last_on,
    )
