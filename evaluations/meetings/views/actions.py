"""Adding an action item: the same form on the page of a relationship and of a group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.action_items import add_action
from evaluations.meetings.domain.participants import Participants, of
from evaluations.meetings.forms import ActionForm
from evaluations.meetings.models import ActionItem, Meeting
from evaluations.meetings.views.pages import back, base_of, meeting_sent, owners_in, people_of
from profiles.access.members import MemberRequest


def actions_at(request: MemberRequest, meeting: Meeting) -> dict[str, Any]:
    """What a page of *meeting* shows of action items: the open ones, its own, and the form for one more."""
    participants = meeting.participants
    shown = ActionItem.objects.visible_to(request.user)
    items = shown.filter(**of(participants), dropped_at=None).select_related("owner")
    return {
        "actions": [one for one in items if one.done_at is None or one.meeting_id == meeting.pk],
        "action_form": ActionForm(
            people=people_of(participants), initial={"owner": request.membership.pk}
        ),
    }


def answer_action(request: MemberRequest, participants: Participants) -> HttpResponse:
    """Add what was posted for *participants* and lead back; a form with errors is shown on a page of its own."""
    form = ActionForm(request.POST, people=people_of(participants))
    if not form.is_valid():
        context = base_of(request, participants) | {"form": form}
        return render(request, "evaluations/meetings/action.html", context)
    wanted = form.cleaned_data["owner"]
    owner = next((one for one in owners_in(participants) if str(one.pk) == wanted), None)
    if owner is None:  # left between the two questions
        raise Http404
    try:
        add_action(
            participants,
            by=request.membership,
            owner=owner,
            text=form.cleaned_data["text"],
            due_on=form.cleaned_data["due_on"],
            meeting=meeting_sent(request, participants),
        )
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(back(request, participants))
