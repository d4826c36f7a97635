"""The navigation of the dashboard: sections in a fixed order, and the pages that apps add to them.

Each app registers its pages at start-up; a reader sees those that their staff roles open. A section
without any page for its reader does not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import rules
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mentornet.pages.slots import Page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

USE = "profiles.use_dashboard"
"""The permission of everyone who works at the dashboard."""
ARRIVING = "arriving"
"""In the session of someone who has just signed in, and was on the way to no page of their own."""
OVERVIEW = Page("dashboard")
"""Where the dashboard begins."""
FIGURES = Page("dashboard.figures")
"""Where it begins for someone who reads figures alone."""


@dataclass(frozen=True)
class Section:
    """A part of the dashboard; `weekly` ones are one tap away on a phone."""

    key: str
    label: StrOrPromise
    icon: str
    weekly: bool = False


SECTIONS = {
    one.key: one
    for one in (
        Section("overview", _("Overview"), "home", weekly=True),
        Section("people", _("People"), "people", weekly=True),
        Section("programs", _("Programs"), "program", weekly=True),
        Section("groups", _("Groups"), "group", weekly=True),
        Section("sessions", _("Sessions"), "calendar"),
        Section("surveys", _("Surveys"), "assessment"),
        Section("messages", _("Messages"), "invitations"),
        Section("reports", _("Reports"), "gap"),
        Section("activity", _("Activity"), "clock"),
        Section("settings", _("Settings"), "settings"),
    )
}


@dataclass(frozen=True)
class DashboardPage:
    """A page in the navigation: who may open it, and which code's pages count as lying under it.

    `rooms` are the modules whose views belong here, for pages whose address says nothing of it.
    """

    section: str
    label: StrOrPromise
    url_name: str
    permission: str
    order: int = 0
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavPage:
    """One link as its reader sees it."""

    label: StrOrPromise
    url: str
    aria_current: str


@dataclass(frozen=True)
class NavSection:
    """One section as its reader sees it; the first of `pages` is where its name leads."""

    section: Section
    pages: tuple[NavPage, ...]

    @property
    def aria_current(self) -> str:
        """Return what `aria-current` says of it: "page" for its own page, "true" where the reader is in it."""
        if self.pages[0].aria_current:
            return self.pages[0].aria_current
        return "true" if any(one.aria_current for one in self.pages) else ""

    @property
    def url(self) -> str:
        """Return the address to which the section's name leads."""
        return self.pages[0].url

    @property
    def under(self) -> tuple[NavPage, ...]:
        """Return the links that stand below the section's name: not the page that has its very name."""
        first, *others = self.pages
        return tuple(others) if str(first.label) == str(self.section.label) else self.pages


_pages: dict[str, DashboardPage] = {}


def register_page(page: DashboardPage) -> None:
    """Put *page* into the navigation. Idempotent; raise KeyError for a section that there is not."""
    if page.section not in SECTIONS:
        raise KeyError(page.section)
    _pages[page.url_name] = page
    _drawn.cache_clear()


def add_room(url_name: str, room: str) -> None:
    """Let pages of *room* lie under the page *url_name*. Idempotent; raise KeyError for an unknown one."""
    page = _pages[url_name]
    if room not in page.rooms:
        _pages[url_name] = replace(page, rooms=(*page.rooms, room))
        _drawn.cache_clear()


def pages_of(user: Any) -> list[DashboardPage]:
    """Return the pages that *user* may open, in the order of the navigation."""
    permitted = {
        name: rules.has_perm(name, user) for name in {one.permission for one in _pages.values()}
    }
    places = list(SECTIONS)
    return sorted(
        (one for one in _pages.values() if permitted[one.permission]),
        key=lambda one: (places.index(one.section), one.order),
    )


def navigation(request: HttpRequest) -> str:
    """Return the mark-up of the sections that the reader may open, the one of this page marked."""
    pages = pages_of(request.user)
    if not pages:
        return ""
    current = _current(request, pages)
    is_itself = current is not None and reverse(current.url_name) == request.path
    names = tuple(one.url_name for one in pages)
    return _drawn(names, current and current.url_name, is_itself, get_language())


@lru_cache(maxsize=2_000)
def _drawn(
    names: tuple[str, ...], current: str | None, is_itself: bool, language: str
) -> SafeString:
    """Return the mark-up of the navigation with the pages *names*.

    It is kept: it holds labels and addresses alone, and whoever may open the same pages has the same.
    """
    pages = [_pages[name] for name in names]
    sections = _sections(pages, _pages[current] if current else None, is_itself)
    return render_to_string("dashboard/_navigation.html", {"sections": list(sections)})


def may_use(request: HttpRequest) -> bool:
    """Return whether the reader works at the dashboard, also where a second factor is still missing."""
    user, member = getattr(request, "user", None), getattr(request, "membership", None)
    if user is None or member is None:
        return False
    # The rule alone: Django's own permissions, which no one has here, would cost two queries a page.
    return bool(rules.has_perm(USE, user) or (member.roles_closed and member.offices))


def reads_figures(request: HttpRequest) -> bool:
    """Return whether the reader reads published figures, whatever else they do."""
    user, member = getattr(request, "user", None), getattr(request, "membership", None)
    return bool(member is not None and rules.has_perm("profiles.view_figures", user))


def _sections(
    pages: list[DashboardPage], current: DashboardPage | None, is_itself: bool
) -> Iterator[NavSection]:
    for key, section in SECTIONS.items():
        own = [one for one in pages if one.section == key]
        if own:
            yield NavSection(section, tuple(_link(one, current, is_itself) for one in own))


def _link(page: DashboardPage, current: DashboardPage | None, is_itself: bool) -> NavPage:
    here = "page" if is_itself else "true"
    return NavPage(page.label, reverse(page.url_name), here if page is current else "")


def _current(request: HttpRequest, pages: list[DashboardPage]) -> DashboardPage | None:
    """Return the page that this request is for, or under which it lies."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return None
    named = next((one for one in pages if one.url_name == match.view_name), None)
    if named:
        return named
    module = str(getattr(match.func, "__module__", ""))
    under = [(len(room), one) for one in pages for room in one.rooms if _lies_in(module, room)]
    return max(under, key=lambda pair: pair[0])[1] if under else None


def _lies_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")
