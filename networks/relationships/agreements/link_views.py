"""The page behind the link of an email to a mentor elsewhere: the proposed terms, and two answers.

Fetching it changes nothing, as mail scanners fetch every link. The token lets someone answer this
one proposal, so the page asks neither for a sign-in nor for a cookie, and gives none.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mentornet.languages import reading
from mentornet.mail.errors import LinkError
from mentornet.pages.by_link import opened_by_link
from networks.errors import NetworkError
from networks.relationships.agreements.domain import by_link as domain
from networks.relationships.agreements.forms import ChangeForm
from networks.relationships.agreements.models import Agreement
from networks.relationships.agreements.views import shown_terms
from networks.relationships.views.links import link_over


@opened_by_link
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the proposal; a POST agrees to it, or asks for a change."""
    try:
        row = domain.read_agreement(token)
    except LinkError as error:
        return link_over(request, error)
    with reading(row.institution.reading):
        try:
            return _answer(request, token, row)
        except LinkError as error:
            return link_over(request, error)


def _answer(request: HttpRequest, token: str, row: Agreement) -> HttpResponse:
    action = request.POST.get("action") if request.method == "POST" else ""
    if action == "agree":
        return _done(request, domain.agree_by_link(token), agreed=True)
    refusal = ""
    form = ChangeForm(request.POST if action == "change" else None)
    if action == "change" and form.is_valid():
        try:
            return _done(request, domain.ask_for_change(token, **form.cleaned_data), agreed=False)
        except NetworkError as error:
            refusal = str(error.message)
    context = {
        "one": shown_terms(row),
        "row": row,
        "by": row.tie.protege,
        "other": row.tie.partner,
        "institution": row.institution,
        "form": form,
        "refusal": refusal,
        "heading": _("What %(name)s proposes") % {"name": row.tie.protege.name},
    }
    return render(request, "networks/relationships/agreements/by_link.html", context)


def _done(request: HttpRequest, row: Agreement, *, agreed: bool) -> HttpResponse:
    context = {"by": row.tie.protege, "agreed": agreed, "institution": row.institution}
    return render(request, "networks/relationships/agreements/answered.html", context)
