"""The language of pages, chosen by someone who is not signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from mentornet.languages import is_language
from profiles.people.domain.preferences import choose_language


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the posted language in a cookie, and for a signed-in person in their settings; go back to `next`."""
    code = request.POST.get("language", "")
    if is_language(code) and request.user.is_authenticated:
        choose_language(request.user, code)
    response: HttpResponse = set_language(request)
    return response
