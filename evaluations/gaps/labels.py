"""What the figures and groups of a gap report are called: on the page, in the program's page, in files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FIGURES = {
    "with_mentor": _("Have a mentor"),
    "with_network": _("Have a network (at least 2 mentors and 3 roles)"),
    "with_peer": _("Have a peer or are in a group"),
    "conflict": _("Are mentored by their own supervisor"),
    "offering": _("Are available as mentors"),
    "overloaded": _("Have more mentees than their limit"),
    "met_soon": _("Met each new mentor of the past year within four weeks"),
    "on_rhythm": _("Meet as often as they agreed"),
}
SHORT = {
    "with_mentor": _("Have a mentor"),
    "with_network": _("Have a network"),
    "with_peer": _("Have a peer or group"),
}
"""The same where many stand in one row."""
DIMENSIONS = {
    "unit": _("Units (each includes the units below it)"),
    "rank": _("Ranks"),
    "track": _("Tracks"),
    "program": _("Programs"),
    "cohort": _("Cohorts (by year of enrollment)"),
}
