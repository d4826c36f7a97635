"""A group's piece of work: one page to read, print and change it. For those in the group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.plans.work import domain
from evaluations.plans.work.forms import EndWorkForm, StepForm, WorkForm
from evaluations.plans.work.models import PieceOfWork, WorkStep
from evaluations.sessions.access import group_or_404
from networks.models import PeerGroup
from networks.peer_groups.domain.group import current_people
from profiles.access.members import MemberRequest, member_required


@never_cache
@member_required
def work(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the group works on, its steps, and how it ended."""
    return _show(request, _project_group_or_404(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what the group works on, or change it."""
    group = _open_group_or_404(request, pk)
    row = domain.work_of(group)
    initial = {"owner": str(request.membership.pk)}
    if row:
        owner = str(row.owner_id or request.membership.pk)
        initial = {"title": row.title, "aim": row.aim, "owner": owner}
    form = WorkForm(request.POST or None, people=current_people(group), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            domain.write_work(group, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Everyone in the group sees it."))
            return redirect("evaluations:work", pk=group.pk)
    context = {"group": group, "form": form, "work": row}
    return render(request, "evaluations/plans/work/form.html", context)


@require_POST
@member_required
def step_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a step with the day by which it is to be done."""
    group = _open_group_or_404(request, pk)
    row = get_object_or_404(PieceOfWork, group=group)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            domain.add_step(row, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect("evaluations:work", pk=group.pk)
    return _show(request, group, step_form=form)


@require_POST
@member_required
def step_act(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Tick a step, untick it, or delete it."""
    own = WorkStep.objects.visible_to(request.user).of(request.membership.institution)
    step = get_object_or_404(own.select_related("work__group"), pk=pk)
    acts: dict[str, Callable[[], Any]] = {
        "done": lambda: domain.tick_step(step, by=request.membership, done=True),
        "open": lambda: domain.tick_step(step, by=request.membership, done=False),
        "delete": lambda: domain.delete_step(step, by=request.membership),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect("evaluations:work", pk=step.work.group_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say how it ended; or take it up again."""
    group = _open_group_or_404(request, pk)
    row = get_object_or_404(PieceOfWork.objects.select_related("group"), group=group)
    if request.method == "POST" and "reopen" in request.POST:
        domain.end_work(row, by=request.membership, state=PieceOfWork.State.OPEN)
        messages.success(request, _("Reopened."))
        return redirect("evaluations:work", pk=group.pk)
    form = EndWorkForm(request.POST or None, initial={"outcome": row.outcome})
    if request.method == "POST" and form.is_valid():
        domain.end_work(row, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Saved. You can reopen it while the group meets."))
        return redirect("evaluations:work", pk=group.pk)
    context = {"group": group, "form": form, "work": row}
    return render(request, "evaluations/plans/work/end.html", context)


def _show(
    request: MemberRequest, group: PeerGroup, *, step_form: StepForm | None = None
) -> HttpResponse:
    row = domain.work_of(group)
    steps = list(row.steps.all()) if row else []
    context = {
        "group": group,
        "work": row,
        "steps": steps,
        "done": domain.steps_done(steps),
        "writes": group.is_active and row is not None and row.is_open,
        "step_form": step_form or StepForm(),
    }
    return render(request, "evaluations/plans/work/work.html", context)


def _project_group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    """One of the reader's groups that has one piece of work."""
    group = group_or_404(request, pk)
    if group.kind != PeerGroup.Kind.PROJECT:
        raise Http404
    return group


def _open_group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    group = _project_group_or_404(request, pk)
    if not group.is_active:
        raise Http404
    return group
