"""The pages of `docs/` as people read them in the product: text, headings and sections to search.

They are our own files and hold nothing of any institution, so everyone may read them, signed in or
not. Raw HTML in them is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS: Path = settings.BASE_DIR / "docs"
PAGES: dict[str, StrOrPromise] = {
    "faculty": _("How to use MentorNet: sign in, find mentors, meet, work in groups"),
    "facilitators": _("How to lead a group, from the first day to the certificates"),
    "directors": _("How to run mentoring programs, and what figures show"),
    "coordinators": _("What coordinators of a unit or a program see and do"),
    "analysts": _("Figures for analysts, and why some are not shown"),
    "roster": _("The file with the people of an institution: columns and rules"),
    "api-changes": _("What changed in the API, for IT, and how long things stay"),
    "accessibility": _("How MentorNet meets WCAG 2.2, criterion by criterion"),
}
"""The pages of the manual, by file name, and what each is about."""
FOR_EVERYONE = "faculty"
FOR_ROLES = {
    "facilitator": ("facilitators",),
    "director": ("directors", "roster"),
    "coordinator": ("coordinators", "directors"),
    "analyst": ("analysts",),
}
"""The pages for people with a staff role, beside the one for everyone."""


@dataclass(frozen=True)
class Heading:
    """A heading with its anchor; *level* is that of the HTML element."""

    anchor: str
    title: str
    level: int


@dataclass(frozen=True)
class Section:
    """What stands below one heading, as plain paragraphs."""

    page: str
    heading: Heading
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ManualPage:
    """A page of the manual. *html* is safe and leaves out the page's title."""

    slug: str
    title: str
    html: SafeString
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]

    @property
    def about(self) -> StrOrPromise:
        """What the page is about, in one line."""
        return PAGES[self.slug]

    @property
    def chapters(self) -> list[Heading]:
        """The headings of the table of contents."""
        return [one for one in self.headings if one.level == 2]


def pages_for(roles: Collection[str]) -> set[str]:
    """Return the names of the pages that are written for someone with the staff roles *roles*."""
    return {FOR_EVERYONE, *(page for role in roles for page in FOR_ROLES.get(role, ()))}


def manual() -> list[ManualPage]:
    """Return all pages of the manual, in their order."""
    return [manual_page(slug) for slug in PAGES]


@cache
def manual_page(slug: str) -> ManualPage:
    """Return the page *slug*. Raise KeyError if the manual has no such page."""
    if slug not in PAGES:
        raise KeyError(slug)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((DOCS / f"{slug}.md").read_text("utf-8"))
    headings = _mark_headings(tokens)
    sections = tuple(_sections(slug, tokens, headings))
    for token in tokens:
        if token.children:
            token.children = list(_in_the_product(token.children))
    html = markdown.renderer.render(tokens[3:], markdown.options, {})
    return ManualPage(
        slug=slug,
        title=headings[0].title,
        html=mark_safe(_scrolling_tables(html)),
        headings=tuple(headings[1:]),
        sections=sections,
    )


def _mark_headings(tokens: Sequence[Token]) -> list[Heading]:
    """Give each heading its anchor, the same one that code hosts give it; return them all."""
    found: list[Heading] = []
    seen: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        title = _text(inline)
        slug = re.sub(r"[^\w\- ]", "", title).lower().strip().replace(" ", "-")
        again = seen[slug] = seen.get(slug, -1) + 1
        anchor = f"{slug}-{again}" if again else slug
        opening.attrSet("id", anchor)
        found.append(Heading(anchor, title, int(opening.tag[1:])))
    return found


def _sections(slug: str, tokens: Sequence[Token], headings: list[Heading]) -> Iterator[Section]:
    number, paragraphs = -1, list[str]()
    opened = ""
    for token in tokens:
        if token.type == "heading_open":
            if number >= 0:
                yield Section(slug, headings[number], tuple(paragraphs))
            number, paragraphs = number + 1, []
        elif token.type == "inline" and opened != "heading_open":
            paragraphs.append(_text(token))
        opened = token.type
    yield Section(slug, headings[number], tuple(paragraphs))


def _text(token: Token) -> str:
    """Return the words of an inline token."""
    return "".join(
        " " if one.type in ("softbreak", "hardbreak") else one.content
        for one in token.children or ()
        if one.type != "image"
    )


def _in_the_product(tokens: Sequence[Token]) -> Iterator[Token]:
    """Lead links to pages of the manual, and images to their files; keep the words of other links."""
    dropped = False
    for token in tokens:
        if token.type == "image":
            token.attrSet("src", static(f"manual/{Path(str(token.attrs['src'])).name}"))
        elif token.type == "link_open":
            address = _address(str(token.attrs["href"]))
            dropped = address is None
            if address is not None:
                token.attrSet("href", address)
        if not (dropped and token.type in ("link_open", "link_close")):
            yield token


def _address(link: str) -> str | None:
    """Return where *link* leads to in the product; None for pages that are not in the manual."""
    if link.startswith(("https://", "http://", "#", "/")):
        return link
    path, _hash, anchor = link.partition("#")
    slug = path.removesuffix(".md")
    if slug not in PAGES:
        return None
    return reverse("help_page", args=[slug]) + (f"#{anchor}" if anchor else "")


def _scrolling_tables(html: str) -> str:
    """Let wide tables scroll by themselves, also by keyboard."""
    numbers = count(1)

    def region(_match: re.Match[str]) -> str:
        start = '<div class="table-scroll" role="region" tabindex="0" aria-label="Table {}">'
        return format_html(start, next(numbers)) + '<table class="table">'

    return re.sub("<table>", region, html).replace("</table>", "</table></div>")
