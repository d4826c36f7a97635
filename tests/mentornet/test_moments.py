"""Days and times as the reader writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from mentornet import moments

WHEN = datetime(2026, 11, 30, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "english", "spanish"),
    [
        ("day", "Nov 29, 2026", "29 nov 2026"),
        ("weekday_day", "Sun, Nov 29, 2026", "dom, 29 de nov de 2026"),
        ("short_day", "Nov 29", "29 nov"),
        ("weekday_short_day", "Sun, Nov 29", "dom, 29 de nov"),
        ("weekday", "Sunday", "domingo"),
        ("month", "November 2026", "noviembre de 2026"),
        ("clock", "8:05 PM", "8:05 p.m."),
        ("day_time", "Nov 29, 2026, 8:05 PM", "29 nov 2026, 8:05 p.m."),
        ("weekday_day_time", "Sun, Nov 29, 2026, 8:05 PM", "dom, 29 de nov de 2026, 8:05 p.m."),
    ],
)
def test_moment_is_told_in_the_readers_language_and_zone(
    name: str, english: str, spanish: str
) -> None:
    page = Template("{% load moments %}{{ when|" + name + " }}")
    with timezone.override("America/New_York"):
        with override("en"):
            assert getattr(moments, name)(WHEN) == english
            assert page.render(Context({"when": WHEN})) == english
        with override("es"):
            assert getattr(moments, name)(WHEN) == spanish


def test_day_and_time_without_zone_stay_what_they_are() -> None:
    with override("en"), timezone.override("Asia/Tokyo"):
        assert moments.day(date(2026, 11, 29)) == "Nov 29, 2026"
        assert moments.clock(time(14, 30)) == "2:30 PM"
        assert moments.day_time(datetime(2026, 11, 29, 14, 30)) == "Nov 29, 2026, 2:30 PM"


def test_what_spreadsheets_get_is_what_clocks_here_show() -> None:
    with timezone.override("America/New_York"):
        assert moments.on_the_wall(WHEN) == datetime(2026, 11, 29, 20, 5)
        assert moments.on_the_wall(datetime(2026, 11, 30, 9)) == datetime(2026, 11, 30, 9)
        assert moments.in_zone_here("When") == "When (America/New_York)"


def test_nothing_is_told_as_nothing() -> None:
    page = Template("{% load moments %}[{{ gone|day }}{{ none|day_time }}{{ none|clock }}]")

    assert page.render(Context({"none": None})) == "[]"
    assert moments.weekday(None) == moments.month(None) == ""


@pytest.mark.parametrize(
    ("language", "told"), [("en-x-protege", "2:30 PM"), ("es-x-mentorizado", "2:30 p.m.")]
)
def test_own_word_for_a_mentee_changes_no_format(language: str, told: str) -> None:
    with override(language):
        assert moments.clock(time(14, 30)) == told


@pytest.mark.parametrize(("language", "told"), [("de", "29. Nov. 2026"), ("xx", "Nov 29, 2026")])
def test_language_that_has_no_data_is_told_in_us_english(language: str, told: str) -> None:
    with override(language):
        assert moments.day(date(2026, 11, 29)) == told


@pytest.mark.parametrize(("language", "told"), [("en", "1,183"), ("es", "1,183"), ("de", "1.183")])
def test_numbers_are_grouped_as_the_reader_groups_them(language: str, told: str) -> None:
    with override(language):
        page = Template("{% load moments %}{{ people|number }}{{ none|number }}")
        assert page.render(Context({"people": 1183, "none": None})) == told
