"""What an app above adds to a page: in order, with the page's context; and only where it may."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

from mentornet.pages.slots import Page, Slot


@pytest.fixture
def declared(monkeypatch):
    """Slots and pages of this test alone."""
    monkeypatch.setattr(Slot, "declared", {})
    monkeypatch.setattr(Page, "declared", {})


def drawn(text: str, **context) -> str:
    return Template("{% load slots %}" + text).render(Context(context))


@pytest.fixture
def templates(settings, tmp_path):
    """Two templates that an app above might have."""
    (tmp_path / "one.html").write_text("<p>one for {{ name }}</p>")
    (tmp_path / "two.html").write_text("<p>two for {{ name }}</p>")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]


def test_an_empty_slot_draws_nothing(declared):
    Slot("below.page")
    assert drawn('{% render_slot "below.page" %}') == ""


def test_fills_are_drawn_in_their_order_with_the_page_s_context(declared, templates):
    slot = Slot("below.page")
    slot.fill("two.html", order=2)
    slot.fill("one.html", order=1)
    expected = "<p>one for &lt;Ada&gt;</p>\n<p>two for &lt;Ada&gt;</p>"
    assert drawn('{% render_slot "below.page" %}', name="<Ada>") == expected


def test_filling_twice_draws_once(declared, templates):
    slot = Slot("below.page")
    slot.fill("one.html")
    slot.fill("one.html")
    assert drawn('{% render_slot "below.page" %}', name="Ada") == "<p>one for Ada</p>"


def test_a_slot_that_nobody_declares_is_a_mistake(declared):
    with pytest.raises(KeyError):
        drawn('{% render_slot "below.pgae" %}')


def test_a_page_is_the_one_that_the_app_above_provides(declared):
    page = Page("below.home")
    page.provide("networks:home")
    assert page.url() == reverse("networks:home")
    assert drawn('{% page_url "below.home" %}') == reverse("networks:home")


def test_a_page_that_no_app_provides_cannot_be_reached(declared):
    with pytest.raises(NoReverseMatch):
        Page("below.home").url()


def test_every_slot_and_page_that_apps_declare_is_filled():
    assert [slot.name for slot in Slot.declared.values() if not slot.templates] == []
    for page in Page.declared.values():
        assert page._url_name, page.name
