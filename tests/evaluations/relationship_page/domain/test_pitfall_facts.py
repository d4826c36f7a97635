"""Signs that a relationship deserves attention, shown to one person alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from networks.models import Tie
from tests.evaluations.check_ins.feedback.domain.test_giving import tie
from tests.evaluations.meetings.domain.test_lifecycle import client_of

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


def test_signs_are_shown_to_each_alone_with_what_to_do(tie) -> None:
    Tie.objects.update(started_on="2026-01-01")

    page = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))

    assert [sign.code for sign in page.context["signs"]] == ["overdue", "not_agreed"]
    assert "only you see this" in page.content.decode()
