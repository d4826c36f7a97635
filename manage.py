#!/usr/bin/env python
"""The one entry point: `python manage.py COMMAND`."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from mentornet import settings_checks

# They make or empty tables, which belong to a role that does nothing else: DATABASE_OWNER_URL.
FOR_THE_OWNER = {
    "dbshell",
    "flush",
    "inspectdb",
    "load_demo",
    "load_demo_meetings",
    "load_demo_programs",
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlflush",
    "sqlmigrate",
    "squashmigrations",
}
# They read and write files alone: no database, no server, no settings.
FILES_ONLY = {"match"}


def without_settings() -> None:
    """Have a command that needs no setting start where there are none, as on a coordinator's laptop."""
    is_deployment = Path(__file__).with_name(".env").exists() or os.environ.get("DATABASE_URL")
    if not is_deployment:
        os.environ["MENTORNET_DEMO"] = "1"
        for name in settings_checks.SERVICES:
            os.environ.pop(name, None)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
    if FOR_THE_OWNER & set(sys.argv[1:2]):
        os.environ["MENTORNET_AS_OWNER"] = "1"
    if FILES_ONLY & set(sys.argv[1:2]):
        without_settings()
    execute_from_command_line(sys.argv)
