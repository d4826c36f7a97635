"""Asking a group to open its earlier texts, and answering."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.sessions.access import group_or_404
from mentornet.pages.confirmation import ask_first
from networks.errors import NetworkError
from networks.models import GroupOpening, GroupOpeningAnswer
from networks.peer_groups.domain.openings import answer_opening, ask_to_read_earlier
from profiles.access.members import MemberRequest, member_required


@require_POST
@member_required
def ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask those who wrote before the reader joined."""
    row = group_or_404(request, pk)
    asking = ask_first(
        request,
        title=_("Ask to read earlier texts?"),
        text=_("Everyone who wrote in “%(group)s” before you joined gets an email and decides.")
        % {"group": row.name},
        button=_("Send request"),
        back=reverse("evaluations:group", args=[row.pk]),
    )
    if asking:
        return asking
    try:
        ask_to_read_earlier(row, by=request.membership)
    except NetworkError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(
            request, _("Request sent. Everyone who wrote before you joined gets an email.")
        )
    return redirect("evaluations:group", pk=row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def opening(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who asks, and the two buttons."""
    own = GroupOpening.objects.visible_to(request.user).of(request.membership.institution)
    row = get_object_or_404(own.select_related("part__group", "part__member"), pk=pk)
    if request.method == "POST":
        try:
            answer_opening(row, by=request.membership, yes=request.POST.get("answer") == "yes")
        except NetworkError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Thank you. Your answer is saved."))
        return redirect("evaluations:group_opening", pk=row.pk)
    answer = GroupOpeningAnswer.objects.filter(opening=row, member=request.membership).first()
    context = {"opening": row, "answer": answer, "group": row.part.group}
    return render(request, "evaluations/sessions/groups/opening.html", context)
