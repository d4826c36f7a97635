"""Why someone has no mentor, on the page of those who wait."""

from __future__ import annotations

import pytest
from django.utils import timezone

from matching.models import Enrollment, MatchRun, Proposal
from matching.pairs.domain.waiting import waiting_reasons
from mentornet.moments import day
from networks.models import Tie
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import EnrollmentFactory
from tests.support.enrollment import page_of
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


def test_page_says_why_each_of_them_waits(django_assert_num_queries) -> None:
    program, client = running(2)
    never = EnrollmentFactory(program=program, member__family_name="Never")
    first, second = Enrollment.objects.filter(side="protege", member__family_name__in=["P0", "P1"])
    today = timezone.localdate()
    Tie.objects.filter(protege=first.member).update(state="ended", ended_on=today)
    cause = {"cause": "left_out"}
    Proposal.objects.filter(protege=second).update(mentor=None, tie=None, cause=cause)

    with django_assert_num_queries(1):
        found = waiting_reasons([never.pk, first.pk, second.pk])

    assert found == {
        never.pk: "Not in a match yet.",
        first.pk: f"Their last pair ended on {day(today)}.",
        second.pk: "Left out of this run.",
    }
    shown = on_one_line(page_of(client, program, show="waiting"))
    assert all(said in shown for said in found.values())


def test_a_match_that_is_not_published_yet_is_said() -> None:
    running(1)
    MatchRun.objects.update(state="done", published_at=None)
    Proposal.objects.update(tie=None)

    found = waiting_reasons([Enrollment.objects.get(side="protege").pk])

    assert list(found.values()) == ["A match is ready to review."]
