"""The end of a program, for those who took part: certificate, last version, papers, who stays."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.outcomes.closing.domain import ending as domain
from evaluations.outcomes.closing.domain.certificates import find_certificate
from evaluations.outcomes.closing.domain.continuation import answer, asked_of
from evaluations.outcomes.closing.forms import NumberForm
from evaluations.outcomes.closing.models import Completion, Continuation
from evaluations.plans.models import PlanVersion
from evaluations.surveys.models import Response, Survey
from evaluations.writing.models import ProjectAuthor
from mentornet.pages.download import PDF, download
from mentornet.pdf import PdfUnavailable, can_make_pdf, pdf_of
from profiles.access.members import MemberRequest, member_required
from profiles.institution.domain.paper import paper_of


@never_cache
@require_GET
@member_required
def ending(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What is left to do, and what one takes along."""
    row = _own_or_404(request, pk)
    member = request.membership
    papers = ProjectAuthor.objects.filter(
        member=member, left_at=None, project__group__program_group__program=row.program_id
    )
    surveys = Response.objects.filter(
        member=member,
        survey__program=row.program_id,
        survey__occasion=Survey.Occasion.END,
        survey__counted_at=None,
        survey__closes_on__gte=member.institution.local_date(),
    )
    context = {
        "completion": row,
        "version": PlanVersion.objects.filter(member=member).order_by("-number").first(),
        "papers": papers.select_related("project").order_by("project__title", "pk"),
        "survey": surveys.waiting().select_related("survey__instrument").first(),
        "going_on": [one for one in asked_of(member) if one[0].program_id == row.program_id],
        "can_make_pdf": can_make_pdf(),
    }
    return render(request, "evaluations/outcomes/closing/ending.html", context)


@require_POST
@member_required
def act(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Join the alumni list, leave it, or take the end off one's home page."""
    row = _own_or_404(request, pk)
    match act:
        case "join":
            domain.set_alumni(row, by=request.membership, listed=True)
            messages.success(
                request, _("You are on the alumni list. You can leave it at any time.")
            )
        case "leave":
            domain.set_alumni(row, by=request.membership, listed=False)
            messages.success(request, _("You are no longer on the alumni list."))
        case "done":
            domain.finish(row, by=request.membership)
            messages.success(request, _("Done. You can still find this page under Groups."))
            return redirect("networks:home")
        case _:
            raise Http404
    return redirect("evaluations:ending", pk=row.pk)


@require_POST
@member_required
def go_on(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say whether one goes on with the group; *pk* is the question's."""
    own = Continuation.objects.visible_to(request.user).of(request.membership.institution)
    row = get_object_or_404(own, pk=pk)
    try:
        answer(row, by=request.membership, stays=request.POST.get("answer") == "yes")
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved. You can change your answer until the deadline."))
    mine = Completion.objects.filter(program=row.program_id, member=request.membership).first()
    if mine is None:
        return redirect("evaluations:group", pk=row.group_id)
    return redirect("evaluations:ending", pk=mine.pk)


@never_cache
@require_GET
@member_required
def certificate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The certificate as a PDF file; as a page to print where files cannot be made."""
    row = _own_or_404(request, pk)
    if not row.has_certificate:
        raise Http404
    institution = request.membership.institution
    context = {
        "completion": row,
        "institution": institution,
        "check": settings.SITE_URL + reverse("evaluations:certificate_check"),
    }
    try:
        written = pdf_of(
            "evaluations/outcomes/closing/certificate.html", context, paper=paper_of(institution)
        )
    except PdfUnavailable:
        return render(request, "evaluations/outcomes/closing/certificate.html", context)
    return download(written, "certificate.pdf", PDF)


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Say to anyone who holds a certificate whether it is genuine, and nothing else."""
    form = NumberForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= {"asked": True, "stated": find_certificate(form.cleaned_data["number"])}
    return render(request, "evaluations/outcomes/closing/check.html", context)


def _own_or_404(request: MemberRequest, pk: UUID) -> Completion:
    own = Completion.objects.visible_to(request.user).of(request.membership.institution)
    row: Completion = get_object_or_404(own.select_related("institution", "program"), pk=pk)
    return row
