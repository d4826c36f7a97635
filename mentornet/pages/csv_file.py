"""Tables as files that spreadsheets open."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from profiles.roster.domain.columns import without_formula


def csv_response(name: str, lines: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return *lines* as a CSV file called *name*; no cell is taken for a formula."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    response.write("\ufeff")  # so that spreadsheets read UTF-8
    csv.writer(response).writerows([without_formula(str(cell)) for cell in line] for line in lines)
    return response
