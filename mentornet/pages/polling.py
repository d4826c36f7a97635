"""Pages that show how far a job is, and ask for that again and again until it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def answer_poll(
    request: HttpRequest, template: str, context: dict[str, Any], *, working: bool
) -> HttpResponse:
    """Answer a page that asks how far the work is: *template* while it is *working*, else a reload."""
    if working:
        return render(request, template, context)
    return HttpResponse(headers={"HX-Refresh": "true"})
