"""What a reader chose on a list, as the address says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from mentornet.lists.filters import ListFilters
from mentornet.lists.page import ListPage
from mentornet.lists.paging import Page, page_of

PLACE = ("after", "before")
SORT, COLUMN = "sort", "col"
COUNTED_TO = 1_000


@dataclass(frozen=True)
class Choice:
    """Filters, sort and columns of one list."""

    page: ListPage
    filters: ListFilters
    sorted_by: str
    descending: bool
    columns: list[str]

    @property
    def makes_sense(self) -> bool:
        """Return whether every filter could be read."""
        return not self.filters.errors

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows that match; none where a filter can't be read, as without it many more would."""
        return self.filters.qs if self.makes_sense else self.filters.qs.none()

    @property
    def sort_fields(self) -> tuple[str, ...]:
        """The fields by which rows are sorted."""
        order = self.page.columns()[self.sorted_by].order_by
        return tuple(str(one) for one in order)

    @property
    def is_default_columns(self) -> bool:
        return self.columns == default_columns(self.page)

    @property
    def query(self) -> QueryDict:
        """What was chosen, as short as it can be said, without the page."""
        query = QueryDict(mutable=True)
        for name in self.filters.filters:
            values = [one for one in self.filters.data.getlist(name) if one]
            if values:
                query.setlist(name, values)
        sort = self.sort_name
        if sort != self.page.sort:
            query[SORT] = sort
        if not self.is_default_columns:
            query.setlist(COLUMN, self.columns)
        return query

    @property
    def sort_name(self) -> str:
        return f"-{self.sorted_by}" if self.descending else self.sorted_by

    def link(self, **changes: str) -> str:
        """Return the query of this choice with *changes*, from its first page."""
        query = self.query
        for name, value in changes.items():
            query[name] = value
        if query.get(SORT) == self.page.sort:
            del query[SORT]
        return f"?{query.urlencode()}"

    def page_at(self, data: QueryDict) -> Page:
        """Return the page of rows that *data* asks for."""
        rows = self.rows
        own = [name for name in self.sort_fields if name not in rows.query.annotations]
        return page_of(
            self.page.light(rows, sorted_by=own),
            fields=self.sort_fields,
            descending=self.descending,
            size=self.page.rows_a_page,
            after=data.get("after", ""),
            before=data.get("before", ""),
        )

    def count(self) -> tuple[int, bool]:
        """Return how many rows match, and whether there are more than are counted."""
        counted = self.rows.order_by()[: COUNTED_TO + 1].count()
        return min(counted, COUNTED_TO), counted > COUNTED_TO


def default_columns(page: ListPage) -> list[str]:
    """Return the columns that show where none are chosen."""
    return [name for name, column in page.columns().items() if column.visible]


def read_choice(page: ListPage, data: QueryDict, request: Any) -> Choice:
    """Return what *data* chooses; what makes no sense in it is left out."""
    columns = page.columns()
    wanted = set(data.getlist(COLUMN))
    chosen = [name for name in columns if name in wanted] or default_columns(page)
    sort = data.get(SORT, page.sort)
    name = sort.removeprefix("-")
    if name not in columns or not columns[name].order_by:
        sort, name = page.sort, page.sort.removeprefix("-")
    return Choice(
        page=page,
        filters=page.filterset(data, request),
        sorted_by=name,
        descending=sort.startswith("-"),
        columns=chosen,
    )
