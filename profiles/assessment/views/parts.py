"""The self-assessment in eight calm steps; saves as one types, and works without JavaScript."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain import writing as domain
from profiles.assessment.domain.needs import proposals_for
from profiles.assessment.domain.parts import PART_BY_SLUG, PARTS, Part, read_part
from profiles.assessment.domain.versions import EditedElsewhere
from profiles.assessment.forms.needs import NeedForm
from profiles.assessment.forms.parts import PartForm, part_initial
from profiles.assessment.views.versions import answer_save, saved_over, steps_beside
from profiles.models import AssessmentVersion, Goal, Need, PartSharing, SelfAssessment
from profiles.vocabulary import Audience


@never_cache
@require_GET
@member_required
def overview(request: MemberRequest) -> HttpResponse:
    """Show the eight parts, what stands in each, who may read it, and where to go on."""
    member = request.membership
    content = domain.frozen_content(domain.find_assessment(member))
    audiences = dict(PartSharing.objects.filter(member=member).values_list("part", "audience"))
    rows = [
        {
            "part": part,
            "begun": domain.part_is_begun(part, content),
            "shared": Audience(audiences.get(part.number, Audience.NOBODY)),
        }
        for part in PARTS
    ]
    last = AssessmentVersion.objects.filter(member=member).first()
    begun = sum(bool(row["begun"]) for row in rows)
    context = {
        "rows": rows,
        "begun": begun,
        "last": last,
        "changed": last is not None and last.content != content,
        "resume": next((row["part"] for row in rows if not row["begun"]), PARTS[0]),
    }
    return render(request, "profiles/assessment/overview.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def part(request: MemberRequest, slug: str) -> HttpResponse:
    """Show one part. A save by htmx answers with the status line, any other one with a page."""
    step = PART_BY_SLUG.get(slug)
    if step is None:
        raise Http404
    if request.method == "GET":
        assessment = domain.find_assessment(request.membership)
        initial = part_initial(step, assessment, tab=secrets.token_hex(8))
        return _part_page(request, step, assessment, PartForm(part=step, initial=initial))
    assessment = domain.own_assessment(request.membership)
    form = PartForm(request.POST, part=step)
    return answer_save(
        request,
        form,
        save=lambda: domain.save_part(
            assessment,
            part=step.number,
            answers=form.answers(),
            revision=form.cleaned_data["revision"],
            tab=form.cleaned_data["tab"],
            closing=not request.htmx,
        ),
        page=lambda: _part_page(request, step, assessment, form),
        conflict=lambda error: _conflict_page(request, step, assessment, error),
        after=lambda _saved: _after(step, request.POST.get("go", "")),
    )


def _after(step: Part, wanted: str) -> str:
    if wanted == "next" and step.number < len(PARTS):
        return reverse("profiles:assessment_part", args=[PARTS[step.number].slug])
    if wanted == "next":
        return reverse("profiles:assessment_review")
    if wanted == "overview":
        return reverse("profiles:self_assessment")
    return reverse("profiles:assessment_part", args=[step.slug])


def _conflict_page(
    request: MemberRequest, step: Part, assessment: SelfAssessment, conflict: EditedElsewhere
) -> HttpResponse:
    """Both texts: the typed one stays in the form, which may now be saved over the other."""
    form = PartForm(saved_over(request, conflict), part=step)
    form.is_valid()
    typed = form.answers()
    other = [
        {"label": question.label, "text": conflict.saved[question.name]}
        for question in step.questions
        if conflict.saved[question.name] != typed[question.name]
    ]
    return _part_page(request, step, assessment, form, conflict=str(conflict), other=other)


def _part_page(
    request: MemberRequest, step: Part, assessment: SelfAssessment, form: PartForm, **more: Any
) -> HttpResponse:
    member = request.membership
    context: dict[str, Any] = {
        **steps_beside(step, PARTS),
        "form": form,
        **more,
    }
    if step.goal_horizons:
        goals = list(
            Goal.objects.filter(member=member, horizon__in=step.goal_horizons).prefetch_related(
                "targets"
            )
        )
        context["horizons"] = [
            {
                "value": horizon,
                "label": Goal.Horizon(horizon).label,
                "goals": [goal for goal in goals if goal.horizon == horizon],
            }
            for horizon in step.goal_horizons
        ]
    if step.has_needs:
        context["needs"] = Need.objects.filter(member=member)
        context["proposals"] = proposals_for(member)
        context["dismissed"] = bool(assessment.dismissed)
        context.setdefault("need_form", NeedForm())
    return render(request, "profiles/assessment/part.html", context)


def needs_page(request: MemberRequest, need_form: NeedForm) -> HttpResponse:
    """Show the needs part with a form that was refused, so that nothing typed is lost."""
    step = next(one for one in PARTS if one.has_needs)
    assessment = domain.own_assessment(request.membership)
    form = PartForm(part=step, initial=part_initial(step, assessment, tab=""))
    return _part_page(request, step, assessment, form, need_form=need_form)


@never_cache
@require_GET
@member_required
def review(request: MemberRequest) -> HttpResponse:
    """Everything on one page before it is submitted."""
    content = domain.frozen_content(domain.find_assessment(request.membership))
    last = AssessmentVersion.objects.filter(member=request.membership).first()
    context = {
        "rows": [(one, read_part(one, content)) for one in PARTS],
        "empty": not any(domain.part_is_begun(one, content) for one in PARTS),
        "last": last,
        "changed": last is None or last.content != content,
    }
    return render(request, "profiles/assessment/review.html", context)


@require_POST
@member_required
def submit(request: MemberRequest) -> HttpResponse:
    """Freeze a dated version. Idempotent."""
    try:
        version = domain.submit_assessment(request.membership)
    except domain.NothingWritten as error:
        messages.error(request, str(error))
        return redirect("profiles:assessment_review")
    messages.success(request, _("Submitted. Your network now shows who could help with what."))
    return redirect("profiles:assessment_version", number=version.number)


@never_cache
@require_GET
@member_required
def printed(request: MemberRequest) -> HttpResponse:
    """Show the working copy on paper."""
    content = domain.frozen_content(domain.find_assessment(request.membership))
    rows = [(one, read_part(one, content)) for one in PARTS]
    context = {"rows": rows, "today": timezone.localdate()}
    return render(request, "profiles/assessment/print.html", context)
