"""The queue at work: its readers, rows that stand in it, and what they do about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Program
from profiles.models import Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, ProgramFactory, StaffRoleFactory, UserFactory


def at_work(member: Membership) -> Membership:
    """Return *member* as in a request: rules ask for the membership with which the login acts."""
    member.user.current_membership = member
    return member


def crowd(director: Membership, count: int, *, activated: int = 0) -> None:
    """Add *count* people to the institution of *director*; the first *activated* have an account."""
    now = timezone.now()
    logins = UserFactory.build_batch(count)
    for one in logins[:activated]:
        one.activated_at = now
    UserFactory._meta.model.objects.bulk_create(logins)
    Membership.objects.bulk_create(
        MembershipFactory.build(
            institution=director.institution, user=one, joined_at=one.activated_at
        )
        for one in logins
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_user; ANALYZE profiles_membership")


def coordinator_of(unit: Unit, **more: Any) -> Membership:
    """Return someone who runs what is in *unit*, and nothing else."""
    member = MembershipFactory(institution=unit.institution, **more)
    StaffRoleFactory(
        membership=member, role=StaffRoleKind.COORDINATOR, scope_kind="unit", scope_id=unit.pk
    )
    return Membership.objects.get(pk=member.pk)


def closing(director: Membership, *, days: int = 3, **more: Any) -> Program:
    """Return a program that is a row of the queue: its enrollment closes in so many days."""
    day = director.institution.local_date()
    return ProgramFactory(
        institution=director.institution,
        state="enrolling",
        enroll_from=day - timedelta(days=10),
        enroll_until=day + timedelta(days=days),
        **more,
    )


def texts(client: Client, address: str = "", **query: str) -> list[str]:
    """Return what the rows of the queue say."""
    page = client.get(address or reverse("evaluations:attention"), query)
    rows = lxml.html.fromstring(page.content).xpath("//li[@data-attention-item]")
    return [" ".join(one.xpath(".//p[@id]")[0].text_content().split()) for one in rows]


def act(client: Client, kind: str, subject: object, what: str, **data: str) -> HttpResponse:
    """Do something about a row, and return the page that follows."""
    address = reverse("evaluations:attention_act", args=[kind, subject, what])
    return client.post(address, {"place": "attention", **data}, follow=True)
