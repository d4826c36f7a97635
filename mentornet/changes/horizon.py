"""Up to when a list of changes is complete, and since when.

A change is stamped when it is written, which is after its transaction was given a number. So whatever
is stamped before the begin of the oldest transaction that has a number and is still open can be read
already, and so can all of it if there is none. Whoever reads changes comes back to that moment.

Ask before the list is read: what is committed between the two would be missed.

What tells that a row is gone is kept for a time alone (see purging.py). Whoever comes back after a
longer one would not learn what went in between, and is told so.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from mentornet.changes.models import ChangeHorizon


def synced_until() -> datetime:
    """Return the moment before which every change is visible from now on. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT least(now(), mentornet_oldest_writer())")
        found: datetime = cursor.fetchone()[0]
    return found


def oldest_write_seconds() -> int | None:
    """Return for how long `synced_until` has stood still: the age of the oldest open write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp() - mentornet_oldest_writer())")
        (found,) = cursor.fetchone()
    return None if found is None else max(int(found), 0)


def kept_since(institution_id: UUID) -> datetime:
    """Return since when it is told what went. Later than the setting says where that was shorter before."""
    soonest = timezone.now() - timedelta(days=settings.CHANGES_KEPT_DAYS)
    purged = ChangeHorizon.objects.filter(institution=institution_id)
    return max([soonest, *purged.values_list("kept_since", flat=True)])
