"""The page of one meeting, of two people or of a group."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.answers import answers_for
from evaluations.meetings.domain.goals import goals_beside
from evaluations.meetings.domain.participants import of
from evaluations.meetings.forms import ActionForm, GoalNoteForm
from evaluations.meetings.models import ActionItem, Meeting
from evaluations.meetings.views import texts
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.pages import base_of, people_of
from evaluations.sessions.attendance.domain.own import session_own
from evaluations.sessions.groups.domain.queries import attendance_of
from evaluations.sessions.guests.domain.invitations import guests_of
from evaluations.sessions.live.domain.sheets import guided_at, read_sheet
from evaluations.sessions.pages.domain.parts import session_parts
from evaluations.sessions.schedule.domain.planning import OPENS_BEFORE
from networks.models import Tie
from profiles.access.members import MemberRequest, member_required


@member_required
def meeting(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One meeting: agenda, shared notes, one's own notes, what each takes on, goals beside it."""
    row = meeting_or_404(request, pk)
    page = texts.texts_of(row, reader=request.membership)
    if request.method == "POST":
        page = texts.save_sent(page, request.POST, by=request.membership)
        if page.saved and not page.unsaved:
            messages.success(request, _("Saved."))
            return redirect("evaluations:meeting", pk=row.pk)
        if page.saved:
            messages.success(request, _("Saved. What else you typed is still here, not saved yet."))
    participants = row.participants
    goals, passages = (
        goals_beside(participants, reader=request.membership)
        if isinstance(participants, Tie)
        else ([], [])
    )
    shown = ActionItem.objects.visible_to(request.user)
    items = shown.filter(**of(participants), dropped_at=None).select_related("owner")
    context = base_of(request, participants) | {
        "meeting": row,
        "sheet": None
        if isinstance(participants, Tie)
        else read_sheet(row, guided=guided_at(row, participants, request.membership)),
        "texts": page,
        "actions": [one for one in items if one.done_at is None or one.meeting_id == row.pk],
        "action_form": ActionForm(
            people=people_of(participants), initial={"owner": request.membership.pk}
        ),
        "goals": goals,
        "goal_form": GoalNoteForm(auto_id=False),
        "passages": passages,
        "can_close": row.starts_at is not None and row.starts_at <= timezone.now(),
        "can_take": row.starts_at is not None and row.starts_at - OPENS_BEFORE <= timezone.now(),
        "answers": answers_for(row, request.membership)
        if row.state == Meeting.State.PLANNED
        else [],
        "attendance": [] if isinstance(participants, Tie) else attendance_of(row, participants),
        "guests": [] if isinstance(participants, Tie) else list(guests_of(row)),
        **session_parts(row, reader=request.membership),
    }
    own = session_own(row, reader=request.membership, leads=context["leads"])
    if own is not None:
        noted = [
            (part, state or ("excused" if part.member_id in own.declined else ""))
            for part, state in context["attendance"]
        ]
        context |= {"own": own, "cannot": own.declined, "attendance": noted}
    return render(request, "evaluations/meetings/meeting.html", context)
