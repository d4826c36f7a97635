"""What one of the two takes on: carried until it is done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.models import ActionItem
from tests.evaluations.meetings.domain.test_lifecycle import act, ahead, client_of, plan, tie
from tests.factories import MembershipFactory

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


def test_actions_are_carried_until_they_are_done(tie) -> None:
    act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(tie.mentor_id))
    act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(tie.mentor_id))
    item = ActionItem.objects.get()
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])
    assert "Read it" in client_of(tie.mentor).get(address).content.decode()

    act(tie.mentor, "action_set", item.pk, "done", meeting=str(meeting.pk))
    assert "Read it" not in client_of(tie.mentor).get(address).content.decode()
    act(tie.mentor, "action_set", item.pk, "open")
    assert "Read it" in client_of(tie.mentor).get(address).content.decode()
    act(tie.mentor, "action_set", item.pk, "drop")

    assert ActionItem.objects.open().count() == 0


def test_action_for_somebody_else_is_refused_with_what_was_typed(tie) -> None:
    stranger = MembershipFactory(institution=tie.institution)

    page = act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(stranger.pk))

    assert list(page.context["form"].errors) == ["owner"]
    assert page.context["form"]["text"].value() == "Read it"
