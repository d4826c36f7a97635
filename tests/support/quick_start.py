"""What each worker of a run leaves out when it starts: seconds that no test needs.

Both are internals of libraries; `test_quick_start.py` beside this says when they have moved.
"""

from __future__ import annotations

import inspect
import sys
from types import FrameType, ModuleType, SimpleNamespace
from typing import Any

from hypothesis.internal.conjecture import providers
from pydantic._internal import _docs_extraction

from tests.support.examples import THOROUGH


def install() -> None:
    """Leave them out."""
    # scim2-models makes sixty classes, and pydantic looks for the source of each in every frame above
    # it: under pytest each frame is compared with the files of all modules.
    _docs_extraction.inspect = SimpleNamespace(**vars(inspect) | {"getmodule": _module})  # type: ignore[attr-defined]
    # To find numbers and texts to try, Hypothesis parses every module of ours.
    if not THOROUGH:
        providers._get_local_constants = lambda: providers._local_constants


def _module(of: FrameType | type[Any]) -> ModuleType | None:
    """Return the module of a frame or a class by its name."""
    name = of.f_globals.get("__name__") if isinstance(of, FrameType) else of.__module__
    return sys.modules.get(str(name))
