"""Published figures under attack: no pair of publications, nor all of them, gives one person away."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.privacy.domain.publication.measures import ALL_PEOPLE
from evaluations.privacy.domain.publication.states import Known
from evaluations.privacy.domain.publication.steps import raise_threshold
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
from tests.support.examples import examples

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
@settings(max_examples=examples(25), deadline=None)
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
