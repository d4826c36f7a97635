"""The manual and the accessibility statement: the same for everyone, signed in or not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mentornet.help import manual as pages
from mentornet.help.search import search


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Return the table of contents, or what the manual says about the words in `q`.

    What is written for the reader's own staff roles comes first.
    """
    query = request.GET.get("q", "").strip()
    member = getattr(request.user, "current_membership", None)
    result = search(query, roles=member.offices if member else ()) if query else None
    shown = {"manual": pages.manual(), "query": query, "result": result}
    return render(request, "mentornet/help/contents.html", shown)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one page of the manual."""
    try:
        shown = pages.manual_page(slug)
    except KeyError:
        raise Http404 from None
    return render(request, "mentornet/help/page.html", {"page": shown})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Return the accessibility statement."""
    return render(request, "mentornet/help/accessibility.html")
