"""The academic development plan: one's own, and as a group reads it where the owner shares it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.plans.domain import plan as domain
from evaluations.plans.domain import sharing as plan_sharing
from evaluations.plans.domain.parts import (
    PLAN_PART_BY_SLUG,
    PLAN_PARTS,
    PlanPart,
    compare_plans,
    is_begun,
    read_plan,
    read_plan_part,
)
from evaluations.plans.errors import NothingPlanned
from evaluations.plans.forms import PartForms, PlanCommentForm
from evaluations.plans.models import DevelopmentPlan, PlanComment, PlanShare, PlanVersion
from evaluations.sessions.access import group_or_404
from evaluations.sessions.groups.domain.queries import groups_of
from mentornet.pages.download import PDF, download
from mentornet.pdf import PdfUnavailable, can_make_pdf, pdf_of
from networks.errors import NetworkError
from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.versions import EditedElsewhere
from profiles.assessment.models.assessment import OwnQuerySet
from profiles.assessment.views.versions import (
    answer_save,
    list_versions,
    saved_over,
    steps_beside,
    version_beside,
)
from profiles.institution.domain.paper import paper_of
from profiles.undo.views import removing


@never_cache
@require_GET
@member_required
def development_plan(request: MemberRequest) -> HttpResponse:
    """The plan as it stands, with the way into each part, its versions and who reads it."""
    member = request.membership
    plan = domain.find_plan(member)
    last = PlanVersion.objects.filter(member=member).first()
    shares = {row.group_id: row for row in PlanShare.objects.filter(member=member)}
    said = PlanComment.objects.filter(owner=member).select_related("author", "group")
    context = {
        "rows": read_plan(plan.content),
        "begun": is_begun(plan.content),
        "last": last,
        "changed": last is None or last.content != plan.content,
        "groups": [(group, group.pk in shares) for group in groups_of(member)],
        "comments": _with_parts(said),
        "can_make_pdf": can_make_pdf(),
    }
    return render(request, "evaluations/plans/overview.html", context)


@require_POST
@member_required
def plan_fill(request: MemberRequest) -> HttpResponse:
    """Bring in what the self-assessment says and the plan does not."""
    plan = domain.own_plan(request.membership)
    added = domain.fill_from_assessment(plan)
    if added:
        said = ngettext(
            "Copied %(count)d item. Your self-assessment does not change.",
            "Copied %(count)d items. Your self-assessment does not change.",
            added,
        )
        messages.success(request, said % {"count": added})
    elif not plan.revision:
        said = _("Your self-assessment is empty. Start there, or start with a blank plan.")
        messages.info(request, said)
    else:
        messages.info(
            request,
            _("Nothing new to copy. Your plan already has everything from your self-assessment."),
        )
    return redirect("evaluations:development_plan")


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def plan_part(request: MemberRequest, slug: str) -> HttpResponse:
    """One part. A save by htmx answers with the status line, any other one with a page."""
    part = PLAN_PART_BY_SLUG.get(slug)
    if part is None:
        raise Http404
    if request.method == "GET":
        plan = domain.find_plan(request.membership)
        forms = PartForms(part, plan.content, revision=plan.revision, tab=secrets.token_hex(8))
        return _part_page(request, part, forms)
    plan = domain.own_plan(request.membership)
    forms = PartForms(part, plan.content, posted=request.POST)
    return answer_save(
        request,
        forms,
        save=lambda: domain.save_plan_part(
            plan,
            part=part,
            entries=forms.entries(),
            text=forms.text(),
            revision=forms.head.cleaned_data["revision"],
            tab=forms.head.cleaned_data["tab"],
            closing=not request.htmx,
        ),
        page=lambda: _part_page(request, part, forms),
        conflict=lambda error: _conflict_page(request, part, plan, error),
        after=lambda _saved: _after(part, request.POST.get("go", "")),
    )


def _after(part: PlanPart, wanted: str) -> str:
    if wanted == "more":
        return reverse("evaluations:plan_part", args=[part.slug]) + "#lines"
    if wanted == "next" and part.number < len(PLAN_PARTS):
        return reverse("evaluations:plan_part", args=[PLAN_PARTS[part.number].slug])
    return reverse("evaluations:development_plan")


def _conflict_page(
    request: MemberRequest, part: PlanPart, plan: DevelopmentPlan, conflict: EditedElsewhere
) -> HttpResponse:
    """Both texts: the typed one stays in the form, which may now be saved over the other."""
    forms = PartForms(part, plan.content, posted=saved_over(request, conflict))
    forms.is_valid()
    other = read_plan_part(part, {**plan.content, part.slug: conflict.saved})
    return _part_page(request, part, forms, conflict=str(conflict), other=other)


def _part_page(
    request: MemberRequest, part: PlanPart, forms: PartForms, **more: Any
) -> HttpResponse:
    context = {**steps_beside(part, PLAN_PARTS), "forms": forms, **more}
    return render(request, "evaluations/plans/part.html", context)


@require_POST
@member_required
def plan_submit(request: MemberRequest) -> HttpResponse:
    """Keep a dated version; Idempotent."""
    try:
        version = domain.submit_plan(request.membership)
    except NothingPlanned as error:
        messages.error(request, str(error.message))
        return redirect("evaluations:development_plan")
    messages.success(request, _("Version %(number)d saved.") % {"number": version.number})
    return redirect("evaluations:development_plan")


@require_POST
@member_required
def plan_share(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Share with a group, or stop; *act* is on or off."""
    group = group_or_404(request, pk)
    if act not in ("on", "off"):
        raise Http404
    try:
        if act == "on":
            plan_sharing.share_plan(request.membership, group)
            said = _("“%(name)s” can now read your dated versions.")
        else:
            plan_sharing.stop_sharing_plan(request.membership, group)
            said = _("“%(name)s” can no longer see your plan.")
    except (EvaluationError, NetworkError) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, said % {"name": group.name})
    return redirect(reverse("evaluations:development_plan") + "#sharing")


@never_cache
@require_GET
@member_required
def plan_versions(request: MemberRequest) -> HttpResponse:
    """The dated versions, newest first."""
    return list_versions(request, _own(request), "evaluations/plans/versions.html")


@never_cache
@require_GET
@member_required
def plan_version(request: MemberRequest, number: int) -> HttpResponse:
    """One version as it was kept, beside an earlier one (`?with=`) where there is one."""
    version, earlier, chosen = version_beside(request, _own(request), number)
    context = {
        "version": version,
        "earlier": earlier,
        "chosen": chosen,
        "rows": read_plan(version.content),
        "parts": compare_plans(chosen.content, version.content) if chosen else (),
    }
    return render(request, "evaluations/plans/version.html", context)


@never_cache
@require_GET
@member_required
def plan_print(request: MemberRequest) -> HttpResponse:
    """The working copy on paper."""
    plan = domain.find_plan(request.membership)
    context = {
        "rows": read_plan(plan.content),
        "can_make_pdf": can_make_pdf(),
        "today": timezone.localdate(),
    }
    return render(request, "evaluations/plans/print.html", context)


@never_cache
@require_GET
@member_required
def plan_pdf(request: MemberRequest) -> HttpResponse:
    """The working copy as a PDF file."""
    member = request.membership
    rows = read_plan(domain.find_plan(member).content)
    try:
        written = pdf_of(
            "evaluations/plans/pdf.html",
            {"member": member, "rows": rows, "today": timezone.localdate()},
            paper=paper_of(member.institution),
        )
    except PdfUnavailable:
        messages.error(request, _("We cannot make PDF files here. Print the page instead."))
        return redirect("evaluations:plan_print")
    return download(written, "development-plan.pdf", PDF)


@never_cache
@require_GET
@member_required
def group_plans(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The plans that are shared with a group."""
    group = group_or_404(request, pk)
    member = request.membership
    shares = plan_sharing.plans_in(group, reader=member)
    context = {
        "group": group,
        "shares": [one for one in shares if one.member_id != member.pk],
        "mine": any(one.member_id == member.pk for one in shares),
    }
    return render(request, "evaluations/plans/group_plans.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def group_plan(request: MemberRequest, pk: UUID, owner: UUID) -> HttpResponse:
    """One plan as the group reads it, with what was said of it there."""
    group = group_or_404(request, pk)
    member = request.membership
    shared = plan_sharing.open_shared_plan(group, owner=owner, reader=member)
    if shared is None:
        raise Http404
    form = PlanCommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan_sharing.comment_on_plan(group, owner=owner, by=member, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(reverse("evaluations:group_plan", args=[pk, owner]) + "#comments")
    context = {
        "group": group,
        "shared": shared,
        "owner": shared.share.member,
        "rows": read_plan(shared.version.content),
        "comments": _with_parts(shared.comments),
        "form": form,
    }
    return render(request, "evaluations/plans/group_plan.html", context)


@require_POST
@member_required
def plan_comment_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete what one said oneself."""
    member = request.membership
    row = get_object_or_404(
        PlanComment.objects.visible_to(request.user).filter(author=member), pk=pk
    )
    group, owner = row.group_id, row.owner_id
    back = reverse("evaluations:development_plan")
    if owner != member.pk:
        back = reverse("evaluations:group_plan", args=[group, owner])
    with removing(request, row, said=_("Comment deleted."), back=back):
        plan_sharing.delete_comment(row, by=member)
    return redirect(back)


def _with_parts(comments: Iterable[PlanComment]) -> list[tuple[PlanComment, Any]]:
    """Each comment with the title of the part that it speaks of."""
    parts = PLAN_PART_BY_SLUG
    return [(one, parts[one.part].title if one.part in parts else "") for one in comments]


def _own(request: MemberRequest) -> OwnQuerySet:
    own: OwnQuerySet = PlanVersion.objects.visible_to(request.user).filter(
        member=request.membership
    )
    return own
