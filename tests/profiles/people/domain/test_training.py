"""What mentors have learnt: the latest is kept, and news is noted once."""

from __future__ import annotations

from datetime import date

import pytest

from profiles.models import AuditEvent, MentorTraining
from profiles.people.domain.training import note_training
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
SPRING, FALL = date(2026, 3, 2), date(2026, 10, 5)


def test_latest_training_is_kept():
    member = MembershipFactory()
    assert note_training(member, name="Basics", completed_on=SPRING) is True
    assert note_training(member, name="More", completed_on=FALL) is True

    row = MentorTraining.objects.get(member=member)
    assert (row.name, row.completed_on, row.institution) == ("More", FALL, member.institution)
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize("again", [SPRING, FALL])
def test_same_or_older_training_is_no_news(again):
    member = MembershipFactory()
    note_training(member, name="Basics", completed_on=FALL)
    assert note_training(member, name="Other", completed_on=again) is False

    assert MentorTraining.objects.get(member=member).name == "Basics"
    assert AuditEvent.objects.count() == 1
