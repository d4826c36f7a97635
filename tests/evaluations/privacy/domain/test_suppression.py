"""Suppression under attack: whatever is shown, nobody can work out what is hidden."""

from __future__ import annotations

import doctest
from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from evaluations.privacy.domain import suppression as suppress
from evaluations.privacy.domain.suppression import Figure, hidden_figures, is_sensitive
from tests.support.examples import examples

THRESHOLD = 5


@st.composite
def trees(draw: st.DrawFn) -> list[Figure]:
    """Groups of groups, two or three deep, whose figures add up."""
    leaves: list[tuple[tuple[int, ...], int, int]] = []
    for branch in range(draw(st.integers(1, 4))):
        for twig in range(draw(st.integers(1, 4))):
            of = draw(st.one_of(st.integers(0, 8), st.integers(0, 60)))
            leaves.append(((branch, twig), draw(st.integers(0, of)), of))
    sums: dict[tuple[int, ...], list[int]] = defaultdict(lambda: [0, 0])
    for path, count, of in leaves:
        for depth in range(len(path) + 1):
            sums[path[:depth]][0] += count
            sums[path[:depth]][1] += of
    return [
        Figure(path, path[:-1] if path else None, count, of)
        for path, (count, of) in sorted(sums.items())
    ]


@given(trees())
@settings(max_examples=examples(120))
def test_no_hidden_figure_that_speaks_of_few_can_be_worked_out(figures: list[Figure]) -> None:
    """The attacker knows the sizes of all groups, how they add up, and all that is shown."""
    hidden = hidden_figures(figures, threshold=THRESHOLD)
    place = {figure.key: number for number, figure in enumerate(figures)}
    equations, sides = [], []
    for figure in figures:
        parts = [one for one in figures if one.parent == figure.key]
        if parts:
            row = np.zeros(len(figures))
            row[place[figure.key]] = -1
            row[[place[one.key] for one in parts]] = 1
            equations.append(row)
            sides.append(0)
        if figure.key not in hidden:
            row = np.zeros(len(figures))
            row[place[figure.key]] = 1
            equations.append(row)
            sides.append(figure.count)
    bounds = [(0, figure.of) for figure in figures]
    given_away = {"A_eq": np.array(equations), "b_eq": np.array(sides), "bounds": bounds}
    for figure in figures:
        if not is_sensitive(figure.count, figure.of, THRESHOLD):
            continue
        assert figure.key in hidden
        # What is so of nobody or of everybody in a shown group is so of each part of it.
        above = [one for one in figures if figure.key[: len(one.key)] == one.key]
        if any(one.count in (0, one.of) for one in above if one.key not in hidden):
            continue
        aim = np.zeros(len(figures))
        aim[place[figure.key]] = 1
        least = linprog(aim, **given_away).fun
        most = -linprog(-aim, **given_away).fun
        assert most - least >= 1 - 1e-6, (figure, least, most)


@given(trees())
@settings(max_examples=examples(120))
def test_no_size_of_a_small_group_can_be_worked_out(figures: list[Figure]) -> None:
    """Here the attacker knows how groups add up and the sizes that are shown, and no other."""
    figures = [Figure(one.key, one.parent, one.of, one.of) for one in figures]
    hidden = hidden_figures(figures, threshold=THRESHOLD, sizes=True)
    place = {figure.key: number for number, figure in enumerate(figures)}
    equations, sides = [], []
    for figure in figures:
        parts = [one for one in figures if one.parent == figure.key]
        row = np.zeros(len(figures))
        row[place[figure.key]] = 1
        if figure.key not in hidden:
            equations.append(row)
            sides.append(figure.of)
        if parts:
            adds_up = -row
            adds_up[[place[one.key] for one in parts]] = 1
            equations.append(adds_up)
            sides.append(0)
    known = {"A_eq": np.array(equations), "b_eq": np.array(sides), "bounds": (0, 1_000)}
    for figure in figures:
        if not 0 < figure.of < THRESHOLD:
            continue
        aim = np.zeros(len(figures))
        aim[place[figure.key]] = 1
        assert figure.key in hidden
        assert -linprog(-aim, **known).fun - linprog(aim, **known).fun >= THRESHOLD - 1e-6


def test_one_small_group_hides_one_beside_it_and_not_all() -> None:
    figures = [Figure("school", None, 64, 64), Figure("dean", "school", 1, 1)]
    figures += [Figure(name, "school", 20 + at, 20 + at) for at, name in enumerate("abc")]

    assert hidden_figures(figures, threshold=5, sizes=True) == {"dean", "a"}


@given(trees())
def test_what_lies_below_a_hidden_group_is_hidden(figures: list[Figure]) -> None:
    hidden = hidden_figures(figures, threshold=THRESHOLD)

    assert all(one.key in hidden for one in figures if one.parent in hidden and one.parent != ())


@given(trees())
def test_where_everybody_is_many_nothing_is_hidden(figures: list[Figure]) -> None:
    if any(is_sensitive(one.count, one.of, THRESHOLD) for one in figures):
        return

    assert hidden_figures(figures, threshold=THRESHOLD) == frozenset()


def test_examples() -> None:
    assert doctest.testmod(suppress).failed == 0
