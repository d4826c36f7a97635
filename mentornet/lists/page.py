"""What one list is, as its subject declares it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import django_filters
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django_stubs_ext import StrOrPromise

from mentornet.lists.acts import Act
from mentornet.lists.columns import ListTable, ValueColumn
from mentornet.lists.filters import ListFilters

View = Callable[..., HttpResponseBase]
_titles: dict[str, StrOrPromise] = {}


def title_of(key: str) -> str:
    """Return what the list is called that has this key; "" for one that is no more."""
    return str(_titles.get(key, ""))


@dataclass(frozen=True)
class Link:
    """A button beside the list's heading; `may` asks the request of who sees it what no permission says."""

    url_name: str
    label: StrOrPromise
    permission: str = ""
    may: Callable[[Any], Any] | None = None
    is_main: bool = False


@dataclass(frozen=True)
class Addition:
    """What an app above adds to a list: columns and filters by name, acts, and what cells need.

    `annotate` gives the rows what the filters and sorts ask for.
    """

    columns: dict[str, ValueColumn] = field(default_factory=dict)
    filters: dict[str, django_filters.Filter] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    dress: Callable[[Sequence[Any], HttpRequest], None] | None = None
    annotate: Callable[[QuerySet[Any], HttpRequest], QuerySet[Any]] | None = None


class ListPage:
    """One list. A subclass says what stands below; `list_urls` gives it its addresses."""

    key: str
    """The name of its addresses, and under which saved views are kept. It stays."""
    namespace: str = ""
    """That of its addresses."""
    title: StrOrPromise
    lead: StrOrPromise = ""
    table_class: type[ListTable]
    filter_class: type[ListFilters]
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()
    sort: str = "name"
    """By which column it is sorted at first; with a minus sign, from the end."""
    rows_a_page: ClassVar[int] = 50
    icon: str = "people"
    empty_title: StrOrPromise
    empty_text: StrOrPromise = ""
    empty_link: Link | None = None

    def __init__(self) -> None:
        self.additions: list[Addition] = []
        _titles[self.key] = self.title

    # What a list says about its rows

    def nothing(self, request: Any) -> tuple[StrOrPromise, StrOrPromise]:
        """Return the title and the text of a list in which nothing is yet, for this reader."""
        return self.empty_title, self.empty_text

    def rows(self, request: Any) -> QuerySet[Any]:
        """Return what this reader may list, and nothing else."""
        raise NotImplementedError

    def light(self, rows: QuerySet[Any], *, sorted_by: Sequence[str]) -> QuerySet[Any]:
        """Return *rows* with no more than a page shows of each, and the fields *sorted_by*.

        Acts are given all of a row. To build hundreds of rows that no cell reads takes a page's time.
        """
        return rows

    def counted(self, number: int) -> str:
        """Return the words for *number* rows, with `%(count)s`: use ngettext."""
        raise NotImplementedError

    def row_label(self, row: Any) -> str:
        """Return the name of a row, for those who choose it by ear."""
        return str(row)

    def dress(self, rows: Sequence[Any], request: Any) -> None:
        """Give *rows*, one page of them, what their cells need: in a few statements for all."""

    # What an app says about its readers

    def guard(self, view: View) -> View:
        """Return *view* for those alone who may read the list."""
        raise NotImplementedError

    def guard_file(self, view: View) -> View:
        """Return *view* for those alone who may take the list as a file."""
        return self.guard(view)

    def exported(self, request: Any, *, count: int) -> None:
        """Note in the audit log that *count* rows were taken as a file."""
        raise NotImplementedError

    def deleting(
        self, request: Any, row: Model, *, said: str, back: str
    ) -> AbstractContextManager[None]:
        """Return what makes the deletion of *row* inside it one that can be undone."""
        raise NotImplementedError

    def may_manage_views(self, request: Any) -> bool:
        """Return whether the reader may delete views that colleagues share, or take them over."""
        return False

    # What apps above add

    def extend(self, addition: Addition) -> None:
        """Add to this list. Called at start-up, once for each addition."""
        self.additions.append(addition)

    def all_rows(self, request: Any) -> QuerySet[Any]:
        """Return the rows with what additions annotate."""
        rows = self.rows(request)
        for one in self.additions:
            if one.annotate:
                rows = one.annotate(rows, request)
        return rows

    def all_acts(self, request: Any) -> list[Act]:
        """Return the acts that this reader may do."""
        acts = [*self.acts, *(act for one in self.additions for act in one.acts)]
        return [one for one in acts if not one.permission or request.user.has_perm(one.permission)]

    def columns(self) -> dict[str, ValueColumn]:
        """Return all columns by name, in their order."""
        added = {name: column for one in self.additions for name, column in one.columns.items()}
        return {**self.table_class.base_columns, **added}

    def filterset(self, data: Any, request: Any) -> ListFilters:
        """Return the filters as *data*, a query, sets them, on all rows."""
        kind = self.filter_class
        added = {name: one for each in self.additions for name, one in each.filters.items()}
        if added:
            kind = type(
                kind.__name__, (kind,), {name: copy.deepcopy(one) for name, one in added.items()}
            )
        return kind(data, queryset=self.all_rows(request), request=request)

    def dress_all(self, rows: Sequence[Any], request: Any) -> None:
        """Give *rows* what the cells need, also those of additions."""
        if not rows:
            return
        self.dress(rows, request)
        for one in self.additions:
            if one.dress:
                one.dress(rows, request)

    def url(self, part: str = "", **kwargs: Any) -> str:
        """Return the path of the list, or of its `file`, `act` or `views`."""
        name = f"{self.key}_{part}" if part else self.key
        return reverse(f"{self.namespace}:{name}" if self.namespace else name, kwargs=kwargs)
