"""Up to when a list of changes is complete.

A row is stamped with the begin of the transaction that wrote it. One that is still open may commit
rows with an older stamp than those already seen; so whoever reads changes comes back to the begin
of the oldest open one, and misses nothing.
"""

from datetime import datetime

from django.db import connection


def synced_until() -> datetime:
    """Return the moment before which every change is visible now. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT least(now(), mentornet_oldest_writer())")
        found: datetime = cursor.fetchone()[0]
    return found
