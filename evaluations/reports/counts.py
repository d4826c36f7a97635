"""The counts of one day by group, and what adds up to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from evaluations.models import GapCell
from evaluations.privacy.suppress import Figure, hidden_figures
from matching.models import Program
from profiles.models import Institution, Unit
from profiles.vocabulary import Rank, Track

Dimension = GapCell.Dimension
WHOLE = (str(Dimension.INSTITUTION), "")

Group = tuple[str, str]


class Counts:
    """The counts of one day, with every unit's subtree added up."""

    def __init__(self, cells: Iterable[tuple[str, str, str, str, int]], tree: Tree) -> None:
        self.tree = tree
        self.raw: dict[tuple[str, str], dict[Group, int]] = defaultdict(lambda: defaultdict(int))
        for dimension, key, measure, value, count in cells:
            column = self.raw[measure, value]
            if dimension != Dimension.UNIT:
                column[dimension, key] += count
                continue
            column["own", key] += count
            for unit in tree.up_from(key):
                column[dimension, unit] += count

    def of(self, group: Group, measure: str, value: str = "") -> int:
        return self.raw[measure, value][group]

    def hidden(
        self,
        measure: str,
        of: str,
        threshold: int,
        *,
        value: str = "",
        of_value: str = "",
        also: Iterable[Hashable] = (),
    ) -> frozenset[Hashable]:
        """The groups of which this measure may not be shown."""
        counts, totals = self.raw[measure, value], self.raw[of, of_value]
        away: set[Hashable] = set()
        known = set(also)
        for parents in self.tree.families:
            figures = [
                Figure(group, parent, counts[group], totals[group])
                for group, parent in parents.items()
            ]
            away |= hidden_figures(figures, threshold=threshold, hidden=known, sizes=measure == of)
        # The whole is in every family: what hides it in one hides it everywhere.
        return frozenset(away)


class Tree:
    """Which groups there are and what adds up to what: one family for each way of dividing."""

    def __init__(self, institution: Institution, cohorts: Iterable[str] = ()) -> None:
        units = list(
            Unit.objects.filter(institution=institution).values_list("id", "parent", "name")
        )
        self.parent = {str(key): str(above) if above else "" for key, above, _name in units}
        self.names = {str(key): name for key, _above, name in units}
        programs = Program.objects.filter(institution=institution).exclude(state="draft")
        self.programs = {str(key): name for key, name in programs.values_list("pk", "name")}
        self.cohorts = sorted(key for key in cohorts if self.program_of(key) in self.programs)
        by_unit: dict[Group, Group | None] = {WHOLE: None, ("own", ""): WHOLE}
        for key, above in self.parent.items():
            by_unit["unit", key] = ("unit", above) if above else WHOLE
            by_unit["own", key] = ("unit", key)
        by_rank: dict[Group, Group | None] = {WHOLE: None}
        by_rank |= {("rank", str(rank)): WHOLE for rank in Rank}
        by_track: dict[Group, Group | None] = {WHOLE: None, ("track", ""): WHOLE}
        by_track |= {("track", str(track)): WHOLE for track in Track}
        # Programs overlap: each is held against all who are not in it.
        by_program: list[dict[Group, Group | None]] = [
            {WHOLE: None, ("program", key): WHOLE, ("rest", key): WHOLE} for key in self.programs
        ]
        for key in self.cohorts:
            for family in by_program:
                if ("program", self.program_of(key)) in family:
                    family["cohort", key] = ("program", self.program_of(key))
        self.families = [by_unit, by_rank, by_track, *by_program]

    def program_of(self, cohort: str) -> str:
        """The program to which a cohort belongs: its key is the program's and a year."""
        return str(UUID(cohort.partition("-")[0]))

    def level_of_departments(self, group: Group) -> list[Group]:
        """The units of which a report of *group* says what they lack; none where it is no unit."""
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

    def up_from(self, key: str) -> list[str]:
        """The unit and all above it."""
        found = []
        while key:
            found.append(key)
            key = self.parent.get(key, "")
        return found

    def label_of(self, group: Group) -> str:
        """What a group is called. Raises KeyError for one that is not there."""
        dimension, key = group
        labels: dict[str, Mapping[str, Any]] = {
            "institution": {"": _("The whole institution")},
            "unit": self.names,
            "own": self.names,
            "rank": dict(Rank.choices),
            "track": dict(Track.choices) | {"": _("No track")},
            "program": self.programs,
            "cohort": {one: self._cohort_label(one) for one in self.cohorts},
        }
        return str(labels[dimension][key])

    def _cohort_label(self, key: str) -> str:
        names = {"program": self.programs[self.program_of(key)], "year": key.partition("-")[2]}
        return _("%(program)s, enrolled in %(year)s") % names

    def beside(self, group: Group) -> dict[str, list[Group]]:
        """The groups that a report of *group* lists, by dimension."""
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
            "rank": [("rank", str(rank)) for rank in Rank],
            "track": [("track", str(track)) for track in Track],
            "program": [("program", one) for one in self.programs],
        }


def add_rest(counts: Counts) -> None:
    """Everybody who is not in a program, so that the two add up to the whole."""
    for column in counts.raw.values():
        for key in counts.tree.programs:
            column["rest", key] = column[WHOLE] - column["program", key]
