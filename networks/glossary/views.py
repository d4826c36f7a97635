"""The page that says what the product's words mean."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from networks.glossary.domain import glossary as chapters


@require_safe
@login_required
def glossary(request: HttpRequest) -> HttpResponse:
    """Return every term with its meaning; the same for everyone who is signed in."""
    return render(request, "networks/glossary/glossary.html", {"chapters": chapters()})
