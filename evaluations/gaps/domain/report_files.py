"""A gap report as the tables of a file, the same as on the page. What may not be shown is "–"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.gaps.domain.report import GroupRow, Help, Report, Share
from evaluations.privacy.domain.suppression import HIDDEN
from mentornet.tabular.writing import Line, Table

FIGURES = {
    "with_mentor": gettext_lazy("Have a mentor"),
    "with_network": gettext_lazy("Have a network"),
    "with_peer": gettext_lazy("Have a peer"),
    "conflict": gettext_lazy("Are mentored by their supervisor"),
    "offering": gettext_lazy("Offer to mentor"),
    "overloaded": gettext_lazy("Mentors over their capacity"),
    "met_soon": gettext_lazy("Met each new mentor of the last year within four weeks"),
    "on_rhythm": gettext_lazy("Keep the rhythm that they agreed on"),
}


def tables_of(report: Report) -> Iterator[Table]:
    """The tables of a report: a title, and lines of which the first is the heading."""
    figures: list[Line] = [[_("Figure"), _("Count"), _("Of"), _("Percent"), _("As of")]]
    for name, share in report.figures.items():
        figures.append([str(FIGURES[name]), *_cells(share)])
    figures.append([_("Places offered"), _shown(report.capacity), "", "", ""])
    figures.append([_("Places free"), _shown(report.places_free), "", "", ""])
    figures.append(
        [_("Days to the first meeting, on average"), _shown(report.days_to_first), "", "", ""]
    )
    yield _("Figures"), figures
    if report.help_most:
        yield _("What would help most"), _help_lines(report.help_most)
    needs: list[Line] = [
        [
            _("Role or area"),
            _("Need it"),
            _("Have it"),
            _("Unmet"),
            _("From one person"),
            _("Offer it"),
            _("Places free"),
            _("As of"),
        ]
    ]
    for row in report.needs:
        numbers = (row.demand, row.filled, row.unmet, row.thin, row.supply, row.places)
        needs.append([row.label, *(_shown(one) for one in numbers), _day(row.as_of)])
    yield _("Roles and areas"), needs
    for name, rows in report.groups.items():
        if rows:
            yield _title(name), _group_lines(rows)
    trend: list[Line] = [
        [
            _("Day"),
            str(FIGURES["with_mentor"]),
            str(FIGURES["with_network"]),
            str(FIGURES["with_peer"]),
        ]
    ]
    for day, shares in report.trend:
        trend.append([day.isoformat(), *(_shown(share.percent) for share in shares.values())])
    yield _("Trend, percent"), trend


def head_of(report: Report) -> Line:
    """Return what a file begins with: of whom the report speaks, and of which day."""
    return [report.label, report.day.isoformat()]


def _help_lines(rows: list[Help]) -> list[Line]:
    heading: Line = [
        _("Role or area"),
        _("Where"),
        _("More people offering it"),
        _("Unmet"),
        _("Places free"),
    ]
    lines: list[Line] = [[one.label, one.where, one.people, one.unmet, one.places] for one in rows]
    return [heading, *lines]


def _group_lines(rows: list[GroupRow]) -> list[Line]:
    heading: Line = [
        _("Group"),
        _("People"),
        str(FIGURES["with_mentor"]),
        str(FIGURES["with_network"]),
        str(FIGURES["with_peer"]),
    ]
    lines: list[Line] = [
        [
            row.label,
            _shown(row.people),
            _shown(row.with_mentor.count),
            _shown(row.with_network.count),
            _shown(row.with_peer.count),
        ]
        for row in rows
    ]
    return [heading, *lines]


def _title(dimension: str) -> str:
    titles = {
        "unit": _("Units"),
        "rank": _("Ranks"),
        "track": _("Tracks"),
        "program": _("Programs"),
        "cohort": _("Cohorts"),
    }
    return titles[dimension]


def _cells(share: Share) -> Line:
    numbers = (share.count, share.of, share.percent)
    return [*(_shown(one) for one in numbers), _day(share.as_of)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _shown(number: int | None) -> str | int:
    return HIDDEN if number is None else number
