"""What a view says of the drafts of its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import Resolver404, resolve

WHOLE = "-whole"
"""After the name of a field, that of the text which is kept of it, where its own text is not all that was typed."""

View = TypeVar("View", bound=Callable[..., Any])


def confidential_draft(view: View) -> View:
    """Keep drafts of *view*'s form on the server alone, with the keys of concerns.

    Put it above all other decorators.
    """
    view.confidential_draft = True  # type: ignore[attr-defined]
    return view


def no_draft(view: View) -> View:
    """Keep no draft of *view*'s form anywhere. Put it above all other decorators."""
    view.no_draft = True  # type: ignore[attr-defined]
    return view


def keeps_drafts(path: str) -> bool:
    """Return whether drafts of the form that is sent to *path* are kept: there is such a page."""
    view = _view_of(path)
    return view is not None and not getattr(view, "no_draft", False)


def is_confidential_path(path: str) -> bool:
    """Return whether drafts of the form that is sent to *path* are those of a concern."""
    return bool(getattr(_view_of(path), "confidential_draft", False))


def draft_sent(request: HttpRequest) -> None:
    """Say that the form was taken although the answer is a page and leads nowhere."""
    request.draft_sent = True  # type: ignore[attr-defined]


def _view_of(path: str) -> Any:
    try:
        return resolve(path.partition("?")[0]).func
    except Resolver404:
        return None
