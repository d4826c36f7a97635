"""One change of an institution's people at a time."""

from django.db import connection

from profiles.models import Institution


def lock_roster(institution: Institution) -> None:
    """Wait until no other import of *institution* runs; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"roster:{institution.pk}"]
        )
