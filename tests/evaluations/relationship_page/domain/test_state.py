"""How a relationship is doing, as its two people read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import CheckIn, Meeting
from networks.models import Tie
from tests.evaluations.check_ins.domain.test_asking import TUESDAY, ask, here, pair
from tests.evaluations.meetings.domain.test_lifecycle import client_of, tie
from tests.support.html import on_one_line

__all__ = ["here", "tie"]

pytestmark = pytest.mark.django_db


def test_the_two_read_the_state_of_their_own_tie_with_its_reason(tie: Tie) -> None:
    Tie.objects.filter(pk=tie.pk).update(started_on=timezone.localdate() - timedelta(days=300))
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=Meeting.State.HELD,
        starts_at=timezone.now() - timedelta(days=100),
    )

    page = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))

    text = page.content.decode()
    assert '<span class="pill pill--danger">At risk</span>' in on_one_line(text)
    assert "Last met 14 weeks ago." in text


def test_who_left_two_unanswered_reads_so_on_their_page_and_the_other_does_not(here) -> None:
    tie = pair(here)
    ask()
    ask(TUESDAY + timedelta(days=35))
    mine = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert "so we stopped emailing them" in mine.content.decode()
    CheckIn.objects.filter(member=tie.mentor).update(answer="met", met_on=date(2026, 12, 29))

    theirs = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))

    assert "we have stopped asking" not in theirs.content.decode()
    assert theirs.context["state"].health.why.startswith("Last met")
    # Nor does the one who is silent read that the other has said that they met.
    again = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert again.context["state"].last_met is None
