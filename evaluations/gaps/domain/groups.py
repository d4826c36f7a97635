"""The groups of which there are reports, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from evaluations.privacy.models import Dimension
from matching.models import Program
from profiles.models import Institution, Unit
from profiles.own_words import RANK, TRACK
from profiles.vocabulary import standards_now

WHOLE = (str(Dimension.INSTITUTION), "")

Group = tuple[str, str]


def name_of(group: Group) -> str:
    """Return the group's key in the published tables."""
    return ":".join(group)


class Tree:
    """The groups of an institution: what they are called, and which lie inside which."""

    def __init__(self, institution: Institution, cohorts: Iterable[str] = ()) -> None:
        units = list(
            Unit.objects.filter(institution=institution).values_list("id", "parent", "name")
        )
        self.parent = {str(key): str(above) if above else "" for key, above, _name in units}
        self.names = {str(key): name for key, _above, name in units}
        programs = Program.objects.filter(institution=institution).exclude(state="draft")
        self.programs = {str(key): name for key, name in programs.values_list("pk", "name")}
        self.cohorts = sorted(key for key in cohorts if self.program_of(key) in self.programs)

    def program_of(self, cohort: str) -> str:
        """Return the program to which a cohort belongs: its key is the program's and a year."""
        return str(UUID(cohort.partition("-")[0]))

    def level_of_departments(self, group: Group) -> list[Group]:
        """Return the units of which a report of *group* says what they lack; none where it is no unit."""
        dimension, key = group
        if dimension not in (Dimension.INSTITUTION, Dimension.UNIT):
            return []
        below = [one for one, above in self.parent.items() if above == key]
        # A school above all departments says nothing that the whole does not.
        while len(below) == 1:
            further = [one for one, above in self.parent.items() if above == below[0]]
            if not further:
                break
            below = further
        return [("unit", one) for one in below]

    def label_of(self, group: Group) -> str:
        """Return what a group is called. Raise KeyError for one that is not there."""
        dimension, key = group
        labels: dict[str, Mapping[str, Any]] = {
            "institution": {"": _("The whole institution")},
            "unit": self.names,
            "rank": dict(standards_now(RANK, retired=True)),
            "track": dict(standards_now(TRACK, retired=True)) | {"": _("No track")},
            "program": self.programs,
            "cohort": {one: self._cohort_label(one) for one in self.cohorts},
        }
        return str(labels[dimension][key])

    def _cohort_label(self, key: str) -> str:
        names = {"program": self.programs[self.program_of(key)], "year": key.partition("-")[2]}
        return _("%(program)s, enrolled in %(year)s") % names

    def beside(self, group: Group) -> dict[str, list[Group]]:
        """Return the groups that a report of *group* lists, by dimension."""
        dimension, key = group
        if dimension == Dimension.UNIT:
            return {"unit": [("unit", one) for one, above in self.parent.items() if above == key]}
        if dimension == Dimension.PROGRAM:
            own = [one for one in self.cohorts if self.program_of(one) == key]
            return {"cohort": [("cohort", one) for one in own]}
        if group != WHOLE:
            return {}
        return {
            "unit": [("unit", one) for one, above in self.parent.items() if not above],
            "rank": [("rank", rank) for rank, _name in standards_now(RANK, retired=True)],
            "track": [("track", track) for track, _name in standards_now(TRACK, retired=True)],
            "program": [("program", one) for one in self.programs],
        }
