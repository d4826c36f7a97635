"""Components that have a body: `{% load blocks %}`. Those without one are plain includes.

Each is one template in `templates/components/`; a tag only puts its body there.
"""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_block_tag(end_name="endpage_header")
def page_header(
    content: str,
    title: str,
    lead: str = "",
    eyebrow: str = "",
    back_url: str = "",
    back_label: str = "",
    kind: str = "",
) -> SafeString:
    """Return a page's header with its `<h1>`; the body holds the buttons at its right.

    *kind* is a further class of the header. *title* and *lead* may be mark-up of `{% fragment %}`.
    """
    parts = {
        "title": title,
        "lead": lead,
        "eyebrow": eyebrow,
        "back_url": back_url,
        "back_label": back_label,
        "kind": kind,
        "actions": mark_safe(content.strip()),
    }
    return render_to_string("components/page_header.html", parts)


@register.simple_block_tag(end_name="endtable")
def table(
    content: str,
    caption: str,
    id: str = "t",  # noqa: A002  the attribute's name
    is_caption_hidden: bool = False,
    kind: str = "table--cards",
    region_class: str = "",
) -> SafeString:
    """Return a table in a region that scrolls sideways; the body is its `<thead>` and `<tbody>`.

    On phones a row becomes a card, and each cell says its `data-label`; with `kind=""` the table
    stays one and scrolls. *id* is unique on the page and names caption and region.
    """
    parts = {
        "content": mark_safe(content),
        "caption": caption,
        "id": id,
        "is_caption_hidden": is_caption_hidden,
        "kind": kind,
        "region_class": region_class,
    }
    return render_to_string("components/table.html", parts)


@register.simple_block_tag(end_name="endfragment")
def fragment(content: str) -> SafeString:
    """Return the body, to be given on: `{% fragment as lead %}…{% endfragment %}`."""
    return mark_safe(content.strip())
