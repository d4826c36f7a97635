"""docs/security.md: every requirement of ASVS 5.0 up to level 2 is answered, by tests that exist."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

PAGE = settings.BASE_DIR / "docs" / "security.md"
# How many requirements of level 1 and 2 each section has: those that come first, but for what is named.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
ROW = re.compile(
    r"^\| V(?P<id>[\d.]+) \| (?P<words>[^|]+) \| (?P<state>[^|]+) \| (?P<by>.+) \|$", re.MULTILINE
)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text()


def test_every_requirement_up_to_level_two_is_answered_once(page):
    expected = [f"{section}.{n}" for section, most in SECTIONS.items() for n in range(1, most + 1)]

    assert len(expected) == 253
    assert [row["id"] for row in ROW.finditer(page)] == expected


def test_every_answer_is_met_or_says_why_not(page):
    rows = list(ROW.finditer(page))

    assert {row["state"] for row in rows} == {"met", "not met", "n/a"}
    assert [row["id"] for row in rows if len(row["by"].strip()) < 4] == []


def test_every_test_that_is_named_exists(page):
    missing = []
    for path, name in NAMED.findall(page):
        file = settings.BASE_DIR / path
        if not file.exists() or (
            name and not re.search(rf"^\s*(async )?def {name}\(", file.read_text(), re.MULTILINE)
        ):
            missing.append(f"{path}::{name}")

    assert len(NAMED.findall(page)) > 150
    assert missing == []


def test_every_test_that_is_named_is_read_by_this_one(page):
    """A name in another form would be checked by no one."""
    assert page.count("::test_") == len([name for _path, name in NAMED.findall(page) if name])
    assert [
        word
        for word in re.findall(r"`([^`\n]*tests?/[^`\n]*)`", page)
        if not NAMED.search(f"`{word}`")
    ] == []


def test_page_is_found_from_the_others():
    assert "docs/security.md" in (settings.BASE_DIR / "README.md").read_text()
    assert "docs/security.md" in (settings.BASE_DIR / "SECURITY.md").read_text()
