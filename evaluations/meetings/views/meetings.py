"""Planning, recording and writing up meetings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.domain import lifecycle as domain
from evaluations.meetings.domain.answers import answers_for
from evaluations.meetings.domain.participants import Participants
from evaluations.meetings.domain.series import days_of_series, plan_series
from evaluations.meetings.domain.undo import snapshot
from evaluations.meetings.forms import (
    GoalNoteForm,
    MoveForm,
    PlanForm,
    RecordForm,
    SeriesForm,
)
from evaluations.meetings.models import Meeting
from evaluations.meetings.views.access import active_tie_or_404, meeting_or_404
from evaluations.meetings.views.days_off import asks_about, warn_of_days_off
from evaluations.meetings.views.pages import base_of
from evaluations.meetings.views.undo import offer_undo
from networks.models import Agreement, Tie
from networks.peer_groups.domain.group import may_lead
from networks.relationships.domain.outside import emails_reach
from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.goals import add_note
from profiles.institution.holidays import KEEP
from profiles.models import Goal


@member_required
def plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One time, or up to three for the other to choose from."""
    tie = active_tie_or_404(request, pk)
    form = PlanForm(request.POST or None, initial=_defaults(tie))
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("minutes", "mode", "place", "agenda")}
        try:
            meeting = domain.propose_meeting(
                tie, by=request.membership, times=form.times(), **chosen
            )
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            offer_undo(request, {}, [meeting])
            planned = meeting.state == Meeting.State.PLANNED
            messages.success(
                request,
                _scheduled(tie) if planned else _offered(tie),
            )
            warn_of_days_off(request, form.times())
            return redirect("evaluations:relationship", pk=tie.pk)
    return render(request, "evaluations/meetings/plan.html", base_of(request, tie) | {"form": form})


def _defaults(tie: Tie) -> dict[str, Any]:
    agreement = Agreement.objects.filter(tie=tie, state=Agreement.State.IN_FORCE).first()
    if agreement is None:
        return {"minutes": 60}
    return {
        "minutes": agreement.minutes,
        "mode": agreement.modes[0] if agreement.modes else "",
    }


@member_required
def record(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A meeting that took place."""
    tie = active_tie_or_404(request, pk)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    form = RecordForm(request.POST or None, initial={"starts_at": start} | _defaults(tie))
    if request.method == "POST" and form.is_valid():
        try:
            meeting = domain.record_meeting(tie, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Meeting recorded."))
            return redirect("evaluations:meeting", pk=meeting.pk)
    return render(
        request, "evaluations/meetings/record.html", base_of(request, tie) | {"form": form}
    )


@member_required
def series(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Meetings as often as was agreed, until the agreement is looked at again."""
    tie = active_tie_or_404(request, pk)
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member, first, made = request.membership, form.cleaned_data["first"], None
        try:
            if not asks_about(request, form, days_of_series(tie, by=member, first=first)):
                made = plan_series(tie, by=member, first=first, on_days_off=form.how or KEEP)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        if made is not None:
            offer_undo(request, {}, made)
            scheduled = ngettext(
                "%(count)d meeting scheduled.", "%(count)d meetings scheduled.", len(made)
            )
            messages.success(request, scheduled % {"count": len(made)})
            warn_of_days_off(request, [one.starts_at for one in made])
            return redirect("evaluations:relationship", pk=tie.pk)
    agreement = Agreement.objects.filter(tie=tie, state=Agreement.State.IN_FORCE).first()
    context = base_of(request, tie) | {"form": form, "agreement": agreement}
    return render(request, "evaluations/meetings/series.html", context)


@member_required
@require_POST
def goal_note(request: MemberRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Progress, a difficulty or a setback, noted with the goal and nowhere else."""
    row = meeting_or_404(request, pk)
    own: Goal = get_object_or_404(Goal.objects.filter(member=request.membership), pk=goal)
    form = GoalNoteForm(request.POST)
    if form.is_valid():
        add_note(own, **form.cleaned_data)
        messages.success(request, _("Note saved with the goal."))
    else:
        messages.error(request, _("Write a short note about this goal."))
    return redirect("evaluations:meeting", pk=row.pk)


@member_required
@require_POST
def pick(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose one of the times offered."""
    row = meeting_or_404(request, pk)
    try:
        moment = parse_datetime(request.POST.get("time", ""))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Http404
    said = _scheduled(row.participants)
    answer = _act(
        request, row, lambda: domain.pick_time(row, by=request.membership, starts_at=moment), said
    )
    row.refresh_from_db(fields=["starts_at"])
    warn_of_days_off(request, [row.starts_at])
    return answer


@member_required
def move(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = meeting_or_404(request, pk)
    if row.state != Meeting.State.PLANNED:
        raise Http404
    initial = {name: getattr(row, name) for name in MoveForm.base_fields} | _proposed(request, row)
    form = MoveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        before = snapshot([row])
        try:
            moved = domain.move_meeting(row, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            offer_undo(request, before, [moved])
            messages.success(request, _moved(row.participants))
            warn_of_days_off(request, [moved.starts_at])
            return redirect("evaluations:meeting", pk=row.pk)
    context = base_of(request, row.participants) | {"form": form, "meeting": row}
    return render(request, "evaluations/meetings/move.html", context)


def _proposed(request: MemberRequest, row: Meeting) -> dict[str, Any]:
    """The time that someone's calendar proposes, where that is what is looked at."""
    wanted = request.GET.get("proposal", "")
    for one in answers_for(row, request.membership) if wanted else []:
        if str(one.pk) == wanted and one.proposed_at is not None:
            return {"starts_at": one.proposed_at, "minutes": one.proposed_minutes or row.minutes}
    return {}


@member_required
@require_POST
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Call a meeting off; a session of a group, with all its mail, is asked about once more."""
    row = meeting_or_404(request, pk)
    asked = row.group is not None and row.is_open and may_lead(row.group, request.membership)
    if asked and "sure" not in request.POST:
        context = base_of(request, row.participants) | {"meeting": row}
        return render(request, "evaluations/meetings/session_cancel.html", context)
    said = _canceled(row)
    return _act(request, row, lambda: domain.cancel_meeting(row, by=request.membership), said)


@member_required
@require_POST
def close(request: MemberRequest, pk: UUID, how: str) -> HttpResponse:
    """It took place, or someone did not come."""
    row = meeting_or_404(request, pk)
    if how not in ("held", "missed"):
        raise Http404
    missed = how == "missed"
    said = _("Saved. No one is blamed: life happens.") if missed else _("Saved.")
    return _act(
        request, row, lambda: domain.close_meeting(row, by=request.membership, missed=missed), said
    )


def _offered(tie: Tie) -> str:
    if _is_unreached(tie):
        return _("Times saved. Ask the other person, then choose the time here.")
    return _("Times sent. We email you when one is chosen.")


def _is_unreached(participants: Participants) -> bool:
    """Return whether the other side is someone outside who gets no email from us."""
    return (
        isinstance(participants, Tie)
        and participants.mentor_id is None
        and not emails_reach(participants)
    )


def _scheduled(participants: Participants) -> str:
    if _is_unreached(participants):
        return _("Meeting scheduled. You get a calendar invitation, but the other person does not.")
    return _("Meeting scheduled. You both get a calendar invitation.")


def _moved(participants: Participants) -> str:
    if not isinstance(participants, Tie):
        return _("Rescheduled. Everyone in the group gets an email.")
    if _is_unreached(participants):
        return _("Rescheduled. You get an email, but the other person does not.")
    return _("Rescheduled. You both get an email.")


def _canceled(row: Meeting) -> str:
    participants = row.participants
    if row.starts_at is None:
        return _("Suggested times withdrawn. No email was sent.")
    if not isinstance(participants, Tie):
        return _("Session canceled. Everyone in the group gets an email.")
    if _is_unreached(participants):
        return _("Meeting canceled. You get an email, but the other person does not.")
    return _("Meeting canceled. You both get an email.")


def _act(
    request: MemberRequest, row: Meeting, act: Callable[[], Meeting], said: str
) -> HttpResponse:
    before = snapshot([row])
    try:
        after = act()
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        if after.state in (Meeting.State.PLANNED, Meeting.State.CANCELLED):
            offer_undo(request, before, [after])
        messages.success(request, said)
    return redirect("evaluations:meeting", pk=row.pk)
