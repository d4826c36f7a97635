"""Why people wait, and what to relax for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from matching.engine.groups.forming import Facilitator, Grouping, Person, Relax, Rules, form
from tests.matching.engine.groups.instances import cohorts
from tests.support.examples import examples

MORNING, EVENING = frozenset(range(20, 26)), frozenset(range(120, 126))


def people(count: int, slots: frozenset[int] = MORNING, **changes) -> list[Person]:
    return [Person(f"p{at}", unit="one", slots=slots, **changes) for at in range(count)]


def causes(found: Grouping) -> dict[str, str]:
    return {one.key: one.cause for one in found.waiting}


def test_too_few_for_one_group() -> None:
    found = form(people(3), [], Rules(4, 6))

    assert causes(found) == dict.fromkeys(("p0", "p1", "p2"), "too_few")
    assert found.relax == (Relax("smallest", 3, "Let groups have as few as 3 members."),)


def test_who_is_over_is_taken_in_by_larger_groups() -> None:
    found = form(people(7), [], Rules(3, 3))

    assert list(causes(found).values()) == ["no_place"]
    assert found.relax == (Relax("largest", 4, "Let groups have up to 4 members."),)


def test_hours_that_never_overlap() -> None:
    made = [*people(4), Person("late", unit="one", slots=EVENING)]

    found = form(made, [], Rules(4, 6))

    assert causes(found) == {"late": "hours_alone"}
    assert found.relax == (Relax("hours", 0, "Form groups without hours in common."),)


def test_hours_too_short_for_a_session() -> None:
    made = [*people(4), Person("short", slots=frozenset({20, 21}))]

    found = form(made, [], Rules(4, 6, session_slots=3))

    assert causes(found) == {"short": "hours_short"}
    assert found.relax == (Relax("session_slots", 2, "Make sessions 60 minutes long."),)


def test_hours_not_said() -> None:
    made = [*people(4), Person("silent")]

    found = form(made, [], Rules(4, 6, hours_said=True))

    assert causes(found) == {"silent": "hours_not_said"}
    assert found.relax == (Relax("hours_said", 0, "Let in those who have not said their hours."),)


def test_wishes_are_no_rule_to_relax() -> None:
    shy = Person("shy", slots=MORNING, apart=frozenset(f"p{at}" for at in range(4)))

    found = form([*people(4), shy], [], Rules(4, 6))

    assert (causes(found), found.relax) == ({"shy": "wishes"}, ())


def test_no_facilitator_at_their_hours() -> None:
    found = form(people(4), [Facilitator("f", slots=EVENING)], Rules(4, 6, facilitated=True))

    assert set(causes(found).values()) == {"no_facilitator"}
    assert [one.rule for one in found.relax] == ["facilitated"]


def test_facilitators_who_lead_as_many_as_they_can() -> None:
    found = form(people(8), [Facilitator("f")], Rules(4, 4, facilitated=True))

    assert list(causes(found).values()) == ["facilitators_full"] * 4
    assert found.relax == (
        Relax("capacity", 1, "Let each facilitator lead one group more, or find more of them."),
    )


def test_locked_people_who_do_not_fit_into_one_group() -> None:
    rules = Rules(3, 4, together=(frozenset(f"p{at}" for at in range(5)),))

    found = form(people(8), [], rules)

    assert {causes(found)[f"p{at}"] for at in range(5)} == {"locked"}
    assert [one.rule for one in found.relax] == ["largest"]


def test_two_rules_where_one_is_not_enough() -> None:
    made = [*people(4), Person("late", unit="two", slots=EVENING)]

    found = form(made, [], Rules(4, 4))

    assert len(found.relax) == 2
    assert {one.rule for one in found.relax} == {"largest", "hours"}


FIELDS = {"hours": {"hours_hard": False}, "hours_said": {"hours_said": False}}


@given(cohorts())
@settings(max_examples=examples(20), deadline=None)
def test_without_the_rules_named_everybody_has_a_place(made) -> None:
    people_, facilitators, rules = made
    found = form(people_, facilitators, rules, 1)
    if not found.waiting:
        assert found.relax == ()
    if not found.relax:
        return
    for one in found.relax:
        if one.rule == "capacity":
            facilitators = [
                replace(lead, groups=lead.groups + one.value) if lead.groups else lead
                for lead in facilitators
            ]
        elif one.rule == "together":
            rules = replace(rules, together=())
        elif one.rule == "led":
            rules = replace(rules, led={})
        elif one.rule == "facilitated":
            rules = replace(rules, facilitated=False)
        else:
            rules = replace(rules, **FIELDS.get(one.rule, {one.rule: one.value}))

    assert form(people_, facilitators, rules, 1).waiting == ()


def test_the_words_name_nobody() -> None:
    found = form([*people(4), Person("late", unit="one", slots=EVENING)], [], Rules(4, 6))

    assert not any("late" in one.words for one in found.relax)


@pytest.mark.parametrize("seed", [0, 1])
def test_nobody_waits_and_nothing_is_to_relax(seed) -> None:
    found = form(people(12), [], Rules(4, 4), seed)

    assert (found.waiting, found.relax) == ((), ())
