"""The page of one meeting, of two people or of a group."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.answers import answers_for
from evaluations.meetings.domain.goals import goals_beside
from evaluations.meetings.forms import ActionForm, GoalNoteForm
from evaluations.meetings.models import Meeting
from evaluations.meetings.views import texts
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.actions import actions_at
from evaluations.meetings.views.pages import base_of, people_of
from evaluations.sessions.access import group_or_404
from evaluations.sessions.attendance.domain.mentor_skills import standings
from evaluations.sessions.attendance.domain.own import group_own, session_own
from evaluations.sessions.attendance.domain.taking import attendance_of
from evaluations.sessions.curriculum.domain.session_plans import guided_at
from evaluations.sessions.groups.domain.queries import read_group
from evaluations.sessions.guests.domain.invitations import guests_of
from evaluations.sessions.limits import OPENS_BEFORE
from evaluations.sessions.live.domain.sheets import parked_of, read_sheet
from evaluations.sessions.live.forms import ParkForm
from evaluations.sessions.pages.domain.parts import group_parts, session_parts
from networks.models import Tie
from networks.peer_groups.domain.group import (
    led_pairs,
)
from networks.peer_groups.domain.openings import progress_of
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
            messages.success(request, _("Saved. Your other text is still here but not saved yet."))
    participants = row.participants
    goals, passages, other_parts = (
        goals_beside(participants, reader=request.membership)
        if isinstance(participants, Tie)
        else ([], [], [])
    )
    context = base_of(request, participants) | {
        "meeting": row,
        "sheet": None
        if isinstance(participants, Tie)
        else read_sheet(row, guided=guided_at(row, participants, request.membership)),
        "texts": page,
        **actions_at(request, row),
        "goals": goals,
        "goal_form": GoalNoteForm(auto_id=False),
        "passages": passages,
        "other_parts": other_parts,
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


SESSIONS_A_PAGE = 20


@member_required
def group(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One group: people, sessions, what was agreed on and taken on."""
    row = group_or_404(request, pk)
    desk = read_group(row, reader=request.membership)
    openings = progress_of(row)
    context = base_of(request, row) | {
        "desk": desk,
        "page": Paginator(desk.past, SESSIONS_A_PAGE).get_page(request.GET.get("page")),
        "actions": desk.actions,
        "chiefs": [
            two
            for two in led_pairs([one.member for one in desk.people])
            if row.is_active and request.membership in two
        ],
        "skills": next((one for one in standings(row) if one.member == request.membership), None),
        "parked": parked_of(row, reader=request.membership, lately=True),
        "openings": openings,
        "has_asked": any(one.opening.part.member_id == request.membership.pk for one in openings),
        "park_form": ParkForm(auto_id="park-%s"),
        **group_parts(row, reader=request.membership),
        "action_form": ActionForm(people=people_of(row), initial={"owner": request.membership.pk}),
        "attendance": group_own(row, reader=request.membership),
    }
    return render(request, "evaluations/sessions/groups/group.html", context)
