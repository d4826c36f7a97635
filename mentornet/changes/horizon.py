"""Up to when a list of changes is complete.

A change is stamped when it is written, which is after its transaction was given a number. So whatever
is stamped before the begin of the oldest transaction that has a number and is still open can be read
already, and so can all of it if there is none. Whoever reads changes comes back to that moment.

Ask before the list is read: what is committed between the two would be missed.
"""

from datetime import datetime

from django.db import connection


def synced_until() -> datetime:
    """Return the moment before which every change is visible from now on. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT least(now(), mentornet_oldest_writer())")
        found: datetime = cursor.fetchone()[0]
    return found
