#!/usr/bin/env python
"""The one entry point: `python manage.py COMMAND`."""

import os
import sys

from django.core.management import execute_from_command_line

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

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
    if FOR_THE_OWNER & set(sys.argv[1:2]):
        os.environ["MENTORNET_AS_OWNER"] = "1"
    execute_from_command_line(sys.argv)
