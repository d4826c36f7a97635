"""A gap report of one group of people: figures, the groups inside it, roles and areas, the trend.

Everything that a report shows has been through `suppress`: a figure that is None may not be shown.
Three statements read the snapshot; the rest is arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from evaluations.models import GapCell
from evaluations.reports.suppress import Figure, hidden_figures
from matching.models import Program
from profiles.models import Institution, Unit
from profiles.vocabulary import Area, MentorRole, Rank, Track

Dimension = GapCell.Dimension
WHOLE = (str(Dimension.INSTITUTION), "")
TREND_MONTHS = 12
MOST_HELP = 5
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
GROUP_MEASURES = ("people", "with_mentor", "with_network", "with_peer")
TREND_MEASURES = ("with_mentor", "with_network", "with_peer")

Group = tuple[str, str]


@dataclass(frozen=True)
class Share:
    """So many of so many; both None where it may not be shown."""

    count: int | None
    of: int | None

    @property
    def percent(self) -> int | None:
        if self.count is None or not self.of:
            return None
        return round(100 * self.count / self.of)


@dataclass(frozen=True)
class GroupRow:
    """One group beside its like."""

    dimension: str
    key: str
    label: str
    people: int | None
    with_mentor: Share
    with_network: Share
    with_peer: Share


@dataclass(frozen=True)
class NeedRow:
    """One role or area: who needs it, who has it, who offers it."""

    kind: str
    value: str
    label: str
    demand: int | None
    filled: int | None
    thin: int | None
    supply: int | None
    places: int | None

    @property
    def unmet(self) -> int | None:
        if self.demand is None or self.filled is None:
            return None
        return self.demand - self.filled

    @property
    def short(self) -> int:
        """How many places are missing for those whose need is unmet; 0 where it may not be said."""
        return max((self.unmet or 0) - (self.places or 0), 0) if self.places is not None else 0


@dataclass(frozen=True)
class Report:
    """What a page, a file and a stored report show."""

    day: date
    dimension: str
    key: str
    label: str
    threshold: int
    figures: dict[str, Share]
    capacity: int | None
    places_free: int | None
    groups: dict[str, list[GroupRow]]
    needs: list[NeedRow]
    trend: list[tuple[date, dict[str, Share]]]

    @property
    def help_most(self) -> list[NeedRow]:
        """The roles and areas for which more people would help most [P: seniors are scarce]."""
        rows = sorted((row for row in self.needs if row.short), key=lambda row: -row.short)
        return rows[:MOST_HELP]


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
            away |= hidden_figures(figures, threshold=threshold, hidden=known)
        # The whole is in every family: what hides it in one hides it everywhere.
        return frozenset(away)


class Tree:
    """Which groups there are and what adds up to what: one family for each way of dividing."""

    def __init__(self, institution: Institution) -> None:
        units = list(
            Unit.objects.filter(institution=institution).values_list("id", "parent", "name")
        )
        self.parent = {str(key): str(above) if above else "" for key, above, _name in units}
        self.names = {str(key): name for key, _above, name in units}
        programs = Program.objects.filter(institution=institution).exclude(state="draft")
        self.programs = {str(key): name for key, name in programs.values_list("pk", "name")}
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
        self.families = [by_unit, by_rank, by_track, *by_program]

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
        }
        return str(labels[dimension][key])

    def beside(self, group: Group) -> dict[str, list[Group]]:
        """The groups that a report of *group* lists, by dimension."""
        dimension, key = group
        if dimension == Dimension.UNIT:
            return {"unit": [("unit", one) for one, above in self.parent.items() if above == key]}
        if group != WHOLE:
            return {}
        return {
            "unit": [("unit", one) for one, above in self.parent.items() if not above],
            "rank": [("rank", str(rank)) for rank in Rank],
            "track": [("track", str(track)) for track in Track],
            "program": [("program", one) for one in self.programs],
        }


def build_report(
    institution: Institution,
    *,
    dimension: str = "institution",
    key: str = "",
    day: date | None = None,
) -> Report | None:
    """Return the report of one group from the latest snapshot, or of *day*; None without one.

    Raises KeyError for a group that the institution does not have.
    """
    group = (dimension, key)
    tree = Tree(institution)
    label = tree.label_of(group)
    cells = GapCell.objects.filter(institution=institution)
    if day is not None:
        cells = cells.filter(day=day)
    day = cells.aggregate(day=Max("day"))["day"]
    if day is None:
        return None
    counts = _counts(institution, day, tree)
    threshold = institution.suppression_threshold
    people_away = counts.hidden("people", "people", threshold)
    shares = _Shares(counts, threshold, people_away)
    return Report(
        day=day,
        dimension=dimension,
        key=key,
        label=label,
        threshold=threshold,
        figures={measure: shares.of(group, measure) for measure in PART_OF},
        capacity=shares.places(group, "capacity"),
        places_free=shares.places(group, "places_free"),
        groups={
            name: [_row(one, tree, shares) for one in groups if counts.of(one, "people")]
            for name, groups in tree.beside(group).items()
        },
        needs=[
            _need(group, kind, str(value), str(word), shares)
            for kind, names in (("role", MentorRole), ("area", Area))
            for value, word in names.choices
        ],
        trend=_trend(institution, group, tree, day),
    )


class _Shares:
    """Figures of any group, with those that may not be shown taken out; each is worked out once."""

    def __init__(self, counts: Counts, threshold: int, people_away: frozenset[Hashable]) -> None:
        self.counts, self.threshold, self.people_away = counts, threshold, people_away
        self.away: dict[tuple[str, str], frozenset[Hashable]] = {("people", ""): people_away}

    def hidden(self, measure: str, value: str = "") -> frozenset[Hashable]:
        if (measure, value) not in self.away:
            of = {"demand": "people", "supply": "people", "filled": "demand", "thin": "filled"}
            whole = PART_OF.get(measure) or of.get(measure) or "people"
            of_value = value if whole in of else ""
            self.away[measure, value] = self.counts.hidden(
                measure,
                whole,
                self.threshold,
                value=value,
                of_value=of_value,
                also=self.hidden(whole, of_value),
            )
        return self.away[measure, value]

    def number(self, group: Group, measure: str, value: str = "") -> int | None:
        if group in self.hidden(measure, value):
            return None
        return self.counts.of(group, measure, value)

    def of(self, group: Group, measure: str) -> Share:
        whole = PART_OF[measure]
        count = self.number(group, measure)
        # A part says something of its whole, so neither stands alone.
        total = self.number(group, whole)
        return Share(count if total is not None else None, total)

    def places(self, group: Group, measure: str, value: str = "") -> int | None:
        """Places are not people: shown where those who offer them may be counted."""
        people = self.number(group, "supply", value) if value else self.number(group, "offering")
        return None if people is None else self.counts.of(group, measure, value)


def _row(group: Group, tree: Tree, shares: _Shares) -> GroupRow:
    dimension, key = group
    return GroupRow(
        dimension=dimension,
        key=key,
        label=tree.label_of(group),
        people=shares.number(group, "people"),
        with_mentor=shares.of(group, "with_mentor"),
        with_network=shares.of(group, "with_network"),
        with_peer=shares.of(group, "with_peer"),
    )


def _need(group: Group, kind: str, value: str, word: str, shares: _Shares) -> NeedRow:
    name = f"{kind}:{value}"
    demand = shares.number(group, "demand", name)
    return NeedRow(
        kind=kind,
        value=value,
        label=word,
        demand=demand,
        filled=shares.number(group, "filled", name) if demand is not None else None,
        thin=shares.number(group, "thin", name) if demand is not None else None,
        supply=shares.number(group, "supply", name),
        places=shares.places(group, "places", name),
    )


def _counts(institution: Institution, day: date, tree: Tree, **only: Any) -> Counts:
    cells = GapCell.objects.filter(institution=institution, day=day, **only)
    rows: Sequence[tuple[str, str, str, str, int]] = list(
        cells.values_list("dimension", "key", "measure", "value", "count")
    )
    counts = Counts(rows, tree)
    _add_rest(counts)
    return counts


def _add_rest(counts: Counts) -> None:
    """Everybody who is not in a program, so that the two add up to the whole."""
    for column in counts.raw.values():
        for key in counts.tree.programs:
            column["rest", key] = column[WHOLE] - column["program", key]


def _trend(
    institution: Institution, group: Group, tree: Tree, day: date
) -> list[tuple[date, dict[str, Share]]]:
    """The first snapshot of each of the last months; a month ago differs by more than one person."""
    cells = GapCell.objects.filter(institution=institution, measure__in=GROUP_MEASURES)
    days = cells.filter(dimension=Dimension.INSTITUTION, measure="people", day__lte=day)
    first: dict[tuple[int, int], date] = {}
    for at in sorted(days.values_list("day", flat=True)):
        first.setdefault((at.year, at.month), at)
    chosen = sorted(first.values())[-TREND_MONTHS:]
    rows: dict[date, list[tuple[str, str, str, str, int]]] = defaultdict(list)
    for at, *cell in cells.filter(day__in=chosen).values_list(
        "day", "dimension", "key", "measure", "value", "count"
    ):
        rows[at].append(tuple(cell))
    found = []
    for at in sorted(rows):
        counts = Counts(rows[at], tree)
        _add_rest(counts)
        threshold = institution.suppression_threshold
        shares = _Shares(counts, threshold, counts.hidden("people", "people", threshold))
        found.append((at, {name: shares.of(group, name) for name in TREND_MEASURES}))
    return found
