"""What is left out at the start is left out indeed, and nothing else."""

from __future__ import annotations

import inspect

from hypothesis.internal.conjecture import providers
from pydantic import BaseModel, ConfigDict
from pydantic._internal import _docs_extraction

from tests.support.examples import THOROUGH


def test_docstrings_of_fields_are_found_without_a_walk_through_all_modules():
    class Named(BaseModel):
        model_config = ConfigDict(use_attribute_docstrings=True)

        name: str
        """What it is called."""

    assert Named.model_fields["name"].description == "What it is called."
    assert _docs_extraction.inspect.getmodule is not inspect.getmodule


def test_modules_are_read_for_examples_in_a_thorough_run_alone():
    # What the provider of every example asks.
    constants = providers.HypothesisProvider._local_constants.func(None)

    assert (len(constants) > 0) == THOROUGH
