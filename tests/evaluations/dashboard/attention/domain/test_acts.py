"""Putting off, noting, handing on and being done with a row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evaluations.dashboard.attention.domain import acts
from evaluations.dashboard.attention.domain.queue import find_item
from evaluations.models import AttentionState
from profiles.models import Membership
from tests.evaluations.dashboard.attention.working import at_work
from tests.factories import MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    return at_work(MembershipFactory(offices=["director"]))


@pytest.fixture
def item(director):
    group = PeerGroupFactory(institution=director.institution, self_led=False)
    found = find_item(director, kind="no_facilitator", subject=str(group.pk))
    assert found is not None
    return found


def test_one_row_is_kept_whatever_is_done(director, item) -> None:
    acts.note(item, text=" Called. ", by=director)
    acts.snooze(item, until=director.institution.local_date() + timedelta(days=1), by=director)
    acts.finish(item, by=director)

    [row] = AttentionState.objects.all()
    assert (row.note, row.cause, row.changed_by) == ("Called.", item.cause, director)
    acts.wake(item, by=director)
    row.refresh_from_db()
    assert row.snoozed_until is None


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-11-30", ["2026-12-01", "2026-12-07", "2026-12-30"]),
        ("2026-12-31", ["2027-01-01", "2027-01-04", "2027-01-31"]),
        ("2027-01-31", ["2027-02-01", "2027-02-01", "2027-02-28"]),
    ],
)
def test_days_that_are_offered_are_after_today(today: str, days: list[str]) -> None:
    assert [str(one) for one in acts.ready_days(date.fromisoformat(today))] == days


def test_nothing_is_put_off_until_today(director, item) -> None:
    with pytest.raises(acts.NotInTheFuture):
        acts.snooze(item, until=director.institution.local_date(), by=director)


def test_a_row_goes_to_a_colleague_who_may_open_it_or_to_no_one(director, item) -> None:
    here = {"institution": director.institution}
    other = MembershipFactory(offices=["director"], **here)
    ombuds = MembershipFactory(offices=["ombuds"], **here)

    with pytest.raises(acts.NotInTheirQueue):
        acts.hand_to(item, to=ombuds, by=director)
    handed = acts.hand_to(item, to=other, by=director)
    assert (handed.handed_to, handed.handed_by) == (other, director)
    handed = acts.hand_to(item, to=None, by=other)
    assert (handed.handed_to, handed.handed_by) == (None, None)
