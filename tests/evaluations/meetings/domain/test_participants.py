"""Who meets: nobody else, and nothing once the relationship has ended."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Meeting
from networks.models import Tie
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import act, ahead, client_of, plan, tie, write
from tests.factories import MembershipFactory, TieFactory

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


def test_nobody_else_reaches_a_meeting(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    write(tie.protege, meeting, "notes", "Confidential")
    here = tie.institution
    chief = MembershipFactory(institution=here)
    Membership.objects.filter(pk=tie.protege_id).update(supervisor=chief)
    fellow = TieFactory(protege=tie.protege).mentor
    outsiders = [
        chief,
        fellow,
        MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]),
        MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS]),
    ]

    for member in outsiders:
        for name, key in (("meeting", meeting.pk), ("relationship", tie.pk)):
            answer = client_of(member).get(reverse(f"evaluations:{name}", args=[key]))
            assert answer.status_code == 404


def test_form_that_was_open_when_the_tie_ended_changes_nothing(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    Tie.objects.update(state="ended", ended_on=timezone.localdate())

    assert act(tie.protege, "plan", tie.pk, first=ahead(9), minutes="60").status_code == 404
    page = act(tie.mentor, "meeting_move", meeting.pk, starts_at=ahead(9), minutes="60")

    assert "This relationship has ended" in page.content.decode()
    assert Meeting.objects.count() == 1
