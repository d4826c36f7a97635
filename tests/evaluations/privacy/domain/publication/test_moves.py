"""People who move between groups: in figures only with many others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evaluations.privacy.domain.publication.moves import RESTS
from evaluations.privacy.domain.publication.states import Known
from evaluations.privacy.domain.publication.structure import Structure
from tests.evaluations.privacy.domain.publication.test_steps import SEEDS, THRESHOLD, published
from tests.evaluations.privacy.town import (
    churn,
    given_away,
    visible,
)


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
