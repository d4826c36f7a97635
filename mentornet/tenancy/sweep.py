"""The names of before for work for every institution: see `mentornet.jobs.recurring`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentornet.jobs import recurring


def sweep(work: Callable[[], int]) -> int:
    """Do *work* within each institution in turn; the sum of what it returns."""
    return recurring.sweep(_name_of(work), work)


def sweep_each(work: Callable[[Any], int]) -> int:
    """Do *work*, which is told for which, within each institution in turn; the sum of its returns."""
    return recurring.sweep_each(_name_of(work), work)


def _name_of(work: Callable[..., int]) -> str:
    return f"{work.__module__}.{work.__qualname__}"[-60:]
