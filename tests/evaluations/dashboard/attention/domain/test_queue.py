"""Reading the queue: what is shown of each kind, and what the kinds of others are."""

from __future__ import annotations

import pytest

from evaluations.dashboard.attention.domain.queue import MOST, Filters, kinds_for, read_queue
from tests.evaluations.dashboard.attention.working import at_work
from tests.factories import MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


def without_facilitator(count: int):
    director = at_work(MembershipFactory(offices=["director"]))
    PeerGroupFactory.create_batch(count, institution=director.institution, self_led=False)
    return director


def test_a_few_of_each_kind_are_shown_and_all_are_counted() -> None:
    director = without_facilitator(5)

    [part] = [part for part in read_queue(director).parts if part.kind.key == "no_facilitator"]

    assert (part.count, len(part.items), part.more) == (5, 3, 2)


def test_of_one_kind_many_are_shown_and_the_others_counted() -> None:
    director = without_facilitator(5)

    queue = read_queue(director, filters=Filters(kind="no_facilitator"))

    shown = {part.kind.key: (part.count, len(part.items)) for part in queue.parts}
    assert shown["no_facilitator"] == (5, min(5, MOST))
    assert shown["no_ombuds"] == (1, 0)


def test_faculty_have_no_kinds_at_all() -> None:
    member = at_work(MembershipFactory())

    assert kinds_for(member) == []
    assert read_queue(member).count == 0
