"""A gap report as the tables of a file, the same as on the page. What may not be shown is "–"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from evaluations.gaps.domain.report import TREND_MEASURES, GroupRow, Help, Report, Share
from evaluations.gaps.labels import DIMENSIONS, FIGURES, SHORT
from evaluations.privacy.domain.suppression import HIDDEN
from mentornet.tabular.writing import Line, Table


def tables_of(report: Report) -> Iterator[Table]:
    """Yield the tables of a report: a title, and lines of which the first is the heading."""
    figures: list[Line] = [[_("Figure"), _("Count"), _("Of"), _("Percent"), _("As of")]]
    for name, share in report.figures.items():
        figures.append([str(FIGURES[name]), *_cells(share)])
    figures.append([_("Mentees that mentors can take"), _shown(report.capacity), "", "", ""])
    figures.append([_("Openings now"), _shown(report.places_free), "", "", ""])
    figures.append(
        [_("Average days to the first meeting"), _shown(report.days_to_first), "", "", ""]
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
            _("Openings"),
            _("As of"),
        ]
    ]
    for row in report.needs:
        numbers = (row.demand, row.filled, row.unmet, row.thin, row.supply, row.places)
        needs.append([row.label, *(_shown(one) for one in numbers), _day(row.as_of)])
    yield _("Roles and areas"), needs
    for name, rows in report.groups.items():
        if rows:
            yield str(DIMENSIONS[name]), _group_lines(rows)
    trend: list[Line] = [
        [
            _("Date"),
            *(str(SHORT[name]) for name in TREND_MEASURES),
        ]
    ]
    for day, shares in report.trend:
        trend.append([day.isoformat(), *(_shown(share.percent) for share in shares.values())])
    yield _("Month by month (percent)"), trend


def head_of(report: Report) -> Line:
    """Return what a file begins with: of whom the report speaks, and of which day."""
    return [report.label, report.day.isoformat()]


def _help_lines(rows: list[Help]) -> list[Line]:
    heading: Line = [
        _("Role or area"),
        _("Where"),
        _("More mentors needed"),
        _("Unmet"),
        _("Openings"),
    ]
    lines: list[Line] = [[one.label, one.where, one.people, one.unmet, one.places] for one in rows]
    return [heading, *lines]


def _group_lines(rows: list[GroupRow]) -> list[Line]:
    heading: Line = [
        _("Group"),
        _("People"),
        *(str(SHORT[name]) for name in TREND_MEASURES),
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


def _cells(share: Share) -> Line:
    numbers = (share.count, share.of, share.percent)
    return [*(_shown(one) for one in numbers), _day(share.as_of)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _shown(number: int | None) -> str | int:
    return HIDDEN if number is None else number
