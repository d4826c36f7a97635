"""On which paper an institution prints: Letter where its clock is that of a country that uses it."""

from __future__ import annotations

from functools import cache
from importlib import resources

from profiles.models import Institution

LETTER, A4 = "Letter", "A4"
# Countries of the Americas and beyond whose offices print on Letter.
ON_LETTER = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "DO", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)


def paper_of(institution: Institution) -> str:
    """Return the paper on which *institution* prints: "Letter" or "A4", as CSS names them."""
    if institution.paper:
        return LETTER if institution.paper == Institution.Paper.LETTER else A4
    return paper_of_zone(institution.time_zone)


def paper_of_zone(zone: str) -> str:
    """Return the paper that is usual where the clock is *zone*.

    >>> paper_of_zone("America/Chicago"), paper_of_zone("Europe/Berlin"), paper_of_zone("US/Eastern")
    ('Letter', 'A4', 'Letter')
    """
    # An institution that has not said where it is stands in the US.
    if zone == "UTC" or zone.startswith(("US/", "Canada/")):
        return LETTER
    return LETTER if _countries().get(zone) in ON_LETTER else A4


@cache
def _countries() -> dict[str, str]:
    """Return the country of each zone, from the table that comes with the time zones themselves."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {cells[2]: cells[0] for cells in lines if len(cells) > 2}
