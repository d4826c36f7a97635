"""Charts as SVG, drawn on the server by pygal: for an `<img>`, for print, and for PDF files.

A chart is an address of its own that answers with an image: so it has no scripts, works under the content
security policy, and is kept by browsers until its figures change. Beside it on its page stands its table,
which says the same to those who do not see it. The colors are those of static/css/tokens.css.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from lxml import etree
from pygal.style import Style

from mentornet.moments import number

# Pygal looks for plug-ins with a hook on every import that lacks what Python asks of one today, and breaks
# those who ask each hook by name, pytest among them. MentorNet has no plug-ins of pygal.
sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__name__ != "PluginImportFixer"]

SVG = "image/svg+xml"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
# So many labels stand side by side; on a phone fewer.
LABELS, FEW_LABELS = 6, 3
MOST_GUIDES = 5
DASHES = ("", "9, 5", "2, 5", "12, 4, 2, 4")
"""How lines differ besides their color, the first one whole."""


@dataclass(frozen=True)
class Palette:
    """The colors of one chart: its ground, its texts, its lines of reference, and its marks in order."""

    ground: str
    ink: str
    soft: str
    guide: str
    marks: tuple[str, ...]


LIGHT = Palette(
    ground="#fffdfa",
    ink="#20302f",
    soft="#52605d",
    guide="#e1d9cb",
    marks=("#1c5c55", "#ad4a24", "#2a5480", "#7d5200"),
)
DARK = Palette(
    ground="#1d2625",
    ink="#efe9df",
    soft="#b4bdb8",
    guide="#344140",
    marks=("#8fcfc3", "#f2a67f", "#a5c8ec", "#ecc56f"),
)


@dataclass(frozen=True)
class Series:
    """One line, or the bars of one color. None: not known, or not shown."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Chart:
    """What is drawn: for each label one value of each series. `percent`: of a hundred."""

    labels: Sequence[str]
    series: Sequence[Series]
    is_bars: bool = False
    percent: bool = False


@dataclass(frozen=True)
class Look:
    """For whom it is drawn: on a dark screen, on a narrow one."""

    dark: bool = False
    narrow: bool = False


def draw(chart: Chart, look: Look | None = None) -> bytes:
    """Return *chart* as SVG without scripts. The same chart is the same bytes on any day."""
    seen = look or Look()
    width, height = (400, 300) if seen.narrow else (760, 320)
    kind = pygal.HorizontalBar if chart.is_bars else pygal.Line
    lines = _guides(chart)
    if chart.is_bars:
        height = 110 + len(chart.labels) * (22 + 16 * len(chart.series))
    drawn = kind(
        js=[],
        width=width,
        height=height,
        explicit_size=True,
        style=_style(DARK if seen.dark else LIGHT, narrow=seen.narrow),
        dots_size=3,
        margin=12,
        margin_right=44,
        legend_at_bottom=True,
        legend_at_bottom_columns=1 if seen.narrow else min(3, len(chart.series)),
        show_legend=len(chart.series) > 1,
        truncate_legend=-1,
        truncate_label=-1,
        show_y_guides=not chart.is_bars,
        show_x_guides=chart.is_bars,
        range=(0, lines[-1]),
        value_formatter=_formatter(chart),
        no_data_text=_("No figures yet"),
        no_prefix=False,
    )
    drawn.uuid = "chart"
    # Bars are drawn from below.
    order = slice(None, None, -1) if chart.is_bars else slice(None)
    drawn.x_labels = list(chart.labels[order])
    drawn.y_labels = lines
    if not chart.is_bars:
        step = -(-len(chart.labels) // (FEW_LABELS if seen.narrow else LABELS))
        drawn.x_labels_major = list(chart.labels[::-1][:: step or 1])
        drawn.show_minor_x_labels = False
    for one in chart.series:
        drawn.add(one.name, list(one.values[order]), allow_interruptions=True)
    return _finished(drawn.render())


def sentence_of(title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Return what a chart over time shows, first and last, as the text of an image.

    >>> sentence_of("Pairs", ["May 2026", "June 2026"], [Series("Active", [3, 5])])
    'Pairs. Active: 3 in May 2026, 5 in June 2026.'
    """
    told = [str(title).rstrip(".") + "."]
    for one in series:
        known = [
            (label, value)
            for label, value in zip(labels, one.values, strict=True)
            if value is not None
        ]
        if not known:
            told.append(_("%(series)s: no figures are shown.") % {"series": one.name})
        elif len(known) == 1:
            told.append(
                _("%(series)s: %(value)s in %(label)s.")
                % {"series": one.name, "value": number(known[0][1]), "label": known[0][0]}
            )
        else:
            told.append(
                _("%(series)s: %(first)s in %(first_label)s, %(last)s in %(last_label)s.")
                % {
                    "series": one.name,
                    "first": number(known[0][1]),
                    "first_label": known[0][0],
                    "last": number(known[-1][1]),
                    "last_label": known[-1][0],
                }
            )
    return " ".join(told)


def look_of(request: HttpRequest) -> Look:
    """Return what the address of an image asks for: `?dark=1`, `?narrow=1`."""
    return Look(dark="dark" in request.GET, narrow="narrow" in request.GET)


def chart_response(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Return *chart* as the image that the address asks for; 304 to whoever has it."""
    return image_response(request, draw(chart, look_of(request)))


def image_response(request: HttpRequest, svg: bytes) -> HttpResponse:
    """Return an SVG that its reader's browser keeps until it changes, and that no one else keeps."""
    tag = f'"{hashlib.sha256(svg).hexdigest()[:32]}"'
    response = HttpResponse(svg, content_type=SVG)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    # Its own style is all that the image may use.
    own = csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]})
    own(lambda _request: response)(request)
    return response


def _style(colors: Palette, *, narrow: bool) -> Style:
    return Style(
        background=colors.ground,
        plot_background=colors.ground,
        foreground=colors.ink,
        foreground_strong=colors.ink,
        foreground_subtle=colors.soft,
        guide_stroke_color=colors.guide,
        major_guide_stroke_color=colors.guide,
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        colors=colors.marks,
        opacity="1",
        opacity_hover="1",
        stroke_opacity="1",
        stroke_opacity_hover="1",
        transition="0s",
        font_family=FONTS,
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=14,
        no_data_font_size=16 if narrow else 20,
    )


def _guides(chart: Chart) -> list[int]:
    """Return at which values the lines of reference are, from nought, so that no change looks larger than it is.

    Nothing is beyond the last.
    """
    known = [value for one in chart.series for value in one.values if value is not None]
    most = 100 if chart.percent else max([*known, 4])
    steps = (digit * 10**power for power in range(len(str(most))) for digit in (1, 2, 5))
    step = next(one for one in steps if most <= MOST_GUIDES * one)
    return list(range(0, most + step, step))


def _formatter(chart: Chart) -> Callable[[Any], str]:
    def told(value: Any) -> str:
        if value is None or value != int(value):
            return ""
        return f"{number(int(value))}%" if chart.percent else number(int(value))

    return told


def _finished(svg: bytes) -> bytes:
    """Return the image alone, its lines told apart: no scripts or tooltips, and no day of drawing."""
    root = etree.fromstring(svg)
    for found in root.xpath("//comment() | //*[local-name()='script' or local-name()='desc']"):
        found.getparent().remove(found)
    for found in root.xpath("//*[contains(@class, 'tooltip-overlay')]"):
        found.getparent().remove(found)
    for number_of, dash in enumerate(DASHES):
        for line in root.xpath(
            f"//*[contains(@class, 'serie-{number_of} ')]/*[contains(@class, 'line')]"
        ):
            line.set("style", f"stroke-width: 2.5; stroke-dasharray: {dash or 'none'}")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written
