"""The figures of a director, each with its months: on a page, as an image, and as a table file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluations.dashboard.figures.domain.figures import Reader, trend_of, trends_of
from evaluations.dashboard.figures.domain.trend import Trend
from mentornet.pages.charts import Chart, Series, chart_response, sentence_of
from mentornet.tabular.writing import Line, tables_response
from profiles.access.members import MemberRequest, permission_required

figures_required = permission_required("profiles.view_figures")
# Where the rows behind a figure are listed, and with which filter.
LISTS = {
    "relationships": ("matching:directing_programs", ""),
    "rhythm": ("matching:directing_programs", ""),
    "changes": ("matching:directing_programs", ""),
    "programs": ("matching:enrollments", ""),
    "mentored": ("evaluations:gaps", ""),
    "activation": ("profiles:directed_people", "?account=active"),
}


@dataclass(frozen=True)
class Shown:
    """A figure with the addresses of its chart, its files and its list."""

    trend: Trend
    chart_url: str
    alt: str
    files: tuple[tuple[str, str], ...]
    list_url: str


@figures_required
@require_safe
def figures(request: MemberRequest) -> HttpResponse:
    """Show all figures that the reader may see."""
    context = {"figures": [shown(one) for one in trends_of(Reader(request.membership))]}
    return render(request, "evaluations/dashboard/figures/figures.html", context)


@figures_required
@require_safe
def figure_chart(request: MemberRequest, name: str) -> HttpResponse:
    """Draw one figure as SVG."""
    return chart_response(request, chart_of(_trend_or_404(request, name)))


@figures_required
@require_safe
def figure_file(request: MemberRequest, name: str, suffix: str) -> HttpResponse:
    """Send the table of one figure as a CSV or XLSX file."""
    trend = _trend_or_404(request, name)
    first = _("Program") if trend.is_bars else _("Month")
    table = (str(trend.title), [[first, *map(str, trend.columns)], *_cells(trend)])
    about = [str(trend.title), str(trend.about)]
    return tables_response(f"{name}.{suffix}", head=about, tables=[table])


def shown(trend: Trend) -> Shown:
    """Return *trend* with what its page needs around it."""
    columns = [str(one) for one in trend.columns]
    labels = [line.label for line in trend.lines]
    series = [
        Series(column, [line.values[at].drawn for line in trend.lines])
        for at, column in enumerate(columns)
    ]
    alt = _bars_in_words(trend) if trend.is_bars else sentence_of(str(trend.title), labels, series)
    return Shown(
        trend,
        reverse("evaluations:desk_figure_chart", args=[trend.key]),
        alt,
        tuple(
            (reverse("evaluations:desk_figure_file", args=[trend.key, one]), one.upper())
            for one in ("csv", "xlsx")
        ),
        _list_of(trend),
    )


def chart_of(trend: Trend) -> Chart:
    """Return the drawing of *trend*; what may not be shown is a gap in it."""
    series = [
        Series(str(column), [line.values[at].drawn for line in trend.lines])
        for at, column in enumerate(trend.columns)
    ]
    labels = [line.label for line in trend.lines]
    return Chart(labels, series, is_bars=trend.is_bars, percent=trend.percent)


def _list_of(trend: Trend) -> str:
    name, query = LISTS.get(trend.key, ("", ""))
    return reverse(name) + query if name else ""


def _bars_in_words(trend: Trend) -> str:
    columns = ", ".join(str(one) for one in trend.columns)
    said = _("%(title)s. For each of %(count)d programs: %(columns)s.")
    return said % {"title": trend.title, "count": len(trend.lines), "columns": columns}


def _cells(trend: Trend) -> Iterator[Line]:
    for line in trend.lines:
        values: list[Any] = [
            one.told if trend.percent or one.drawn is None else one.drawn for one in line.values
        ]
        yield [line.label, *values]


def _trend_or_404(request: MemberRequest, name: str) -> Trend:
    trend = trend_of(Reader(request.membership), name)
    if trend is None:
        raise Http404
    return trend
