"""The facilitator's console of one session, and what the room sees of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.lifecycle import save_private_note
from evaluations.meetings.forms import PrivateNoteForm
from evaluations.meetings.models import Meeting, PrivateNote
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.actions import actions_at
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.access import group_or_404, led_session_or_404
from evaluations.sessions.back import came_from, seat_of
from evaluations.sessions.curriculum.domain.session_plans import guided_at
from evaluations.sessions.curriculum.models import SessionPlan
from evaluations.sessions.live.domain import live_session as domain
from evaluations.sessions.live.domain.last_time import live_parts
from evaluations.sessions.live.domain.sheets import parked_of, read_live_session, sheet_of
from evaluations.sessions.live.forms import ParkForm
from evaluations.sessions.live.models import ParkedItem
from networks.peer_groups.domain.group import facilitates
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership


@never_cache
@member_required
def live_session(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Today's session in one hand: clock, attendance, parking lot, action items, what only I note."""
    row = led_session_or_404(request, pk)
    assert row.group is not None  # noqa: S101  (asked above)
    note = PrivateNote.objects.filter(meeting=row, author=request.membership).first()
    form = PrivateNoteForm(
        request.POST or None, initial={"text": note.text if note else ""}, auto_id="private-%s"
    )
    if request.method == "POST" and form.is_valid():
        save_private_note(row, by=request.membership, text=form.cleaned_data["text"])
        messages.success(request, _("Private notes saved."))
        return redirect("evaluations:console", pk=row.pk)
    # The look at the clock by itself; an act fetches the page, of which its script takes a part.
    if request.htmx:
        plan = SessionPlan.objects.filter(meeting=row).first()
        sheet = sheet_of(plan, guided=False, starts_at=row.starts_at) if plan else None
        context = {"meeting": row, "console": {"sheet": sheet, "clock": domain.clock_of(plan)}}
        return render(request, "evaluations/sessions/live/_console_clock.html", context)
    context = base_of(request, row.group) | {
        "meeting": row,
        "console": read_live_session(
            row,
            row.group,
            reader=request.membership,
            guided=guided_at(row, row.group, request.membership),
        ),
        # Where no one facilitates, no one keeps a list of who is silent.
        "marks": facilitates(row.group, request.membership),
        "private": form,
        "park_form": ParkForm(auto_id="park-%s"),
        **actions_at(request, row),
        **live_parts(row, reader=request.membership),
    }
    return render(request, "evaluations/sessions/live/live_session.html", context)


@never_cache
@member_required
def projector(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the room may see: where the session stands and what is parked. Nothing about anybody."""
    row = meeting_or_404(request, pk)
    if row.group is None:
        raise Http404
    plan = SessionPlan.objects.filter(meeting=row).first()
    context = base_of(request, row.group) | {
        "meeting": row,
        "sheet": sheet_of(plan, guided=False, starts_at=row.starts_at) if plan else None,
        "clock": domain.clock_of(plan),
        "parked": parked_of(row.group, reader=request.membership),
    }
    page = "_projector" if request.htmx else "projector"
    return render(request, f"evaluations/sessions/live/{page}.html", context)


@member_required
@require_POST
def clock(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Start a segment, let the clock stand still, or put it away."""
    row, member = led_session_or_404(request, pk), request.membership
    try:
        if act == "start":
            domain.start_segment(row, by=member, segment=_number(request))
        elif act == "pause":
            domain.pause_segment(row, by=member)
        elif act == "stop":
            domain.stop_clock(row, by=member)
        else:
            raise Http404
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(reverse("evaluations:console", args=[row.pk]) + "#segments")


def _number(request: MemberRequest) -> int:
    typed = request.POST.get("segment", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1


@member_required
@require_POST
def spoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Someone has spoken, or has not after all; for who facilitates alone."""
    row = led_session_or_404(request, pk)
    if row.group is None or not facilitates(row.group, request.membership):
        raise Http404
    try:
        member = get_object_or_404(Membership, pk=UUID(request.POST.get("member", "")))
        domain.mark_spoken(
            row, by=request.membership, member=member, spoken=request.POST.get("spoken") == "1"
        )
    except ValueError:
        raise Http404 from None
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(seat_of(row.pk, member.pk))


@member_required
@require_POST
def park(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put something aside for the group, from a session or from its page."""
    row = group_or_404(request, pk)
    form = ParkForm(request.POST)
    meeting = _session_of(request, pk)
    if not form.is_valid():
        messages.error(request, _("Enter a topic of at most 300 characters."))
    else:
        try:
            domain.park(row, by=request.membership, text=form.cleaned_data["text"], meeting=meeting)
        except EvaluationError as error:
            messages.error(request, str(error.message))
    return redirect(came_from(request, row))


@member_required
@require_POST
def parked(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Take something off the list, or put it back."""
    own = ParkedItem.objects.visible_to(request.user).of(request.membership.institution)
    row: ParkedItem = get_object_or_404(own.select_related("group"), pk=pk)
    if act not in ("done", "open"):
        raise Http404
    try:
        domain.set_parked(row, by=request.membership, done=act == "done")
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(came_from(request, row.group))


def _session_of(request: MemberRequest, group: UUID) -> Meeting | None:
    try:
        key = UUID(request.POST.get("meeting", ""))
    except ValueError:
        return None
    return Meeting.objects.filter(group=group, pk=key).first()
