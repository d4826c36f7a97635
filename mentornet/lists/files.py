"""A list as a file: the columns that the page shows, of all rows that match, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest

from mentornet.lists.choice import Choice
from mentornet.lists.paging import page_of
from mentornet.tabular.writing import Line, file_response

MOST_ROWS = 50_000
ROWS_A_STEP = 1_000


def file_of(choice: Choice, request: HttpRequest, *, name: str) -> FileResponse:
    """Return the list as a file called *name*, which ends in .csv or .xlsx. Raise Http404 for others.

    It is written before the answer begins, a thousand rows at a time.
    """
    return file_response(name, _lines(choice, request))


def _lines(choice: Choice, request: HttpRequest) -> Iterator[Line]:
    page, after = choice.page, ""
    columns = page.columns()
    names = [name for name in choice.columns if not columns[name].exclude_from_export]
    yield [columns[name].file_heading() for name in names]
    while True:
        part = page_of(
            choice.rows,
            fields=choice.sort_fields,
            descending=choice.descending,
            size=ROWS_A_STEP,
            after=after,
        )
        page.dress_all(part.rows, request)
        for row in part.rows:
            yield [columns[name].file_cell(row) for name in names]
        after = part.after
        if not after:
            return
