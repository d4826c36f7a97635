"""A grouping made by hand: its effects, and every rule that it breaks."""

from __future__ import annotations

import pytest

from matching.engine import errors
from matching.engine.groups.forming import Broken, Facilitator, Group, Person, Rules, judge

FREE = frozenset(range(20, 24))
AIMS = {"units_mixed": 1, "rank_mixed": 1}


def people(count: int = 8, **changes) -> list[Person]:
    return [
        Person(f"p{at}", rank=at % 2, unit=f"unit {at % 3}", slots=FREE, **changes)
        for at in range(count)
    ]


def broken(made, rules, *groups, facilitators=()) -> list[Broken]:
    return list(judge(made, facilitators, rules, groups).broken)


def test_parts_are_means_over_the_pairs_and_the_total_over_all_people() -> None:
    rules = Rules(2, 4, aims={"units_mixed": 1, "rank_mixed": 3})

    found = judge(people(6), [], rules, [Group(("p0", "p1", "p3"))])

    assert found.groups[0].parts == pytest.approx({"units_mixed": 2 / 3, "rank_mixed": 2 / 3})
    assert found.groups[0].score == pytest.approx(2 / 3)
    assert found.groups[0].slots == (20, 21)
    assert found.total == pytest.approx(2 / 3 / 2)
    assert (found.method, found.bound, found.gap) == ("by_hand", None, None)
    assert [(one.key, one.cause) for one in found.waiting] == [
        (key, "set_aside") for key in ("p2", "p4", "p5")
    ]


def test_empty_columns_stay_and_break_nothing() -> None:
    found = judge(people(), [Facilitator("f")], Rules(4, 4), [Group((), "f")])

    assert (found.groups, found.broken) == ((Group((), "f"),), ())


@pytest.mark.parametrize(
    ("members", "rule"),
    [(("p0",), "smallest"), (("p0", "p1", "p2", "p3", "p4"), "largest")],
)
def test_sizes(members, rule) -> None:
    assert broken(people(), Rules(2, 4), Group(members)) == [Broken(rule, 0)]


def test_a_pair_apart_is_named_and_private_but_for_supervision() -> None:
    made = [Person("a", apart=frozenset({"b", "c"})), Person("b"), Person("c")]
    rules = Rules(2, 3, reasons={frozenset({"a", "b"}): "supervision"})

    assert broken(made, rules, Group(("a", "b", "c"))) == [
        Broken("apart", 0, ("a", "b"), "supervision", private=False),
        Broken("apart", 0, ("a", "c"), "", private=True),
    ]


def test_a_facilitator_is_apart_from_a_member_from_either_side() -> None:
    made = [Person("a", apart=frozenset({"f"})), Person("b"), Person("c")]
    leads = [Facilitator("f", apart=frozenset({"b"}))]
    rules = Rules(2, 4, reasons={frozenset({"b", "f"}): "supervision"})

    assert broken(made, rules, Group(("a", "b", "c"), "f"), facilitators=leads) == [
        Broken("apart", 0, ("a", "f"), "", private=True),
        Broken("apart", 0, ("b", "f"), "supervision", private=False),
    ]


def test_who_left_a_group_is_named_once_when_they_are_put_back() -> None:
    people = [
        Person("a", left=frozenset({"b", "c"}), apart=frozenset({"b"})),
        Person("b"),
        Person("c"),
        Person("d"),
    ]
    leads = [Facilitator("f", left=frozenset({"b", "c"}))]
    rules = Rules(smallest=2)

    back = judge(people, leads, rules, [Group(("a", "b", "c", "d"))])
    led = judge(people, leads, rules, [Group(("b", "c", "d"), "f")])
    elsewhere = judge(people, leads, rules, [Group(("a", "d"), "f"), Group(("b", "c"))])

    assert [(one.rule, one.keys, one.private) for one in back.broken] == [("left", ("a",), False)]
    assert [(one.rule, one.keys) for one in led.broken] == [("left", ("f",))]
    assert elsewhere.broken == ()


def test_nobody_leads_the_group_that_they_are_in() -> None:
    made = [Person("a"), Person("f")]

    assert broken(made, Rules(2, 4), Group(("a", "f"), "f"), facilitators=[Facilitator("f")]) == [
        Broken("apart", 0, ("f", "f"), "itself", private=False)
    ]


def test_hours_count_only_where_a_session_fits_also_over_the_end_of_the_week() -> None:
    late, early = frozenset({334, 335, 0}), frozenset({335, 0, 1})
    made = [Person("a", slots=late), Person("b", slots=early), Person("c")]

    found = judge(made, [], Rules(2, 3, session_slots=2), [Group(("a", "b", "c"))])
    longer = broken(made, Rules(2, 3, session_slots=3), Group(("a", "b", "c")))

    assert (found.broken, found.groups[0].slots) == ((), (335,))
    assert longer == [Broken("hours", 0)]


def test_the_facilitators_hours_count_too() -> None:
    lead = Facilitator("f", slots=frozenset({100, 101, 102}))

    assert broken(people(), Rules(2, 3), Group(("p0", "p1"), "f"), facilitators=[lead]) == [
        Broken("hours", 0)
    ]


def test_who_asked_not_to_be_alone_is_named_in_private() -> None:
    woman = frozenset({"gender:woman"})
    made = [Person("a", traits=woman, not_alone=woman), Person("b"), Person("c", traits=woman)]

    assert broken(made, Rules(2, 3), Group(("a", "b"))) == [
        Broken("not_alone", 0, ("a",), private=True)
    ]
    assert broken(made, Rules(2, 3), Group(("a", "b", "c"))) == []
    assert broken(made, Rules(2, 3, not_alone_hard=False), Group(("a", "b"))) == []


def test_units_locks_and_facilitators() -> None:
    made = people()
    rules = Rules(
        2,
        4,
        least_units=3,
        facilitated=True,
        together=(frozenset({"p0", "p5"}),),
        led={"p1": "f"},
    )

    assert broken(made, rules, Group(("p0", "p1")), facilitators=[Facilitator("f")]) == [
        Broken("least_units", 0),
        Broken("facilitated", 0),
        Broken("led", 0, ("p1",)),
        Broken("together", 0, ("p0", "p5")),
    ]


def test_nobody_is_in_two_groups_and_no_facilitator_leads_more_than_they_can() -> None:
    groups = [Group(("p0", "p1"), "f"), Group(("p1", "p2"), "f")]

    assert broken(people(), Rules(2, 4), *groups, facilitators=[Facilitator("f")]) == [
        Broken("twice", None, ("p1",)),
        Broken("capacity", None, ("f",)),
    ]


@pytest.mark.parametrize(
    ("group", "offender"), [(Group(("gone",)), "gone"), (Group(("p0",), "gone"), "gone")]
)
def test_who_is_not_there_is_refused(group, offender) -> None:
    with pytest.raises(errors.UnknownId) as refused:
        judge(people(), [], Rules(), [group])

    assert refused.value.offender == offender
