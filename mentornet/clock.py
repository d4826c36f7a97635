"""Days as the institution counts them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from profiles.models import Institution


def local_date(institution: Institution, *, now: datetime | None = None) -> date:
    """Return the date that the institution's calendar shows at *now*."""
    return (now or timezone.now()).astimezone(ZoneInfo(institution.time_zone)).date()


def start_of_day(institution: Institution, *, now: datetime | None = None) -> datetime:
    """Return the midnight at which the institution's day of *now* began."""
    return datetime.combine(
        local_date(institution, now=now), time.min, tzinfo=ZoneInfo(institution.time_zone)
    )


def end_of_day(institution: Institution, *, now: datetime | None = None) -> datetime:
    """Return the midnight at which the institution's day of *now* is over."""
    tomorrow = local_date(institution, now=now) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=ZoneInfo(institution.time_zone))


def city_of(zone: str) -> str:
    """Return the city that a time zone is named after, as people write it.

    >>> city_of("America/New_York"), city_of("UTC")
    ('New York', 'UTC')
    """
    return zone.rpartition("/")[2].replace("_", " ")
