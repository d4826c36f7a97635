"""What the templates of a list are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from mentornet.lists.body import body_of
from mentornet.lists.choice import COUNTED_TO, SORT, Choice
from mentornet.lists.page import Link, ListPage
from mentornet.lists.saved import ViewForm, views_of
from mentornet.moments import number


@dataclass(frozen=True)
class Heading:
    """One column's heading, with the link that sorts by it ("" where nothing does)."""

    name: str
    label: str
    is_number: bool
    link: str
    sorted: str
    """`ascending`, `descending` or ""."""


@dataclass(frozen=True)
class Button:
    """A link beside the heading of the list."""

    url: str
    label: str
    is_main: bool = False


def context_of(page: ListPage, choice: Choice, request: Any) -> dict[str, Any]:
    """Return the context of `lists/list.html` and of `lists/_found.html`.

    One statement for the rows, one for their count, one for the saved views; more in what the list
    itself asks for.
    """
    part = choice.page_at(request.GET)
    page.dress_all(part.rows, request)
    acts = page.all_acts(request)
    counted, has_more = choice.count()
    member = request.membership
    views = views_of(page, member)
    query = choice.query.urlencode()
    count = f"{number(COUNTED_TO)}+" if has_more else number(counted)
    return {
        "page": page,
        "form": choice.filters.form,
        "filter_fields": [one for one in choice.filters.form.visible_fields() if one.name != "q"],
        "filters_set": choice.filters.count_set,
        "choice": choice,
        "column_choices": [
            (name, str(column.verbose_name), name in choice.columns)
            for name, column in page.columns().items()
        ],
        "headings": headings(page, choice),
        "body": body_of(page, part.rows, names=choice.columns, can_choose=bool(acts)),
        "count": page.counted(counted + has_more) % {"count": count},
        "is_empty": not part.rows,
        "is_narrowed": choice.filters.is_active,
        "acts": acts,
        "links": buttons(page.links, request),
        "nothing": page.nothing(request) if not part.rows else None,
        "empty_link": next(iter(buttons((page.empty_link,), request)), None)
        if page.empty_link
        else None,
        "before": choice.link(before=part.before) if part.before else "",
        "after": choice.link(after=part.after) if part.after else "",
        "here": _here(choice, request),
        "query": query,
        "views": [(one, one.query == query) for one in views],
        "own_views": [one for one in views if one.owner == member.pk],
        "shared_views": [one for one in views if one.owner != member.pk]
        if page.may_manage_views(request)
        else [],
        "current_view": next((one for one in views if one.query == query), None),
        "view_form": ViewForm(auto_id="view_%s"),
        "list_url": page.url(),
        "act_url": page.url("act"),
        "views_url": page.url("views"),
        "files": [(page.url("file", suffix=kind), kind.upper()) for kind in ("xlsx", "csv")],
    }


def headings(page: ListPage, choice: Choice) -> list[Heading]:
    """Return the headings of the chosen columns."""
    columns = page.columns()
    found = []
    for name in choice.columns:
        column = columns[name]
        is_current = name == choice.sorted_by
        sort = f"-{name}" if is_current and not choice.descending else name
        direction = "descending" if choice.descending else "ascending"
        found.append(
            Heading(
                name=name,
                label=str(column.verbose_name),
                is_number="number" in column.attrs.get("th", {}).get("class", ""),
                link=choice.link(**{SORT: sort}) if column.order_by else "",
                sorted=direction if is_current else "",
            )
        )
    return found


def buttons(links: tuple[Link, ...], request: Any) -> list[Button]:
    """Return those of *links* that this reader may follow."""
    return [
        Button(reverse(one.url_name), str(one.label), one.is_main)
        for one in links
        if (not one.permission or request.user.has_perm(one.permission))
        and (one.may is None or one.may(request))
    ]


def _here(choice: Choice, request: Any) -> str:
    for mark in ("after", "before"):
        if request.GET.get(mark):
            return choice.link(**{mark: request.GET[mark]})
    return choice.link()
