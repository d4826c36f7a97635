"""The sessions of a group for who facilitates them: made of a curriculum, adjusted, shifted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.undo import snapshot
from evaluations.meetings.forms import MomentField
from evaluations.meetings.models import Meeting
from evaluations.meetings.views.days_off import asks_about, day_off_at, warn_of_days_off
from evaluations.meetings.views.pages import base_of
from evaluations.meetings.views.undo import offer_undo
from evaluations.sessions.access import (
    group_or_404,
    led_group_or_404,
    led_session_or_404,
)
from evaluations.sessions.curriculum.domain import applying, session_plans
from evaluations.sessions.curriculum.domain import curricula as domain
from evaluations.sessions.curriculum.domain.session_plans import guided_at
from evaluations.sessions.curriculum.forms import MaterialForm, SessionForm
from evaluations.sessions.curriculum.models import Material, SessionPlan
from evaluations.sessions.curriculum.views import add_material
from evaluations.sessions.errors import SessionEditedMeanwhile
from evaluations.sessions.limits import FARTHEST
from evaluations.sessions.schedule.domain.planning import days_of_sessions
from evaluations.sessions.schedule.domain.planning import plan_sessions as plan_sessions_of
from evaluations.sessions.schedule.domain.reschedule import preview_reschedule, reschedule_sessions
from evaluations.sessions.schedule.forms import ApplyForm, RescheduleForm, SessionsForm
from mentornet import moments
from mentornet.pages.confirmation import ask_first
from networks.models import PeerGroup
from networks.peer_groups.domain.group import may_lead
from profiles.access.members import MemberRequest, member_required


@member_required
def apply(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose a curriculum and a beginning, look at the dates and change them, and plan all."""
    row = led_group_or_404(request, pk)
    curricula = domain.choices(row.institution)
    usual = "mentors" if row.kind == PeerGroup.Kind.MENTORS else curricula[0][0]
    form = ApplyForm(request.POST or None, curricula=curricula, initial={"curriculum": usual})
    context: dict[str, Any] = base_of(request, row) | {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        template = domain.find_template(given["curriculum"], row.institution)
        if template is None:
            raise Http404
        days = applying.proposed_days(template, first=given["first"], by=request.membership)
        # Another curriculum or beginning than the preview showed is looked at first.
        context["shown"] = f"{template.key} {given['first'].isoformat()}"
        looked = request.POST.get("shown") == context["shown"]
        starts, wrong = _starts(request.POST, len(days)) if looked else (days, {})
        if looked and not wrong and "around" in request.POST:
            starts = applying.around_days_off(starts, by=request.membership)
        elif looked and not wrong:
            try:
                made = applying.apply_curriculum(
                    row,
                    template,
                    by=request.membership,
                    starts=starts,
                    mode=given["mode"],
                    place=given["place"],
                )
            except EvaluationError as error:
                form.add_error(None, str(error.message))
            else:
                offer_undo(request, {}, made)
                messages.success(request, _planned(len(made)))
                warn_of_days_off(request, [one.starts_at for one in made])
                return redirect("evaluations:group", pk=row.pk)
        context |= {
            "template": template,
            "has_days_off": any(day_off_at(request, one) for one in starts) and not wrong,
            "dates": [
                (one, _local(starts[at]), wrong.get(at, ""), day_off_at(request, starts[at]))
                for at, one in enumerate(template.sessions)
            ],
        }
    return render(request, "evaluations/sessions/schedule/apply.html", context)


def _planned(count: int) -> str:
    said = ngettext(
        "%(count)d session is scheduled. Everyone gets the calendar entry by email.",
        "%(count)d sessions are scheduled. Everyone gets the calendar entries by email.",
        count,
    )
    return said % {"count": count}


def _starts(post: QueryDict, count: int) -> tuple[list[Any], dict[int, str]]:
    """The times that a preview was sent back with, as typed where they cannot be read."""
    found: list[Any] = []
    wrong = {}
    for at in range(count):
        typed = post.get(f"at-{at}", "")
        try:
            found.append(MomentField().clean(typed))
        except ValidationError:
            found.append(typed)
            wrong[at] = _("Enter a date and a time.")
    return found, wrong


def _local(moment: Any) -> str:
    return moment if isinstance(moment, str) else f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@member_required
def adjust(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What one session is about; the curriculum it came from is not touched."""
    row = led_session_or_404(request, pk)
    plan = SessionPlan.objects.filter(meeting=row).first()
    assert row.group is not None  # noqa: S101  (asked above)
    guided = guided_at(row, row.group, request.membership)
    form = SessionForm(request.POST or None, initial=_texts(plan), guided=guided)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            session_plans.change_plan(row, by=request.membership, **form.cleaned_data)
        except SessionEditedMeanwhile as error:
            form, theirs = _again(request, error, guided=guided), _theirs(error)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Members see everything except facilitator notes."))
            return redirect("evaluations:meeting", pk=row.pk)
    return _show(request, row, plan, form=form, theirs=theirs)


@member_required
@require_POST
def material(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a link or a file to a session."""
    row = led_session_or_404(request, pk)
    plan = get_object_or_404(SessionPlan.objects.select_related("institution"), meeting=row)
    form = MaterialForm(request.POST, request.FILES, auto_id="material-%s")
    if add_material(request, plan, form):
        return redirect("evaluations:session", pk=row.pk)
    return _show(request, row, plan, material_form=form)


@member_required
@require_POST
def material_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    own = Material.objects.visible_to(request.user).of(request.membership.institution)
    row = get_object_or_404(own.select_related("plan__meeting"), pk=pk, plan__isnull=False)
    session = led_session_or_404(request, row.plan.meeting_id)
    asking = ask_first(
        request,
        title=_("Remove “%(label)s” from this session?") % {"label": row.title},
        text=_("The group no longer sees it, and you can’t get it back."),
        button=_("Remove"),
        back=reverse("evaluations:session", args=[session.pk]),
    )
    if asking:
        return asking
    domain.remove_material(row)
    messages.success(request, _("Removed."))
    return redirect("evaluations:session", pk=session.pk)


def _texts(plan: SessionPlan | None) -> dict[str, Any]:
    texts = {name: getattr(plan, name) for name in domain.TEXTS} if plan else {}
    return {**texts, "seen": session_plans.marks_of(plan)}


def _again(request: MemberRequest, error: SessionEditedMeanwhile, *, guided: bool) -> SessionForm:
    """The form as it was typed; saved again, it knows of what the other wrote."""
    form = SessionForm(request.POST.dict() | {"seen": error.seen}, guided=guided)
    form.add_error(None, str(error.message))
    return form


def _theirs(error: SessionEditedMeanwhile) -> list[tuple[str, str]]:
    """What another wrote in the same fields: each field's name, and its text."""
    fields = SessionForm.base_fields
    return [
        (str(fields[name].label), fields[name].prepare_value(text))
        for name, text in error.theirs.items()
    ]


def _show(
    request: MemberRequest,
    row: Meeting,
    plan: SessionPlan | None,
    *,
    form: SessionForm | None = None,
    material_form: MaterialForm | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    assert row.group is not None  # noqa: S101  (who leads it was asked)
    guided = guided_at(row, row.group, request.membership)
    context = base_of(request, row.group) | {
        "theirs": theirs,
        "meeting": row,
        "plan": plan,
        "form": form or SessionForm(initial=_texts(plan), guided=guided),
        "materials": plan.materials.select_related("file") if plan else [],
        "material_form": material_form or MaterialForm(auto_id="material-%s"),
    }
    return render(request, "evaluations/sessions/schedule/session.html", context)


@member_required
def reschedule(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Move all sessions from one on: look first, then in one step."""
    row = led_group_or_404(request, pk)
    planned = list(
        Meeting.objects.filter(group=row, state=Meeting.State.PLANNED).order_by("starts_at", "pk")
    )
    named = [(str(one.pk), _when(one)) for one in planned]
    form = RescheduleForm(
        request.POST or None, sessions=named, initial={"first": request.GET.get("from")}
    )
    context = base_of(request, row) | {"form": form, "planned": planned}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        key = given.pop("first")
        if given.pop("around"):
            given["skip"] = {*given["skip"], *_closed_days(request)}
        first = next(one for one in planned if str(one.pk) == key)
        member = request.membership
        try:
            if "sure" in request.POST:
                before = snapshot(planned)
                seen = [parse_datetime(one) for one in request.POST.getlist("seen")]
                moved = reschedule_sessions(
                    row, first, by=member, seen=[one for one in seen if one], **given
                )
                offer_undo(request, before, list(Meeting.objects.filter(pk__in=before)))
                messages.success(request, _shifted(len(moved)))
                return redirect("evaluations:group", pk=row.pk)
            moves = preview_reschedule(row, first, by=member, **given)
            context["moves"] = [(one, day_off_at(request, one.after)) for one in moves]
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        except ValueError:
            raise Http404 from None
    return render(request, "evaluations/sessions/schedule/reschedule.html", context)


def _when(meeting: Meeting) -> str:
    assert meeting.starts_at is not None  # noqa: S101  (a constraint holds it)
    return moments.weekday_day_time(meeting.starts_at)


def _shifted(count: int) -> str:
    if not count:
        return _("No session had to move.")
    said = ngettext(
        "%(count)d session has moved. Everyone gets the new calendar entry by email.",
        "%(count)d sessions have moved. Everyone gets the new calendar entries by email.",
        count,
    )
    return said % {"count": count}


@member_required
def plan_sessions(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One session, or a row of them; for the one who facilitates."""
    row = group_or_404(request, pk)
    if not row.is_active or not may_lead(row, request.membership):
        raise Http404
    form = SessionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = None
        try:
            if not asks_about(request, form, _days_of(request, form)):
                made = plan_sessions_of(row, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        if made is not None:
            said = ngettext(
                "%(count)d session is scheduled. Everyone gets the calendar entry by email.",
                "%(count)d sessions are scheduled. Everyone gets the calendar entries by email.",
                len(made),
            )
            offer_undo(request, {}, made)
            messages.success(request, said % {"count": len(made)})
            warn_of_days_off(request, [one.starts_at for one in made])
            return redirect("evaluations:group", pk=row.pk)
    return render(
        request,
        "evaluations/sessions/schedule/plan_sessions.html",
        base_of(request, row) | {"form": form},
    )


def _days_of(request: MemberRequest, form: SessionsForm) -> list[date]:
    given = form.cleaned_data
    first = given["first"].astimezone(request.membership.zone).date()
    return days_of_sessions(first=first, every_weeks=given["every_weeks"], count=given["count"])


def _closed_days(request: MemberRequest) -> list[date]:
    """The days off within which a session may lie."""
    today = request.membership.institution.local_date()
    days = [today + timedelta(days=ahead) for ahead in range(FARTHEST.days + 2)]
    return list(request.membership.institution.work_calendar.names_on(days))
