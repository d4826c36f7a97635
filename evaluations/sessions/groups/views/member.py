"""A peer group as its members use it: who is in it, when it meets, who came."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.meetings.views.actions import answer_action
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.access import group_or_404
from evaluations.sessions.groups.domain.charter_texts import AUTHORSHIP, CHARTER
from evaluations.sessions.groups.forms import CharterForm
from evaluations.sessions.halfway.domain import halfway_of
from matching.errors import MatchingError
from matching.groups.membership.domain.leaving import leave as leave_for
from matching.groups.membership.forms import leave_form, left_words
from mentornet.pages.editing import one_at_a_time
from networks.errors import NetworkError
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import (
    agree_to_authorship,
    agree_to_charter,
    change_group,
    may_lead,
)
from profiles.access.members import MemberRequest, member_required


@member_required
@require_POST
def agree(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Agree to what the group's charter says."""
    row = group_or_404(request, pk)
    agree_to_charter(row, by=request.membership)
    messages.success(request, _("Thank you. The others can see that you agree."))
    return redirect("evaluations:group", pk=row.pk)


@member_required
@require_POST
def agree_authorship(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Agree to the group's rules of authorship."""
    row = group_or_404(request, pk)
    agree_to_authorship(row, by=request.membership)
    messages.success(request, _("Thank you. You can start a project once everyone agrees."))
    return redirect("evaluations:group", pk=row.pk)


@member_required
@one_at_a_time(PeerGroup)
def charter(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write down what the group agrees on, beginning from a text of ours where nothing stands."""
    row = group_or_404(request, pk)
    if not row.is_active or not may_lead(row, request.membership):
        raise Http404
    initial = {"charter": row.charter or CHARTER, "authorship": row.authorship or AUTHORSHIP}
    form = CharterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_group(row, actor=request.user, name=row.name, aim=row.aim, **form.cleaned_data)
        messages.success(
            request, _("Saved. Each member now has to agree to the new text on the group’s page.")
        )
        return redirect("evaluations:group", pk=row.pk)
    context = base_of(request, row) | {"form": form}
    context |= {"halfway": halfway_of(row, reader=request.membership)}
    return render(request, "evaluations/sessions/groups/charter.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Leave a group, without a reason; asked once more, and where to."""
    row = group_or_404(request, pk)
    part = GroupMember.objects.current().get(group=row, member=request.membership)
    form = leave_form(part, request.POST if "sure" in request.POST else None, by_self=True)
    if "sure" in request.POST and (form is None or form.is_valid()):
        try:
            leave_for(part, actor=request.user, **(form.destination if form else {}))
        except (MatchingError, NetworkError) as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, left_words(part, form))
            return redirect("evaluations:groups")
    context = base_of(request, row) | {"form": form, "part": part}
    return render(request, "evaluations/sessions/groups/leave.html", context)


@member_required
@require_POST
def action_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add what somebody in the group takes on."""
    return answer_action(request, group_or_404(request, pk))
