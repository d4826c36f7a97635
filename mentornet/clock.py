"""Time zones: which there are, and how people write them. What day it is where stands on the models."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless *value* names a zone of the IANA database."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Use a name such as America/New_York."),
            code="unknown_time_zone",
            params={"value": value},
        )


def city_of(zone: str) -> str:
    """Return the city that a time zone is named after, as people write it.

    >>> city_of("America/New_York"), city_of("UTC")
    ('New York', 'UTC')
    """
    return zone.rpartition("/")[2].replace("_", " ")


def zone_words(zone: ZoneInfo, *, letters: bool = True) -> str:
    """Return a time zone as people say it: "New York time (EST)".

    Without *letters* for dates over several months: the letters are those of today.
    """
    now = timezone.now().astimezone(zone).tzname() or ""
    if "/" not in zone.key:
        return zone.key
    words = gettext("%(city)s time") % {"city": city_of(zone.key)}
    return f"{words} ({now})" if letters and now.isalpha() else words
