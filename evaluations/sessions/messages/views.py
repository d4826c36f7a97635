"""Messages to a group: written by who facilitates it, read by those who are in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.errors import EvaluationError
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.access import group_or_404
from evaluations.sessions.messages.domain import messages_of, recipients_of, send_message
from evaluations.sessions.messages.forms import MessageForm
from mentornet.pages.confirmation import ask_first
from networks.peer_groups.domain.group import facilitates
from profiles.access.members import MemberRequest, member_required

MESSAGES_A_PAGE = 20


@never_cache
@require_safe
@member_required
def group_messages(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What was written to the group since the reader joined."""
    row = group_or_404(request, pk)
    pages = Paginator(messages_of(row, reader=request.membership), MESSAGES_A_PAGE)
    context = base_of(request, row) | {
        "page": pages.get_page(request.GET.get("page")),
        "writes": row.is_active and facilitates(row, request.membership),
    }
    return render(request, "evaluations/sessions/messages/messages.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def group_message_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write to everyone in the group; asked once more, with how many that is."""
    row = group_or_404(request, pk)
    if not row.is_active or not facilitates(row, request.membership):
        raise Http404
    people = len(recipients_of(row, by=request.membership))
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asking = ask_first(
            request,
            title=_("Send this message?"),
            text=_asked(people, form.cleaned_data["subject"]),
            button=_("Send message"),
            back=reverse("evaluations:group_message_new", args=[row.pk]),
        )
        if asking:
            return asking
        try:
            sent = send_message(row, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _sent(sent.sent_to))
            return redirect("evaluations:group_messages", pk=row.pk)
    context = base_of(request, row) | {"form": form, "people": people}
    return render(request, "evaluations/sessions/messages/new.html", context)


def _asked(people: int, subject: str) -> str:
    said = ngettext(
        "%(count)d person gets “%(subject)s” by email. You cannot undo this.",
        "%(count)d people get “%(subject)s” by email. You cannot undo this.",
        people,
    )
    return said % {"count": people, "subject": subject}


def _sent(people: int) -> str:
    said = ngettext("Sent to %(count)d person.", "Sent to %(count)d people.", people)
    return said % {"count": people}
