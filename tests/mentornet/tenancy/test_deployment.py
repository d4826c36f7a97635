"""As a deployment has it: each role over a connection of its own, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.factories import GoalFactory
from tests.support.databases import database_environment

PROGRAM = """
import json, sys, django
django.setup()
from django.db import DatabaseError, connection, transaction
from mentornet.tenancy.scope import in_institution, operations
from profiles.models import Goal

def found():
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_user")
        users = cursor.fetchone()
    return [*users, sorted(Goal.objects.values_list("text", flat=True))]

said = {"nobody": found()}
with in_institution(sys.argv[1]):
    said["institution"] = found()
    with transaction.atomic():
        said["transaction"] = found()
        with operations():
            said["operations"] = found()
        said["again"] = found()
        Goal.objects.update(text="mine now")
    for role in sys.argv[2:]:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {role}")
            said[role] = "taken"
        except DatabaseError:
            said[role] = "refused"
print(json.dumps(said))
"""


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_application_sees_one_institution_and_operations_all_over_another_connection() -> None:
    mine = GoalFactory(text="mine")
    other = GoalFactory(text="other")
    roles = [settings.DATABASE_OWNER_ROLE, settings.DATABASE_OPERATIONS_ROLE, "pg_monitor"]

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(mine.institution_id), *roles],
        cwd=settings.BASE_DIR,
        env=os.environ
        | database_environment()
        | {"DJANGO_SETTINGS_MODULE": "mentornet.settings", "MENTORNET_DEMO": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    application = [settings.DATABASE_ROLE] * 2
    operations = [settings.DATABASE_OPERATIONS_ROLE] * 2
    assert json.loads(done.stdout) == {
        "nobody": [*application, []],
        "institution": [*application, ["mine"]],
        "transaction": [*application, ["mine"]],
        "operations": [*operations, ["mine", "other"]],
        "again": [*application, ["mine"]],
        **dict.fromkeys(roles, "refused"),
    }
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.text, other.text) == ("mine now", "other")
