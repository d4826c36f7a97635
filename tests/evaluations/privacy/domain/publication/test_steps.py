"""Published figures under attack: no pair of publications, nor all of them, gives one person away."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.privacy.domain.publication.batches import exposed, settle
from evaluations.privacy.domain.publication.measures import ALL_PEOPLE
from evaluations.privacy.domain.publication.moves import RESTS
from evaluations.privacy.domain.publication.states import Known
from evaluations.privacy.domain.publication.steps import publish_first, raise_threshold
from evaluations.privacy.domain.publication.structure import Structure
from tests.evaluations.privacy.town import (
    NEED,
    Town,
    churn,
    draw_facts,
    edits_of,
    found_town,
    given_away,
    visible,
)

SEEDS = range(20)
THRESHOLD = 5


def published(seed: int, *, size: int = 0) -> Town:
    town = found_town(seed, size=size)
    town.publish()
    return town


def edit(town: Town, name: str, made: object) -> None:
    if made is None:
        del town.people[name]
    else:
        town.people[name] = made  # type: ignore[assignment]


# Attacks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_no_single_edit_moves_any_figure(seed: int) -> None:
    """Every edit of every person, each followed by the next publication."""
    town = published(seed)
    before = visible(town.latest)
    tried = 0

    for name in sorted(town.people):
        for made in edits_of(town, name):
            attacked = town.copy()
            edit(attacked, name, made)
            assert visible(attacked.publish()) == before
            tried += 1

    assert tried >= 9 * len(town.people)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_pair_of_publications_gives_a_person_away(seed: int) -> None:
    """Weeks of coming, going and changing; then each pair, and all together, are solved."""
    town = published(seed)
    for _week in range(4):
        churn(town, 0.25)
        town.publish()
    assert len({tuple(sorted(visible(one).items())) for one in town.shown}) > 1

    for pair in combinations(range(len(town.shown)), 2):
        assert given_away(town, among=pair) == []
    assert given_away(town) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_edit_among_those_of_others_gives_a_person_away(seed: int) -> None:
    """A director edits one person while others change anyway."""
    town = published(seed)
    churn(town, 0.15)
    for name in sorted(set(town.people) & set(town.published))[::20]:
        for made in edits_of(town, name)[:2]:
            attacked = town.copy()
            edit(attacked, name, made)
            attacked.publish()
            assert given_away(attacked) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_moves_moves_by_many(seed: int) -> None:
    """Each figure that can be read, and what is left of a sum, by at least a threshold of people."""
    town = published(seed)
    moved = 0
    for _week in range(4):
        churn(town, 0.25)
        town.publish()
        was, now = town.states[-2:]
        structure = Structure(town.signatures(now), town.latest.table)
        for group, name in visible(town.shown[-1]).keys() & visible(town.shown[-2]).keys():
            movers = people_who_move(structure, was, now, group, name)
            assert len(movers) == 0 or len(movers) >= THRESHOLD
            moved += bool(movers)
    assert moved


def people_who_move(
    structure: Structure, was: dict[str, Known], now: dict[str, Known], group: str, name: str
) -> list[str]:
    """Who contributes something else to a figure, or has come to its group or left it."""
    found = []
    nobody = Known((), {})
    for person in {*was, *now}:
        before, after = was.get(person, nobody), now.get(person, nobody)
        inside = group in structure.all_of(before.groups), group in structure.all_of(after.groups)
        said = before.facts.get(name, 0), after.facts.get(name, 0)
        if inside[0] != inside[1] or (inside[0] and said[0] != said[1]):
            found.append(person)
    return found


def test_moving_the_same_people_to_and_fro_moves_nothing_for_a_quarter() -> None:
    """Five people one week, four of them and another back the next: the difference is one person."""
    town = published(3, size=200)
    here = [name for name in sorted(town.people) if "rank:full" in town.people[name][0]][:6]

    def move(names: list[str], rank: str) -> None:
        for name in names:
            groups, facts = town.people[name]
            now = tuple(rank if one.startswith("rank:") else one for one in groups)
            town.people[name] = (now, facts)

    move(here[:5], "rank:associate")
    town.publish()
    taken = visible(town.latest)
    assert town.published[here[0]].groups == town.people[here[0]][0]
    move(here[:4], "rank:full")
    move(here[5:], "rank:associate")
    town.publish()

    assert visible(town.latest) == taken
    weeks = RESTS // timedelta(weeks=1) + 1
    town.publish(weeks=weeks)
    assert given_away(town) == []


def test_a_program_that_is_a_unit_and_one_person_more_is_closed() -> None:
    unit = [("institution:", "unit:a", "own:a", "rank:full", "track:")] * 40
    other = [("institution:", "unit:b", "own:b", "rank:full", "track:")] * 40
    program = "program:00000000-0000-0000-0000-000000000000"
    groups = [(*one, program) for one in unit] + [(*other[0], program)] + other[1:]
    signatures = {one: groups.count(one) for one in groups}
    counts = {"with_mentor|": dict.fromkeys(Structure(signatures).sizes, 20)}

    made = publish_first(signatures, counts, day=date(2026, 3, 1), threshold=5)

    assert (made.table[program].open, made.table["unit:a"].open) == (False, True)


# What is shown ------------------------------------------------------------------------------------


def test_a_figure_moves_once_enough_people_have_changed_and_keeps_its_date_until_then() -> None:
    town = published(1, size=160)
    start = town.latest.day
    whole = ("institution:", "with_mentor|")
    before = visible(town.latest)[whole]
    lacking = [name for name in sorted(town.people) if not town.people[name][1].get(whole[1])]
    alike = max(
        (
            [one for one in lacking if town.people[one][0] == town.people[name][0]]
            for name in lacking
        ),
        key=len,
    )
    while len(alike) < THRESHOLD:
        alike.append(next(one for one in lacking if one not in alike))
        town.people[alike[-1]] = (town.people[alike[0]][0], town.people[alike[-1]][1])
        town.published[alike[-1]] = Known(*town.people[alike[-1]])

    for number, name in enumerate(alike[:THRESHOLD], start=1):
        groups, facts = town.people[name]
        town.people[name] = (groups, {**facts, whole[1]: 1})
        town.publish()
        count, as_of = visible(town.latest)[whole]
        if number < THRESHOLD:
            assert (count, as_of) == before
    assert count == before[0] + THRESHOLD
    assert as_of == town.latest.day > start


def test_published_figures_are_those_of_a_plain_count_when_all_have_been_taken() -> None:
    town = published(5, size=200)
    for name in town.people:
        groups, _facts = town.people[name]
        town.people[name] = (groups, draw_facts(town.chance))
    town.publish()

    for group, row in town.latest.table.items():
        for name, cell in row.cells.items():
            inside = [
                known
                for known in town.published.values()
                if group in Structure({}, town.latest.table).all_of(known.groups)
            ]
            if name != ALL_PEOPLE:
                assert cell.count == sum(known.facts.get(name, 0) for known in inside)


def test_a_raised_threshold_hides_at_once_and_shows_nothing_new() -> None:
    town = published(2, size=120)
    families = Structure(town.signatures(town.published)).families

    raised = raise_threshold(town.latest, families, threshold=20)

    assert visible(raised).keys() < visible(town.latest).keys()
    for group, name in visible(raised):
        assert raised.table[group].cells[name].count == 0 or (
            raised.table[group].cells[name].count >= 20
        )


@given(st.integers(0, 10_000), st.lists(st.sampled_from([0.02, 0.1, 0.3]), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_whatever_happens_nobody_is_given_away(seed: int, weeks: list[float]) -> None:
    town = published(seed, size=random.Random(seed).randint(20, 90))
    for share in weeks:
        churn(town, share)
        town.publish()

    assert given_away(town) == []


def test_the_attack_finds_what_plain_counts_give_away() -> None:
    """The attacker is no strawman: two exact counts, one person apart, are solved at once."""
    town = published(4)
    name = next(one for one in sorted(town.people) if NEED in town.people[one][1])
    edit(town, name, edits_of(town, name)[1])
    town.published = {}
    shown, states = town.shown, town.states
    town.shown, town.states = [], []
    town.publish()
    town.shown, town.states = shown + town.shown, states + town.states

    assert {person for _column, person, _state in given_away(town)} == {name}


# The pieces ---------------------------------------------------------------------------------------


def test_fewer_than_a_threshold_wait_and_so_does_who_hangs_on_them() -> None:
    five = {f"a{number}": {"whole": 1, "left": 1} for number in range(5)}
    four = {f"b{number}": {"whole": 1, "right": 1} for number in range(4)}

    assert settle(five | four, threshold=5) == set(five)
    assert settle(four, threshold=5) == frozenset()


def test_who_follows_from_two_figures_of_unlike_groups_waits() -> None:
    """Six in the unit, the five of them who are professors: the sixth is the difference."""
    five = {f"a{number}": {"unit": 1, "rank": 1} for number in range(5)}
    six = five | {"b": {"unit": 1}}

    assert exposed(list(six.values()), threshold=5) == [5]
    assert settle(six, threshold=5) == set(five)
