"""A goal with its targets and what the person reports against it; for its owner alone."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain import goals as domain
from profiles.assessment.domain.parts import PARTS
from profiles.assessment.forms.goals import GoalForm, NoteForm, TargetForm
from profiles.assessment.views.versions import answer_save, save_status, saved_over
from profiles.errors import DomainError
from profiles.models import Goal, GoalNote, GoalTarget
from profiles.undo.views import removing


@never_cache
@require_GET
@member_required
def goal_new(request: MemberRequest) -> HttpResponse:
    """Show an empty goal; the page names its identity, so that sent twice it is one goal."""
    horizon = request.GET.get("horizon", "")
    initial = {
        "horizon": horizon if horizon in Goal.Horizon.values else Goal.Horizon.SHORT,
        "revision": 0,
        "tab": secrets.token_hex(8),
    }
    return _page(request, None, GoalForm(initial=initial), pk=uuid4())


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def goal(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read and change a goal; a new one is made by its first save."""
    row = Goal.objects.visible_to(request.user).filter(member=request.membership, pk=pk).first()
    if request.method == "GET":
        if row is None:
            raise Http404
        return _page(request, row, GoalForm(initial=_initial(row)), pk=pk)
    form = GoalForm(request.POST)
    try:
        return answer_save(
            request,
            form,
            save=lambda: domain.save_goal(
                request.membership, goal_id=pk, closing=not request.htmx, **form.cleaned_data
            ),
            page=lambda: _page(request, row, form, pk=pk),
            conflict=lambda error: _page(
                request,
                row,
                GoalForm(saved_over(request, error)),
                pk=pk,
                conflict=str(error),
                saved=error.saved,
            ),
            after=lambda saved: (
                _part_url(saved) if request.POST.get("go") == "list" else _url(saved)
            ),
            problem=_("Not saved yet: the goal is missing or too long."),
        )
    except domain.GoalNotFound as error:
        raise Http404 from error
    except DomainError as error:
        if request.htmx:
            return save_status(request, problem=str(error))
        form.add_error(None, str(error))
        return _page(request, row, form, pk=pk)


def _initial(row: Goal) -> dict[str, Any]:
    names = ("horizon", "text", "value_served", "target_date", "revision")
    return {**{name: getattr(row, name) for name in names}, "tab": secrets.token_hex(8)}


def _page(
    request: MemberRequest, row: Goal | None, form: GoalForm, *, pk: UUID, **more: Any
) -> HttpResponse:
    context = {
        "goal": row,
        "pk": pk,
        "form": form,
        "targets": row.targets.all() if row else [],
        "notes": row.notes.all() if row else [],
        "target_form": TargetForm(prefix="target"),
        "note_form": NoteForm(prefix="note"),
        "back": _part_url(row)
        if row
        else reverse("profiles:assessment_part", args=[PARTS[1].slug]),
        **more,
    }
    return render(request, "profiles/assessment/goal.html", context)


def _part_url(row: Goal) -> str:
    part = next(one for one in PARTS if row.horizon in one.goal_horizons)
    return reverse("profiles:assessment_part", args=[part.slug])


def _url(row: Goal) -> str:
    return reverse("profiles:goal", args=[row.pk])


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def goal_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask first: a goal takes its targets and notes with it."""
    row = _goal_or_404(request, pk)
    back = _part_url(row)
    if request.method == "POST":
        said = _("Goal deleted. Versions that you submitted keep its text.")
        with removing(request, row, said=said, back=_url(row)):
            domain.remove_goal(row)
        return redirect(back)
    return render(request, "profiles/assessment/goal_remove.html", {"goal": row})


@require_POST
@member_required
def target_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _goal_or_404(request, pk)
    form = TargetForm(request.POST, prefix="target")
    if form.is_valid():
        try:
            domain.add_target(row, **form.cleaned_data)
            return redirect(_url(row) + "#targets")
        except DomainError as error:
            form.add_error(None, str(error))
    return _page(request, row, GoalForm(initial=_initial(row)), pk=pk, target_form=form)


@require_POST
@member_required
def target(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Tick a target off, open it again, or take it away."""
    row = get_object_or_404(
        GoalTarget.objects.visible_to(request.user)
        .filter(goal__member=request.membership)
        .select_related("goal"),
        pk=pk,
    )
    action = request.POST.get("action")
    if action == "reach":
        domain.reach_target(row, on=timezone.localdate(timezone=request.membership.zone))
    elif action == "reopen":
        domain.reopen_target(row)
    elif action == "remove":
        with removing(request, row, said=_("Step removed."), back=_url(row.goal) + "#targets"):
            domain.remove_target(row)
    return redirect(_url(row.goal) + "#targets")


@require_POST
@member_required
def note_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _goal_or_404(request, pk)
    form = NoteForm(request.POST, prefix="note")
    if form.is_valid():
        domain.add_note(row, **form.cleaned_data)
        return redirect(_url(row) + "#notes")
    return _page(request, row, GoalForm(initial=_initial(row)), pk=pk, note_form=form)


@require_POST
@member_required
def note_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(
        GoalNote.objects.visible_to(request.user)
        .filter(goal__member=request.membership)
        .select_related("goal"),
        pk=pk,
    )
    back = _url(row.goal) + "#notes"
    with removing(request, row, said=_("Note removed."), back=back):
        domain.remove_note(row)
    return redirect(back)


def _goal_or_404(request: MemberRequest, pk: UUID) -> Goal:
    own = Goal.objects.visible_to(request.user).filter(member=request.membership)
    row: Goal = get_object_or_404(own.select_related("member__user", "institution"), pk=pk)
    return row
