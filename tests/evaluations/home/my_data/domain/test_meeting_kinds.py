"""What is held about meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.meetings.tasks import drop_notes_of_those_who_left
from evaluations.models import Meeting, PrivateNote
from profiles.models import Membership
from tests.factories import (
    TieFactory,
)

pytestmark = pytest.mark.django_db


def test_private_notes_go_a_year_after_their_author_has_left() -> None:
    tie = TieFactory()
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, state="held", starts_at=timezone.now()
    )
    for member, days in ((tie.mentor, 370), (tie.protege, 360)):
        PrivateNote.objects.create(
            institution=tie.institution, meeting=meeting, author=member, text="Mine"
        )
        Membership.objects.filter(pk=member.pk).update(
            end_date=timezone.localdate() - timedelta(days=days)
        )

    assert drop_notes_of_those_who_left() == 1
    assert PrivateNote.objects.get().author == tie.protege
