"""Publishing figures: once a week, of one institution alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluations.gaps.domain.snapshot import snapshot_all, take_snapshot
from evaluations.models import FigurePublication
from profiles.models import Institution
from tests.evaluations.gaps.domain.test_report import NOW, director, here, report
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    MembershipFactory,
    TieFactory,
)

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_figures_are_published_once_a_week_and_not_in_between(here: Institution) -> None:
    assert take_snapshot(here, now=NOW) == take_snapshot(here, now=NOW) == NOW.date()
    assert snapshot_all(now=NOW + timedelta(days=6)) == 0
    assert snapshot_all(now=NOW + timedelta(days=7)) == 1

    Institution.objects.filter(pk=here.pk).update(publication_days=30)
    assert snapshot_all(now=NOW + timedelta(days=36)) == 0
    assert snapshot_all(now=NOW + timedelta(days=37)) == 1
    days = FigurePublication.objects.filter(institution=here).values_list("day", flat=True)
    assert [(day - NOW.date()).days for day in days] == [37, 7, 0]


def test_other_institutions_are_not_counted(here: Institution) -> None:
    TieFactory()
    MembershipFactory.create_batch(9)

    assert report(here).figures["with_mentor"].of == 63


def test_the_page_before_any_count_says_what_to_do(here: Institution) -> None:
    page = client_of(director(here)).get(reverse("evaluations:gaps")).content.decode()

    assert "No report yet" in page
