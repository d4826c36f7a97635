"""What forming groups is given: kept as JSON, and put around the groups that stay."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.groups.forming import Facilitator, Group, Person, Rules, form
from matching.groups.forming.domain.inputs import (
    Arranged,
    GroupCohort,
    Kept,
    around_kept,
    arrange,
    digest,
    dump,
    load,
    settled_members,
)
from tests.support.examples import examples


def cohort(*kept: Kept) -> GroupCohort:
    people = tuple(
        Person(
            key=key,
            rank=2,
            slots=frozenset({3, 1, 2}),
            traits=frozenset({"gender:woman"}),
            apart=frozenset({"a"} if key == "d" else ()),
            left=frozenset({"b"} if key == "d" else ()),
        )
        for key in "abcd"
    )
    rules = Rules(smallest=2, reasons={frozenset({"a", "d"}): "supervision"})
    return GroupCohort(
        people=people,
        facilitators=(Facilitator(key="f", groups=2),),
        rules=rules,
        kept=kept,
        seed=5,
        clock="Europe/Berlin",
    )


def test_cohort_is_read_as_it_was_written() -> None:
    given = cohort(Kept("One", ("a", "b"), "f", "published"))
    text = dump(given)

    assert load(text) == given
    assert dump(load(text)) == text
    assert digest(text) != digest(dump(cohort()))


def test_kept_members_are_together_and_kept_groups_apart() -> None:
    people, rules = around_kept(cohort(Kept("One", ("a", "b"), "f"), Kept("Two", ("c",))))

    assert rules.together == (frozenset({"a", "b"}),)
    assert rules.led == {"a": "f", "b": "f"}
    assert {one.key: sorted(one.apart) for one in people} == {
        "a": ["c"],
        "b": [],
        "c": ["a"],
        "d": ["a"],
    }
    assert rules.reasons[frozenset({"a", "d"})] == "supervision"


def test_kept_groups_keep_their_names_and_new_ones_take_free_numbers() -> None:
    given = cohort(Kept("Group 1", ("c",), None, "p"))
    groups = (Group(("a", "b")), Group(("c", "d"), "f"))

    assert arrange(given, groups, naming="Group %d") == [
        Arranged("Group 1", ("c", "d"), "f", "p"),
        Arranged("Group 2", ("a", "b"), None),
    ]


@given(
    st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=3), min_size=2, max_size=2),
    st.lists(st.frozensets(st.sampled_from("abcdefgh")), min_size=2, max_size=2),
    st.integers(2, 5),
)
@settings(max_examples=examples(30), deadline=None)
def test_nobody_comes_back_into_a_published_group_that_they_left(inside, left, largest) -> None:
    kept, seen = [], set()
    for at, those in enumerate(inside):
        if members := tuple(sorted(those - seen)):
            kept.append(Kept(f"Group {at}", members, None, f"p{at}"))
            seen |= those
    gone = {one.peer_group: left[int(one.peer_group[1])] - set(one.members) for one in kept}
    people = tuple(
        Person(
            key,
            left=frozenset(
                other for one in kept if key in gone[one.peer_group] for other in one.members
            ),
        )
        for key in "abcdefgh"
    )
    cohort = GroupCohort(
        people=people, facilitators=(), rules=Rules(smallest=2, largest=largest), kept=tuple(kept)
    )
    around, rules = around_kept(cohort)

    formed = form(around, (), rules, 1)

    for one in arrange(cohort, formed.groups, naming="New %d"):
        assert not gone.get(one.peer_group, frozenset()) & set(one.members)


def test_published_group_without_a_place_stays_as_it_is() -> None:
    given = cohort(Kept("Writers", ("c", "d"), "f", "p"), Kept("Locked", ("a",)))

    assert arrange(given, (), naming="Group %d") == [
        Arranged("Writers", ("c", "d"), "f", "p"),
    ]
    assert settled_members(given) == {"c", "d"}
