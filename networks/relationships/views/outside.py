"""Email to a mentor elsewhere: turned on by the member who knows them, stopped by either."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mentornet.languages import reading
from mentornet.mail.errors import LinkError
from mentornet.pages.by_link import opened_by_link
from networks.errors import NetworkError
from networks.relationships.domain import outside as domain
from networks.relationships.domain import outside_links
from networks.relationships.forms.tie import OutsideEmailsForm
from networks.relationships.models import ExternalContact, OutsideConsent
from networks.relationships.views.links import link_over
from networks.relationships.views.tie import tie_or_404
from profiles.access.members import MemberRequest, member_required


@member_required
def emails(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Whether a mentor elsewhere gets email: what they would get, and the member's word for it."""
    tie = tie_or_404(request, pk)
    contact = tie.external
    if contact is None:
        raise Http404
    on = domain.consent_of(contact) is not None
    form = OutsideEmailsForm(request.POST if request.method == "POST" and not on else None)
    if request.method == "POST" and (on or form.is_valid()):
        try:
            _set(request, contact, on=not on)
        except NetworkError as error:
            messages.error(request, str(error.message))
        return redirect(tie)
    context = {
        "tie": tie,
        "other": contact,
        "on": on,
        "form": form,
        "refusal": "" if on else _refusal(contact),
        "before": domain.last_consent(contact),
    }
    return render(request, "networks/relationships/outside_emails.html", context)


def _set(request: MemberRequest, contact: ExternalContact, *, on: bool) -> None:
    if on:
        domain.start_emails(contact, by=request.membership)
        messages.success(request, _("Emails turned on. We sent the first one."))
    else:
        domain.stop_emails(contact, by=request.membership)
        messages.success(request, _("Emails turned off. The other person gets no more of them."))


def _refusal(contact: ExternalContact) -> str:
    try:
        domain.check_startable(contact)
    except NetworkError as error:
        return str(error.message)
    return ""


@opened_by_link
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the emails: one button for people, a bare post for mail programs (RFC 8058)."""
    try:
        row = outside_links.read_stop(token)
        if request.method == "POST":
            resumes = request.POST.get("action") == "resume"
            act = outside_links.resume_by_link if resumes else outside_links.stop_by_link
            row = act(token)
    except LinkError as error:
        return link_over(request, error)
    with reading(row.institution.reading):
        context = {
            "institution": row.institution,
            "by": row.owner,
            "address": row.address,
            "stopped": row.ended_at is not None,
            "can_resume": row.ended_by == OutsideConsent.EndedBy.PERSON,
        }
        return render(request, "networks/relationships/outside_stop.html", context)
