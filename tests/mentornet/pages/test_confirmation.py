"""The question before an act that emails others stays where the reader was, and keeps what was sent."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Enrollment
from tests.factories import EnrollmentFactory
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db


def test_who_is_asked_on_the_dashboard_keeps_its_navigation() -> None:
    row = EnrollmentFactory()
    director = director_at(row.program.institution)
    asked = director.post(reverse("matching:withdraw_for", args=[row.pk]))

    page = asked.content.decode()

    assert "Withdraw and email them" in page
    assert "desknav" in page
    assert Enrollment.objects.get().is_active
    member = client_of(row.member)
    assert member.post(reverse("matching:withdraw_for", args=[row.pk])).status_code == 403
