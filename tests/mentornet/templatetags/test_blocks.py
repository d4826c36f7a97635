"""Components that have a body: what a template gives them, and what a page shows."""

from __future__ import annotations

from django.template import Context, Template

from tests.support.html import on_one_line


def drawn(source: str, **given: str) -> str:
    return on_one_line(Template("{% load blocks %}" + source).render(Context(given)))


def test_header_shows_title_lead_way_back_and_the_buttons_of_its_body() -> None:
    html = drawn(
        "{% fragment as lead %}<b>{{ kind }}</b>{% endfragment %}"
        "{% page_header title=name lead=lead back_url='/up/' back_label='Up' %}"
        "<a class='button'>Edit</a>{% endpage_header %}",
        name="R&D <2027>",
        kind="Pairs & groups",
    )

    assert "<h1>R&amp;D &lt;2027&gt;</h1>" in html
    assert '<p class="lead"><b>Pairs &amp; groups</b></p>' in html
    assert '<a href="/up/"><span class="arrow">←</span>Up</a>' in html
    assert "<div class=\"page-header__actions\"><a class='button'>Edit</a></div>" in html


def test_header_without_buttons_has_no_room_for_them() -> None:
    html = drawn("{% page_header title='Programs' %} {% endpage_header %}")

    assert "<h1>Programs</h1>" in html
    assert "actions" not in html
    assert "lead" not in html


def test_table_and_its_region_are_named_by_the_caption() -> None:
    html = drawn(
        "{% table caption id='runs' is_caption_hidden=True kind='' %}"
        "<tbody><tr><td>{{ caption }}</td></tr></tbody>{% endtable %}",
        caption="Runs <all>",
    )

    assert 'aria-labelledby="runs"' in html
    assert '<caption id="runs" class="visually-hidden">Runs &lt;all&gt;</caption>' in html
    assert '<table class="table">' in html
    assert "<td>Runs &lt;all&gt;</td>" in html
