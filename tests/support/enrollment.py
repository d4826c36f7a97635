"""Who may enroll in a program, its enrollment page, and the emails about it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from matching.models import Program
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from profiles.vocabulary import Rank
from tests.factories import MembershipFactory
from tests.support.html import on_one_line


def person(program: Program, name: str, **more) -> Membership:
    more = {"rank": Rank.ASSISTANT, "institution": program.institution, **more}
    return MembershipFactory(given_name="Ada", family_name=name, **more)


def page_of(client: Client, program: Program, **query: str) -> str:
    path = reverse("matching:directing_people", args=[program.pk])
    return on_one_line(client.get(path, query).content.decode())


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("recipient"))
