"""What the published tables count, and which measure is a part of which."""

from __future__ import annotations

PEOPLE = "people"

# Each measure with the one that it is a part of.
PART_OF = {
    "with_mentor": "people",
    "with_network": "people",
    "with_peer": "people",
    "conflict": "with_mentor",
    "offering": "people",
    "overloaded": "offering",
    "met_soon": "started",
    "on_rhythm": "agreed",
}
# Each measure with the narrowest other one that holds all its people: anyone who reads both can
# subtract, so the rest must be many, too.
WITHIN = PART_OF | {
    "with_network": "with_mentor",
    "met_soon": "met_first",
    "met_first": "started",
    "started": "people",
    "agreed": "people",
    "demand": "people",
    "filled": "demand",
    "thin": "filled",
    "supply": "offering",
}
PER_NEED = ("demand", "filled", "thin", "supply")
# What counts no people, with the measure of the people whom it is about.
ABOUT = {
    "capacity": "offering",
    "places_free": "offering",
    "places": "supply",
    "days_to_first": "met_first",
}


def column(measure: str, value: str = "") -> str:
    """Return the name of a column of the published tables."""
    return f"{measure}|{value}"


ALL_PEOPLE = column(PEOPLE)


def whole_of(name: str) -> str:
    """Return the column of which *name* is a part, or on whose people it depends."""
    measure, _bar, value = name.partition("|")
    above = WITHIN.get(measure) or ABOUT[measure]
    return column(above, value if above in PER_NEED else "")


def in_order(names: set[str]) -> list[str]:
    """Columns, each after the one of which it is a part; those are added where they are missing."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        if name != ALL_PEOPLE and name not in found:
            add(whole_of(name))
            found[name] = None

    for name in sorted(names):
        add(name)
    return list(found)
