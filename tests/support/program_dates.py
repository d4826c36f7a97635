"""The dates of a program, through its pages."""

from __future__ import annotations

from datetime import date, time

from django.test import Client
from django.urls import reverse

from matching.models import (
    Program,
    ProgramDate,
)
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.support.matching import client_of


def act(client: Client, program: Program, name: str = "program_dates", **data):
    return client.post(reverse(f"matching:{name}", args=[program.pk]), data, follow=True)


def add(client: Client, program: Program, first: str, count: int, every: str, **more):
    data = {"first": first, "count": count, "every": every, "starts": "09:00", "minutes": 480}
    return act(client, program, "program_dates_add", **data | more)


def days_of(program: Program) -> list[str]:
    return [str(one.day) for one in ProgramDate.objects.filter(program=program)]


def table(program: Program, **changes) -> dict[str, str]:
    """The page's form as it stands, with *changes*: a date's number → fields."""
    found: dict[str, str] = {}
    for number, row in enumerate(ProgramDate.objects.filter(program=program)):
        said = {
            "day": str(row.day),
            "starts": f"{row.starts:%H:%M}",
            "minutes": str(row.minutes),
            "title": row.title,
        } | changes.get(f"n{number}", {})
        found |= {f"{row.pk}-{name}": value for name, value in said.items()}
    return found


def date_on(program: Program, day: date, **more) -> ProgramDate:
    return ProgramDate.objects.create(
        institution=program.institution,
        program=program,
        day=day,
        **{"starts": time(9), "minutes": 480} | more,
    )


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("recipient"))


def enroll(member: Membership, program: Program, answers: dict[str, str], **more):
    data = {"area_research": "1", **answers, **more}
    address = reverse("matching:enroll", args=[program.pk, "protege"])
    return client_of(member).post(address, data, follow=True)


def said_of(dates: list[ProgramDate], *answers: str) -> dict[str, str]:
    return {f"date_{one.pk}": said for one, said in zip(dates, answers, strict=True)}
