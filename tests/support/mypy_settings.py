"""A plugin of mypy that sets what Django's settings read, so that plain `mypy` needs no variable."""

from __future__ import annotations

import os

from mypy.plugin import Plugin

os.environ.setdefault("MENTORNET_DEMO", "1")
os.environ["MENTORNET_TEST"] = "1"


def plugin(version: str) -> type[Plugin]:
    """Return a plugin that changes nothing: the settings were prepared when it was loaded."""
    return Plugin
