"""The page behind the link of a request's email: who asks, why, how much room is left, one button.

Fetching it changes nothing, as mail scanners fetch every link. The token lets someone answer this
one request, so the page asks neither for a sign-in nor for a cookie, and gives none.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mentornet.languages import reading
from mentornet.mail.errors import LinkError, LinkUnknown
from mentornet.pages.by_link import opened_by_link
from networks.errors import NetworkError
from networks.invitations.domain import by_link as domain
from networks.invitations.domain.asking import openings_of, why_asked
from networks.invitations.domain.expiry import day_off_passed
from networks.invitations.models import Invitation
from profiles.people.domain.supervision import supervisors_of


@opened_by_link
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the request and its two answers; a POST gives one of them."""
    try:
        row = domain.read_request(token)
    except LinkError as error:
        status = 404 if isinstance(error, LinkUnknown) else 410
        return _over(request, error, status=status)
    with reading(row.mentor):
        if request.method == "POST":
            return _answer(request, token, row)
        return _page(request, row)


def _answer(request: HttpRequest, token: str, row: Invitation) -> HttpResponse:
    accepts = request.POST.get("action") == "accept"
    if not accepts and request.POST.get("action") != "decline":
        return _page(request, row)
    try:
        if accepts:
            domain.accept_by_link(token)
        else:
            domain.decline_by_link(token)
    except LinkError as error:
        return _over(request, error, status=410)
    except NetworkError as error:
        return _page(request, row, refusal=str(error.message))
    context = {"invitation": row, "accepted": accepts, "institution": row.institution}
    return render(request, "networks/invitations/answered.html", context)


def _page(request: HttpRequest, row: Invitation, *, refusal: str = "") -> HttpResponse:
    context = {
        "invitation": row,
        "day_off": day_off_passed(row),
        "reasons": why_asked(row),
        "openings": openings_of(row.mentor),
        "conflict": row.mentor_id in supervisors_of(row.protege),
        "refusal": refusal,
        "institution": row.institution,
        "sign_in_url": reverse("networks:invitation", args=[row.pk]),
    }
    return render(request, "networks/invitations/by_link.html", context)


def _over(request: HttpRequest, error: LinkError, *, status: int) -> HttpResponse:
    context = {"message": error.message}
    return render(request, "networks/relationships/link.html", context, status=status)
