"""What a message says: its texts, made when it is queued."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine
from django.template.loader import get_template


class Templates:
    """The templates of one set of messages, each looked for once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Any, Any]] = {}

    def render(self, name: str, given: Mapping[str, Any]) -> tuple[str, str]:
        """Return the text of `mail/<name>.txt`, and the HTML of `.html` where there is one."""
        if name not in self._found:
            self._found[name] = (Engine.get_default().get_template(f"mail/{name}.txt"), _html(name))
        plain, html = self._found[name]
        context = {"site_url": settings.SITE_URL, **given}
        # A text is not HTML: an apostrophe stays one.
        text = plain.render(Context(context, autoescape=False))
        return _storable(text), _storable(html.render(context)) if html else ""


def _html(name: str) -> Any:
    try:
        return get_template(f"mail/{name}.html")
    except TemplateDoesNotExist:
        return None


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL, and one row that has it would keep all of its statement out.
    return text.replace("\x00", "")


def why_not_rendered(error: Exception) -> str:
    """Return what failed and where, without what the message says or to whom."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"Not rendered: {type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
