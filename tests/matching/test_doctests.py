"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "evaluations.check_ins.early_warning.domain.health",
        "matching.spreadsheets.domain.columns",
        "matching.spreadsheets.domain.answers",
        "matching.spreadsheets.domain.headings",
        "matching.spreadsheets.domain.cells",
        "matching.engine.pairs.assignment",
        "matching.engine.groups.arrays",
        "matching.engine.pairs.stable",
        "matching.engine.peers.best",
        "matching.engine.peers.stable",
        "matching.engine.projects.stable",
        "matching.engine.text",
    ],
)
def test_examples_are_true(name: str) -> None:
    result = doctest.testmod(import_module(name))

    assert result.attempted > 0
    assert result.failed == 0
