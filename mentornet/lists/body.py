"""The rows of a list as mark-up.

Built here and not in a template: a list has hundreds of cells, each would cost a template a dozen
lookups, and together they took longer than everything else on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mentornet.lists.columns import ValueColumn
from mentornet.lists.page import ListPage
from mentornet.pages.markup import escaped


def body_of(
    page: ListPage, rows: Sequence[Any], *, names: Sequence[str], can_choose: bool
) -> SafeString:
    """Return a `<tr>` for each of *rows*, which are dressed, with the columns *names*.

    With *can_choose* each begins with a box to select it.
    """
    columns = page.columns()
    cells = [
        (columns[name], *_around(columns[name], is_first=place == 0))
        for place, name in enumerate(names)
    ]
    select = _("Select %(label)s") if can_choose else ""
    lines: list[str] = []
    for row in rows:
        lines.append("<tr>")
        if select:
            lines.append(_choice(row.pk, select % {"label": page.row_label(row)}))
        for column, before, after in cells:
            lines.append(f"{before}{escaped(column.cell(row))}{after}")
        lines.append("</tr>")
    return mark_safe("".join(lines))  # every part is escaped above


def _around(column: ValueColumn, *, is_first: bool) -> tuple[str, str]:
    if is_first:
        return '<th scope="row">', "</th>"
    kind = column.attrs.get("td", {}).get("class", "")
    start = format_html('<td data-label="{}" class="{}">', column.verbose_name, kind)
    return start, "</td>"


def _choice(key: Any, label: str) -> str:
    return (
        '<td class="list-choose">'
        f'<input type="checkbox" name="row" value="{escaped(key)}" aria-label="{escaped(label)}"></td>'
    )
