"""A gap report of one group of people: figures, the groups inside it, roles and areas, the trend.

Read from the last publication (see `privacy.publication`) and from nothing else: a figure that is
None may not be shown, and one that has not moved since says as of when it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from evaluations.gaps.domain.groups import WHOLE, Group, Tree, name_of
from evaluations.privacy.domain import store
from evaluations.privacy.domain.publication.measures import PART_OF, PEOPLE, column
from evaluations.privacy.domain.publication.states import Cell, Row
from evaluations.privacy.domain.publication.steps import raise_threshold
from evaluations.privacy.domain.publication.structure import COHORT
from evaluations.privacy.domain.suppression import is_sensitive
from evaluations.privacy.models import FigurePublication, PublishedRow
from profiles.models import Institution
from profiles.vocabulary import Area, MentorRole

TREND_MONTHS = 12
MOST_HELP = 5
TREND_MEASURES = ("with_mentor", "with_network", "with_peer")


@dataclass(frozen=True)
class Share:
    """So many of so many; None where it may not be shown. `as_of`: since when it has not moved."""

    count: int | None
    of: int | None
    as_of: date | None = field(default=None, compare=False)

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
    as_of: date | None = field(default=None, compare=False)

    @property
    def unmet(self) -> int | None:
        if self.demand is None or self.filled is None:
            return None
        # The two columns move at different times.
        return max(self.demand - self.filled, 0)

    @property
    def short(self) -> int:
        """How many places are missing for those whose need is unmet; 0 where it may not be said."""
        return max((self.unmet or 0) - (self.places or 0), 0) if self.places is not None else 0


@dataclass(frozen=True)
class Help:
    """What would help: so many more people offering something, somewhere.

    `people` counts with the places that one who offers has here on average, `each`.
    """

    label: str
    where: str
    people: int
    unmet: int
    places: int
    each: float


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
    help_most: list[Help]
    days_to_first: int | None
    next_on: date | None = None
    is_due: bool = False

    @property
    def withholds(self) -> bool:
        """Whether a figure is not shown: of the whole, a group, a need or a month."""
        rows = [row for rows in self.groups.values() for row in rows]
        shares = [
            *self.figures.values(),
            *(one for row in rows for one in (row.with_mentor, row.with_network, row.with_peer)),
            *(one for _day, shown in self.trend for one in shown.values()),
        ]
        needs = [(row.demand, row.filled, row.thin, row.supply, row.places) for row in self.needs]
        return (
            any(one.count is None for one in shares)
            or any(None in counts for counts in needs)
            or None in (self.capacity, self.places_free)
        )


def build_report(
    institution: Institution,
    *,
    dimension: str = "institution",
    key: str = "",
    day: date | None = None,
) -> Report | None:
    """Return the report of one group from the last publication, or that of *day*; None without one.

    Raise KeyError for a group that the institution does not have.
    """
    group = (dimension, key)
    published = store.latest_of(institution, day=day)
    tree = Tree(institution, _cohorts(published))
    label = tree.label_of(group)
    if published is None:
        return None
    threshold = max(institution.suppression_threshold, published.threshold)
    next_on = store.next_day(published, institution)
    beside = tree.beside(group)
    departments = tree.level_of_departments(group)
    needed = {group, WHOLE, *departments, *(one for groups in beside.values() for one in groups)}
    shares = _Shares(_rows(published, needed, threshold), published.day)
    return Report(
        day=published.day,
        dimension=dimension,
        key=key,
        label=label,
        threshold=threshold,
        figures={measure: shares.of(group, measure) for measure in PART_OF},
        capacity=shares.number(group, "capacity"),
        places_free=shares.number(group, "places_free"),
        groups={
            name: [_row(one, tree, shares) for one in groups if shares.has(one)]
            for name, groups in beside.items()
        },
        needs=_needs(group, shares),
        trend=_trend(institution, group, published.day, threshold),
        help_most=_help_most(group, departments, tree, shares),
        days_to_first=_days_to_first(group, shares),
        next_on=next_on,
        is_due=institution.local_date() >= next_on,
    )


def _cohorts(published: FigurePublication | None) -> list[str]:
    families = published.families if published else []
    return sorted(
        {one[len(COHORT) :] for family in families for one in family if one.startswith(COHORT)}
    )


def _rows(
    published: FigurePublication, groups: Iterable[Group], threshold: int
) -> Mapping[str, Row]:
    """Return the published rows of these groups; hidden further where the threshold was raised since."""
    if threshold > published.threshold:
        made = store.load(published)
        return raise_threshold(made, published.families, threshold=threshold).table
    rows = PublishedRow.objects.filter(
        publication=published, group__in=[name_of(one) for one in groups]
    )
    return {row.group: store.row_of(row) for row in rows}


class _Shares:
    """The figures of any group that may be shown."""

    def __init__(self, rows: Mapping[str, Row], day: date) -> None:
        self.rows, self.day = rows, day

    def has(self, group: Group) -> bool:
        return name_of(group) in self.rows

    def cell(self, group: Group, measure: str, value: str = "") -> Cell:
        row = self.rows.get(name_of(group))
        if row is None:
            # No one was in it on that day.
            return Cell(0, self.day, measure == PEOPLE)
        return row.cell(column(measure, value))

    def number(self, group: Group, measure: str, value: str = "") -> int | None:
        cell = self.cell(group, measure, value)
        return cell.count if cell.shown else None

    def of(self, group: Group, measure: str) -> Share:
        # A part says something of its whole, so neither stands alone.
        total = self.number(group, PART_OF[measure])
        cell = self.cell(group, measure)
        if total is None or not cell.shown:
            return Share(None, total)
        return Share(cell.count, total, cell.as_of)


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
    cells = {
        measure: shares.cell(group, measure, name)
        for measure in ("demand", "filled", "thin", "supply", "places")
    }
    shown = {measure: cell.count if cell.shown else None for measure, cell in cells.items()}
    if shown["demand"] is None:
        shown |= {"filled": None, "thin": None}
    dates = [cells[measure].as_of for measure, count in shown.items() if count is not None]
    return NeedRow(kind=kind, value=value, label=word, as_of=min(dates) if dates else None, **shown)


def _needs(group: Group, shares: _Shares) -> list[NeedRow]:
    return [
        _need(group, kind, str(value), str(word), shares)
        for kind, names in (("role", MentorRole), ("area", Area))
        for value, word in names.choices
    ]


def _help_most(group: Group, departments: list[Group], tree: Tree, shares: _Shares) -> list[Help]:
    """Return where more people would help most: unmet needs beyond the places free [P: seniors are scarce]."""
    offering, capacity = shares.number(WHOLE, "offering"), shares.number(WHOLE, "capacity")
    each = max(capacity / offering, 1.0) if offering and capacity else 1.0
    units = [one for one in departments if shares.number(one, PEOPLE)]
    found = [
        Help(
            label=need.label,
            where="" if where == WHOLE else tree.label_of(where),
            people=ceil(need.short / each),
            unmet=need.unmet or 0,
            places=need.places or 0,
            each=round(each, 1),
        )
        for where in units or [group]
        for need in _needs(where, shares)
        if need.short
    ]
    return sorted(found, key=lambda one: (-one.people, -one.unmet, one.where, one.label))[
        :MOST_HELP
    ]


def _days_to_first(group: Group, shares: _Shares) -> int | None:
    """Days from the start of a pair to its first meeting, on average."""
    met, days = shares.number(group, "met_first"), shares.number(group, "days_to_first")
    return round(days / met) if met and days is not None else None


def _trend(
    institution: Institution, group: Group, day: date, threshold: int
) -> list[tuple[date, dict[str, Share]]]:
    """Return the first publication of each of the last months."""
    made = FigurePublication.objects.filter(institution=institution, day__lte=day)
    first: dict[tuple[int, int], FigurePublication] = {}
    for one in made.only("day", "threshold", "institution").order_by("day"):
        first.setdefault((one.day.year, one.day.month), one)
    chosen = {one.pk: one for one in list(first.values())[-TREND_MONTHS:]}
    rows = PublishedRow.objects.filter(publication__in=chosen, group=name_of(group))
    found = []
    for row in rows:
        one = chosen[row.publication_id]
        shares = _Shares({row.group: store.row_of(row)}, one.day)
        shown = {name: shares.of(group, name) for name in TREND_MEASURES}
        if threshold > one.threshold:
            shown = {name: _or_hidden(share, threshold) for name, share in shown.items()}
        found.append((one.day, shown))
    return sorted(found, key=lambda line: line[0])


def _or_hidden(share: Share, threshold: int) -> Share:
    if share.count is None or share.of is None:
        return share
    hidden = is_sensitive(share.count, share.of, threshold)
    return Share(None, None if share.of < threshold else share.of) if hidden else share
