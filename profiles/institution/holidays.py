"""Public holidays of a country or of a part of one: US, or US-MA. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from holidays import country_holidays, list_supported_countries


def region_is_known(region: str) -> bool:
    """Return whether holidays are known for *region*.

    >>> region_is_known("US"), region_is_known("US-MA"), region_is_known("US-QQ")
    (True, True, False)
    """
    country, _dash, part = region.partition("-")
    parts = list_supported_countries().get(country)
    return parts is not None and (not part or part in parts)


def holidays_on(days: Sequence[date], *, region: str) -> dict[date, str]:
    """Return the names of the holidays among *days*, by day; other days are left out."""
    if not days or not region_is_known(region):
        return {}
    country, _dash, part = region.partition("-")
    known = country_holidays(country, subdiv=part or None, years={day.year for day in days})
    return {day: known[day] for day in days if day in known}
