"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "evaluations.domain.health",
        "matching.domain.sheet_columns",
        "matching.domain.sheet_values",
        "matching.engine.assignment",
        "matching.engine.group_arrays",
        "matching.engine.stable",
        "matching.engine.text",
    ],
)
def test_examples_are_true(name: str) -> None:
    result = doctest.testmod(import_module(name))

    assert result.attempted > 0
    assert result.failed == 0
