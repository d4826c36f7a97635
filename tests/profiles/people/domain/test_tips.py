"""Tips are shown until their reader dismisses them, and again when they ask for it."""

from __future__ import annotations

import pytest

from profiles.models import DismissedTips
from profiles.people.domain.tips import TIPS, TipsOfPage, dismiss, is_dismissed, show_again
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_tip_is_dismissed_once_for_its_reader_alone() -> None:
    me, other = MembershipFactory(), MembershipFactory()
    for _ in range(2):
        dismiss(me, tip="sharing")
    dismiss(me, tip="check_in")

    assert DismissedTips.objects.get().tips == ["sharing", "check_in"]
    assert [is_dismissed(one, "sharing") for one in (me, other)] == [True, False]
    assert not is_dismissed(me, "network_map")


def test_all_are_shown_again() -> None:
    me = MembershipFactory()
    dismiss(me, tip="sharing")
    show_again(me)

    assert not is_dismissed(me, "sharing")


def test_a_page_has_one_tip_at_most() -> None:
    page = TipsOfPage(MembershipFactory())

    assert page["sharing"] == {"name": "sharing", "text": TIPS["sharing"]}
    assert page["check_in"] is None
    assert page["sharing"]
