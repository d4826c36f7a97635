"""Mark-up that is put together in Python, where a template would take longer than all else on the page."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.functional import Promise


def escaped(value: Any) -> str:
    """Return *value* as HTML; what is mark-up already stays.

    What Django's `conditional_escape` returns, in a fraction of its time, which counts on a page of a
    thousand cells.

    >>> escaped("Park & O’Brien")
    'Park &amp; O’Brien'
    """
    if isinstance(value, Promise):
        value = str(value)
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))
