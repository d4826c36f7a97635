"""The tests' database for a process of its own: as a deployment has it, each role with its address."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.db import connection

from mentornet.dev import embedded


def database_environment() -> dict[str, str]:
    """Return the settings that name the tests' database, for the roles that this run was given."""
    given = {name: os.environ[name] for name in embedded.ROLES if os.environ.get(name)}
    path = f"/{connection.settings_dict['NAME']}"
    return {
        name: urlsplit(address)._replace(path=path).geturl()
        for name, address in (given or embedded.addresses()).items()
    }
