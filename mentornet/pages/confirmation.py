"""The page that asks once more before an act that mails others or cannot be undone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

DASHBOARD = "/dashboard/"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (the name of a field)


def ask_first(
    request: HttpRequest, *, title: str, text: str, button: str, back: str
) -> HttpResponse | None:
    """Return a page that says what happens, with one button; None once that was pressed.

    What was sent comes along, so that nothing has to be typed or chosen again. *back* is the address
    to which one goes who thinks better of it.
    """
    if "sure" in request.POST:
        return None
    given = [
        (name, value) for name, values in request.POST.lists() for value in values if name != TOKEN
    ]
    context = {
        "title": title,
        "text": text,
        "button": button,
        "back": back,
        "given": given,
        # Who was asked on the dashboard stays there.
        "base": "dashboard/base.html" if request.path.startswith(DASHBOARD) else "base.html",
    }
    return render(request, "components/ask_first.html", context)
