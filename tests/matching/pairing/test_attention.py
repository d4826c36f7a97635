"""Pairs that a director proposed, in the queue: what waits or came to nothing, and never who declined."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from matching.models import PairRequest
from tests.evaluations.dashboard.attention.working import texts
from tests.factories import MembershipFactory, StaffRoleFactory, TieFactory
from tests.support.matching import client_of, mentor
from tests.support.pairing import answer, asked, let_it_end

pytestmark = pytest.mark.django_db
WAITS = "Half a generation: Mia Engström and Ben Okafor were asked over a week ago and have not both accepted."
OVER = "Half a generation: the pair Mia Engström and Ben Okafor did not come about."


def queue(client: Client) -> list[str]:
    return texts(client, kind="pair_request")


def let_a_week_pass(days: int = 8) -> None:
    PairRequest.objects.update(created_at=F("created_at") - timedelta(days=days))


@pytest.mark.parametrize("answers", [(), ("mia", "decline"), ("ben", "accept"), ("ben", "decline")])
def test_the_same_is_read_whatever_was_answered(answers, program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    if answers:
        answer(row, {"mia": mia, "ben": ben}[answers[0]].member, answers[1])
    assert queue(director) == []

    let_a_week_pass(6)
    assert queue(director) == []
    let_a_week_pass(2)
    assert queue(director) == [WAITS]
    let_it_end(row)
    assert queue(director) == [OVER]
    PairRequest.objects.update(closed_at=F("closed_at") - timedelta(days=61))
    assert queue(director) == []


def test_a_pair_that_came_about_or_was_withdrawn_needs_nothing(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    let_a_week_pass()
    for member in (mia.member, ben.member):
        answer(row, member, "accept")
    assert queue(director) == []

    PairRequest.objects.update(state="withdrawn")
    assert queue(director) == []


def test_a_mentee_who_was_asked_about_another_needs_nothing_more(
    program, mia, ben, director
) -> None:
    let_it_end(asked(director, program, mia.member, ben.member))
    other = mentor(program, "Ames")
    assert queue(director) == [OVER]

    row = asked(director, program, mia.member, other.member)

    assert queue(director) == []
    PairRequest.objects.filter(pk=row.pk).update(state="withdrawn")
    assert queue(director) == [OVER]


def test_rows_lead_to_the_question_and_to_another_mentor(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    let_a_week_pass()
    here = reverse("evaluations:attention")

    def follow() -> str:
        page = lxml.html.fromstring(director.get(here, {"kind": "pair_request"}).content)
        [link] = page.xpath("//a[@data-attention-open]/@href")
        return director.get(link).content.decode()

    assert "Mia Engström" in follow()
    let_it_end(row)
    form = lxml.html.fromstring(follow())
    assert form.xpath("//input[@name='protege']/@value")[0].startswith("Mia Engström <")


def test_only_those_who_run_the_program_read_of_it(program, mia, ben, director) -> None:
    asked(director, program, mia.member, ben.member)
    let_a_week_pass()
    coordinator, other = (MembershipFactory(institution=program.institution) for _ in range(2))
    elsewhere = TieFactory(protege__institution=program.institution)
    for member, key in ((coordinator, program.pk), (other, elsewhere.pk)):
        StaffRoleFactory(membership=member, role="coordinator", scope_kind="program", scope_id=key)

    assert queue(client_of(coordinator)) == [WAITS]
    assert queue(client_of(other)) == []
