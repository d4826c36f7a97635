"""Search over the manual."""

from __future__ import annotations

import pytest
from django.test import Client

from mentornet.help.search import MOST_FOUND, search
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


def test_all_words_are_in_each_section_found_and_marked():
    result = search("grant a staff role")
    assert result.found
    assert result.instead == ""
    for one in result.found:
        words = " ".join((one.section.heading.title, *one.section.paragraphs)).casefold()
        assert all(word in words for word in ("grant", "staff", "role"))
    assert "<mark>" in result.found[0].excerpt


def test_a_title_counts_most():
    assert search("gap report").found[0].section.heading.title.startswith("Gap report")


def test_a_word_typed_wrong_finds_what_was_meant():
    result = search("certifcate")
    assert result.instead.startswith("certificate")
    assert any("certificate" in one.excerpt.casefold() for one in result.found)


@pytest.mark.parametrize("query", ["", "   ", "???", "xqzwvk", "x" * 5000])
def test_what_is_nowhere_finds_nothing(query):
    assert search(query).found == ()


def test_a_frequent_word_finds_a_page_and_no_more():
    assert len(search("you").found) <= MOST_FOUND


def test_the_page_shows_what_it_found_and_keeps_the_words(client: Client):
    html = on_one_line(client.get("/help/", {"q": "passkey <b>"}).content.decode())
    assert 'value="passkey &lt;b&gt;"' in html
    html = on_one_line(client.get("/help/", {"q": "passkey"}).content.decode())
    assert 'href="/help/faculty/#' in html
    html = on_one_line(client.get("/help/", {"q": "xqzwvk"}).content.decode())
    assert "0 sections found" in html
    assert "Try fewer words" in html


def test_pages_for_the_readers_own_role_come_first():
    def pages(*roles: str) -> list[str]:
        return [one.page.slug for one in search("program", roles=roles).found]

    mentee, director = pages(), pages("director")
    assert mentee[0] == "faculty"
    assert mentee == sorted(mentee, key=lambda page: page != "faculty")
    own = {"directors", "roster", "faculty"}
    assert director[0] in own
    assert director == sorted(director, key=lambda page: page not in own)
