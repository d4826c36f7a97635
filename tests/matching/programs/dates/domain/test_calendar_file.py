"""The dates of a program for a calendar."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import MembershipFactory
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


def test_calendar_file_has_each_date_at_its_hour(program, dated) -> None:
    member = MembershipFactory(institution=program.institution)

    file = client_of(member).get(reverse("matching:program_calendar", args=[program.pk]))

    text = file.content.decode()
    assert file["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;TZID=America/New_York:20990108T090000" in text
