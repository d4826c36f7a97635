"""What members wrote goes into emails to people outside without links, and names on one line."""

from __future__ import annotations

import pytest

from networks.relationships.domain.plain_words import one_line, without_links


def test_web_addresses_are_replaced_and_what_is_around_them_stays():
    assert (
        without_links("Read https://evil.example/a?b=c, then www.evil.example today")
        == "Read [link removed] then [link removed] today"
    )


@pytest.mark.parametrize("text", ["At 3 p.m. in room 4.12, e.g. by phone", "Write to ida@far.org"])
def test_what_only_looks_like_an_address_stays(text):
    assert without_links(text) == text


@pytest.mark.parametrize(
    ("link", "stays"),
    [
        ("https://teams.microsoft.com/l/meetup/1", True),
        ("https://meet.google.com/abc", True),
        ("http://zoom.us/j/1", False),
        ("https://notzoom.us/j/1", False),
    ],
)
def test_links_stay_only_where_video_calls_are_asked_for_and_held(link, stays):
    assert without_links(link) == "[link removed]"
    assert without_links(link, video=True) == (link if stays else "[link removed]")


def test_a_name_cannot_add_lines_or_links():
    assert one_line("Ida\r\nBcc: all  www.evil.example") == "Ida Bcc: all [link removed]"
