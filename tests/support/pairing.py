"""Two people who are asked to be a pair, through the pages of the director and of the two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from matching.models import PairRequest, Program
from matching.pairing.tasks import close_pair_requests
from profiles.models import Membership
from tests.support.html import on_one_line
from tests.support.matching import client_of

NEW = "matching:pair_request_new"
LIST = "matching:pair_requests"


def form_of(
    program: Program, mentee: Membership, mentor: Membership, **more: Any
) -> dict[str, Any]:
    return {
        "program": str(program.pk),
        "protege": mentee.email,
        "mentor": f"{mentor.name} <{mentor.email}>",
        **more,
    }


def propose(director: Client, program: Program, mentee: Membership, mentor: Membership) -> str:
    """Propose the pair and confirm it; what the director reads then."""
    given = form_of(program, mentee, mentor, sure="1")
    return on_one_line(director.post(reverse(NEW), given, follow=True).content.decode())


def asked(
    director: Client, program: Program, mentee: Membership, mentor: Membership
) -> PairRequest:
    propose(director, program, mentee, mentor)
    return PairRequest.objects.get(program=program, protege=mentee, mentor=mentor, state="open")


def answer(row: PairRequest, member: Membership, act: str) -> str:
    address = reverse("matching:pair_request_answer", args=[row.pk, act])
    return on_one_line(client_of(member).post(address, follow=True).content.decode())


def page_for(row: PairRequest, member: Membership) -> Any:
    return client_of(member).get(reverse("matching:pair_request", args=[row.pk]))


def listed(director: Client, **query: str) -> str:
    return on_one_line(director.get(reverse(LIST), query).content.decode())


def let_it_end(row: PairRequest) -> None:
    """Let the last day be yesterday, and close what is due as the worker does."""
    PairRequest.objects.filter(pk=row.pk).update(
        answer_by=row.institution.local_date() - timedelta(days=1)
    )
    close_pair_requests()
