"""Reading the queue: what is shown of each kind, and what the kinds of others are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.dashboard.attention.domain.colleagues import colleagues_for
from evaluations.dashboard.attention.domain.queue import (
    MOST,
    Filters,
    Item,
    Queue,
    find_item,
    kinds_for,
    read_queue,
)
from mentornet.tenancy.scope import in_institution
from tests.evaluations.dashboard.attention.working import at_work, crowd
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


@pytest.mark.parametrize(
    ("waiting", "text"),
    [
        (1_000, "1,000 people have not activated their accounts."),
        (1_001, "More than 1,000 people have not activated their accounts."),
        (1_002, "More than 1,000 people have not activated their accounts."),
    ],
)
def test_people_without_an_account_are_counted_to_a_thousand(waiting: int, text: str) -> None:
    director = at_work(MembershipFactory(offices=["director"], user__activated_at=timezone.now()))
    crowd(director, waiting + 1, activated=1)

    queue = read_queue(director)

    assert [one.said.text for one in items_of(queue, "not_activated")] == [text]


def test_among_many_the_application_finds_staff_and_who_waits_by_indexes() -> None:
    director = at_work(MembershipFactory(offices=["director"], user__activated_at=timezone.now()))
    crowd(director, 3_000, activated=2_900)

    item = find_item(director, kind="no_ombuds", subject=str(director.institution_id))
    assert item is not None

    with in_institution(director.institution_id), plans() as seen:
        queue = read_queue(director)
        assert colleagues_for(item, by=director) == [director]

    [waiting] = items_of(queue, "not_activated")
    assert waiting.said.text == "100 people have not activated their accounts."
    assert len(items_of(queue, "no_ombuds")) == 1
    of_queue, of_colleagues = seen
    assert "using member_in_office" in of_queue
    assert "using member_not_activated" in of_queue
    for plan in seen:
        assert "Seq Scan on profiles_user" not in plan
    assert "Seq Scan on profiles_membership" not in of_colleagues


def items_of(queue: Queue, kind: str) -> tuple[Item, ...]:
    return next((part.items for part in queue.parts if part.kind.key == kind), ())


@contextmanager
def plans() -> Iterator[list[str]]:
    """Plans of the statements that read many rows, as the role of the application gets them."""
    seen: list[str] = []

    def explain(execute, sql, params, many, context):
        scope, statement = re.fullmatch(r"(?s)((?:\s*SET LOCAL [^;]*;)*)(.*)", sql).groups()
        if "offices" in statement and "ORDER BY" in statement:
            plain = context["cursor"].cursor
            plain.execute(f"{scope} EXPLAIN {statement}", params)
            seen.append("\n".join(line for (line,) in plain.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield seen
