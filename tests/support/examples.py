"""What is tried each time, and what `make test-long` alone tries.

`make test-long` sets THOROUGH=1 and runs what has the marker `generated` once more, with all examples.
tests/conftest.py gives it to each test of Hypothesis.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

THOROUGH = os.environ.get("THOROUGH") == "1"


def examples(number: int) -> int:
    """Return *number* in a thorough run, and else a fifth of it, of which at least four remain."""
    return number if THOROUGH else max(number // 5, min(number, 4))


def rarely(*values: Any, **options: Any) -> Any:
    """Return these values of a parameter for `make test-long` alone, as when others prove the same."""
    return pytest.param(*values, marks=pytest.mark.long, **options)
