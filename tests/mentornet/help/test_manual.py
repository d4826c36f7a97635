"""The manual under /help/: what everyone reads of `docs/`."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from mentornet.help import manual
from mentornet.help.manual import PAGES, manual_page
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return on_one_line(answer.content.decode())


@pytest.mark.parametrize("slug", PAGES)
def test_each_page_reads_signed_out_and_its_contents_lead_to_its_headings(client, slug):
    html = text_of(client, f"/help/{slug}/")

    anchors = [one.anchor for one in manual_page(slug).headings]
    assert len(anchors) == len(set(anchors))
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html
    assert html.count("<h1>") == 1
    assert "**" not in re.sub("<code>.*?</code>", "", html.partition('class="manual"')[2])


@pytest.mark.parametrize("slug", PAGES)
def test_links_and_pictures_of_a_page_are_there(client, slug):
    html = manual_page(slug).html
    for path, _hash, anchor in re.findall(r'href="(/[^"#]*)(#?)([^"]*)"', html):
        assert not anchor or f'id="{anchor}"' in text_of(client, path)
        assert client.get(path).status_code == 200
    assert ".md" not in "".join(re.findall('href="[^"]*"', html))
    for name in re.findall(r'src="/static/([^"]+)"', html):
        assert finders.find(name)


def test_a_page_that_is_not_in_the_manual_is_not_there(client):
    assert client.get("/help/security/").status_code == 404
    assert client.get("/help/operation/").status_code == 404


def test_the_contents_lead_to_every_chapter(client):
    html = text_of(client, "/help/")
    for slug in PAGES:
        for one in manual_page(slug).chapters:
            assert f'href="/help/{slug}/#{one.anchor}"' in html


def test_other_languages_are_told_that_the_manual_is_in_english(client):
    client.cookies["django_language"] = "es"
    assert 'lang="en"' in text_of(client, "/help/faculty/")
    assert "The manual is in English" not in text_of(Client(), "/help/faculty/")


def test_html_in_a_page_is_shown_as_text_and_lost_links_keep_their_words(tmp_path, monkeypatch):
    (tmp_path / "faculty.md").write_text(
        "# T\n\n## A b\n\n<script>x</script> [gone](security.md) [bad](javascript:x)\n\n## A b\n\nB.\n"
    )
    monkeypatch.setattr(manual, "DOCS", tmp_path)
    page = manual_page.__wrapped__("faculty")
    assert "<script" not in page.html
    assert "<a" not in page.html
    assert "gone" in page.html
    assert [one.anchor for one in page.headings] == ["a-b", "a-b-1"]


def test_the_accessibility_statement_is_public(client):
    html = text_of(client, "/accessibility/")
    assert "Known limits" in html
    assert "Report a problem" in html
