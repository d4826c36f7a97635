"""Charts: images without scripts, in the colors of the product, the same for the same figures."""

from __future__ import annotations

import re
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from lxml import etree

from mentornet.pages.charts import (
    DARK,
    LIGHT,
    Chart,
    Look,
    Palette,
    Series,
    chart_response,
    draw,
    sentence_of,
)
from mentornet.pdf import can_make_pdf, pdf_of

MONTHS = ["Sep 2026", "Oct 2026", "Nov 2026"]
LINES = Chart(MONTHS, [Series("New", [3, None, 5]), Series("Ended", [0, 1, 2])])
BARS = Chart(["K teams", "Women in medicine"], [Series("Enrolled", [7, 4])], is_bars=True)
USED = ("surface", "ink", "ink-soft", "line", "primary", "accent", "note", "warn")


def tokens(*, dark: bool) -> dict[str, str]:
    sheet = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    blocks = sheet.split("@media (prefers-color-scheme: dark)")
    block = blocks[1].split("@media")[0] if dark else blocks[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("palette", "dark"), [(LIGHT, False), (DARK, True)])
def test_colors_are_those_of_the_product_and_hold_their_contrast(
    palette: Palette, dark: bool
) -> None:
    colors = tokens(dark=dark)
    own = (palette.ground, palette.ink, palette.soft, palette.guide, *palette.marks)

    assert own == tuple(colors[name] for name in USED)
    assert min(contrast(text, palette.ground) for text in (palette.ink, palette.soft)) >= 4.5
    assert min(contrast(mark, palette.ground) for mark in palette.marks) >= 3


@pytest.mark.parametrize("chart", [LINES, BARS, Chart(MONTHS, [Series("None", [None] * 3)])])
def test_a_chart_is_an_image_alone(chart: Chart) -> None:
    svg = draw(chart)
    names = {etree.QName(one).localname for one in etree.fromstring(svg).iter()}

    assert not names & {"script", "image", "foreignObject", "a", "desc"}
    assert b"<!--" not in svg
    assert not re.findall(rb'(?:href|src)="', svg)


def test_the_same_figures_make_the_same_image_and_each_look_another() -> None:
    looks = [Look(), Look(dark=True), Look(narrow=True), Look(dark=True, narrow=True)]

    assert draw(LINES) == draw(LINES)
    assert len({draw(LINES, one) for one in looks}) == 4


def test_labels_and_names_are_text_of_the_image() -> None:
    root = etree.fromstring(draw(BARS))
    words = {"".join(one.itertext()) for one in root.iter("{*}text")}

    assert {"K teams", "Women in medicine"} <= words


def test_a_value_that_is_not_shown_leaves_a_gap_in_the_line() -> None:
    root = etree.fromstring(draw(LINES))
    dots = root.xpath("//*[contains(@class, 'serie-0 ')]//*[local-name()='circle']")

    assert len(dots) == 2


def test_lines_differ_by_more_than_their_color() -> None:
    root = etree.fromstring(draw(Chart(MONTHS, [Series("A", [1, 2, 3]), Series("B", [3, 2, 1])])))
    lines = root.xpath("//*[contains(@class, 'series')]/*[contains(@class, 'line')]/@style")

    assert len({one.split("dasharray: ")[1] for one in lines}) == 2


def test_the_sentence_names_the_first_and_the_last_value_that_is_shown() -> None:
    series = [
        Series("New", [None, 4, 5]),
        Series("Ended", [1, None, None]),
        Series("All", [None] * 3),
    ]

    assert sentence_of("Relationships", MONTHS, series) == (
        "Relationships. New: 4 in Oct 2026, 5 in Nov 2026. Ended: 1 in Sep 2026. "
        "All: no figures are shown."
    )


def test_whoever_has_the_image_is_told_that_it_is_the_same(rf: RequestFactory) -> None:
    first = chart_response(rf.get("/x.svg"), LINES)
    again = chart_response(rf.get("/x.svg", HTTP_IF_NONE_MATCH=first["ETag"]), LINES)
    dark = chart_response(rf.get("/x.svg?dark=1", HTTP_IF_NONE_MATCH=first["ETag"]), LINES)

    assert (first.status_code, again.status_code, dark.status_code) == (200, 304, 200)
    assert first["Content-Type"] == "image/svg+xml"
    assert "private" in first["Cache-Control"]
    assert again.content == b""


def test_a_pdf_holds_the_charts_that_it_is_given_and_fetches_nothing_else() -> None:
    if not can_make_pdf():
        pytest.skip("Pango is missing")
    page = {"report": None, "chart": "chart:pairs"}
    svg = draw(LINES)

    plain = pdf_of("components/chart.html", {"chart_url": "chart:none", "chart_alt": "None"})
    drawn = pdf_of(
        "components/chart.html",
        {**page, "chart_url": "chart:pairs", "chart_alt": "Pairs"},
        charts={"chart:pairs": svg},
    )

    assert drawn.startswith(b"%PDF")
    assert len(drawn) > len(plain) + 1000


def test_drawing_charts_leaves_no_hook_on_imports_that_python_cannot_ask():
    assert [hook for hook in sys.meta_path if not hasattr(hook, "find_spec")] == []


@pytest.mark.parametrize(
    ("values", "percent", "lines"),
    [
        ([1, 17], False, ["0", "5", "10", "15", "20"]),
        ([0, 20], False, ["0", "5", "10", "15", "20"]),
        ([None, 1], False, ["0", "1", "2", "3", "4"]),
        ([2137], False, ["0", "500", "1,000", "1,500", "2,000", "2,500"]),
        ([38, 100], True, ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ],
)
def test_the_last_line_of_reference_is_above_all_that_is_drawn(
    values: list[int | None], percent: bool, lines: list[str]
) -> None:
    chart = Chart(MONTHS[: len(values)], [Series("New", values)], percent=percent)

    root = etree.fromstring(draw(chart))

    path = "//*[contains(@class, 'axis y')]//*[local-name()='text']/text()"
    assert root.xpath(path) == lines
