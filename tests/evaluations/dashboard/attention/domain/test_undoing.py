"""What comes back when an act on a row is undone, and when nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.dashboard.attention.domain import acts, undoing
from evaluations.dashboard.attention.domain.queue import Item, find_item
from evaluations.models import AttentionState
from profiles.models import Membership
from tests.evaluations.dashboard.attention.working import at_work, closing
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    return at_work(MembershipFactory(offices=["director"]))


@pytest.fixture
def colleague(director) -> Membership:
    return at_work(MembershipFactory(institution=director.institution, offices=["director"]))


@pytest.fixture
def item(director) -> Item:
    found = find_item(director, kind="enrollment_closing", subject=str(closing(director).pk))
    assert found is not None
    return found


def state() -> dict[str, object]:
    return AttentionState.objects.values(*undoing.FIELDS).get()


def test_each_act_is_undone_to_what_was_there_before(director, colleague, item) -> None:
    today = director.institution.local_date()
    tomorrow = today + timedelta(days=1)
    acts.note(item, text="First.", by=colleague)
    acts.snooze(item, until=tomorrow, by=colleague)
    acts.hand_to(item, to=director, by=colleague)
    acts.finish(item, by=colleague)
    first = state()

    for what, do in {
        "note": lambda: acts.note(item, text="", by=director),
        "snooze": lambda: acts.snooze(item, until=today + timedelta(days=9), by=director),
        "wake": lambda: acts.wake(item, by=director),
        "hand": lambda: acts.hand_to(item, to=colleague, by=director),
        "done": lambda: acts.finish(item, by=director),
    }.items():
        before = undoing.state_of(item, by=director)
        do()
        act = undoing.remember(item, what, before=before, by=director)
        assert state() != first
        undoing.undo(act, item, by=director)
        assert state() == first, what


def test_nothing_is_undone_by_another_too_late_or_over_what_a_colleague_wrote(
    director, colleague, item
) -> None:
    before = undoing.state_of(item, by=director)
    acts.note(item, text="Mine.", by=director)
    act = undoing.remember(item, "note", before=before, by=director)
    late = timezone.now() + timedelta(minutes=6)

    for given in (
        {"act": act, "by": colleague},
        {"act": act, "by": director, "now": late},
        {"act": {}, "by": director},
    ):
        with pytest.raises(undoing.TooLateToUndo):
            undoing.undo(given.pop("act"), item, **given)
    acts.note(item, text="Theirs.", by=colleague)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(act, item, by=director)
    assert state()["note"] == "Theirs."


def test_what_a_colleague_did_besides_stays(director, colleague, item) -> None:
    before = undoing.state_of(item, by=director)
    acts.finish(item, by=director)
    act = undoing.remember(item, "done", before=before, by=director)
    acts.note(item, text="Called.", by=colleague)

    undoing.undo(act, item, by=director)

    assert (state()["note"], state()["done_at"]) == ("Called.", None)
