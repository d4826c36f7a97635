"""Projects that mentors write themselves, and a director's review of them."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.errors import MatchingError
from matching.programs.access import director_required, enrollment_or_404
from matching.programs.enrollment.models import Enrollment
from matching.projects.domain import offering as domain
from matching.projects.forms import OfferForm, ReviewForm
from matching.projects.models import Project, ProjectMentor
from matching.projects.views.projects import project_or_404
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, member_required


@member_required
def own_projects(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The projects that a mentor leads, joins, or is asked to join."""
    own = _mentor_or_404(request, pk)
    context = {"program": own.program, "parts": domain.parts_of(own)}
    return render(request, "matching/projects/own.html", context)


@member_required
def offer_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write a project for the director to accept."""
    own = _mentor_or_404(request, pk)
    form = OfferForm(request.POST if request.method == "POST" else None, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            domain.offer_project(own, **form.said())
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Sent. Mentees see it once the director accepts it."))
            return redirect("matching:own_projects", pk=pk)
    return render(request, "matching/projects/offer.html", {"program": own.program, "form": form})


@member_required
@one_at_a_time(Project)
def offer_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a project that isn't accepted yet."""
    part = _part_or_404(request, pk)
    row = part.project
    if not part.leads or row.state == Project.State.ACCEPTED:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = OfferForm(given, own=part.mentor, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_offer(row, by=part.mentor, **form.said())
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Sent. Mentees see it once the director accepts it."))
            return redirect("matching:own_projects", pk=row.program_id)
    context = {"program": row.program, "form": form, "project": row}
    return render(request, "matching/projects/offer.html", context)


@member_required
@require_POST
def offer_answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say yes or no to being a mentor of a project."""
    part = _part_or_404(request, pk)
    try:
        domain.answer_part(part, accepts=request.POST.get("answer") == "yes")
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("matching:own_projects", pk=part.project.program_id)


@member_required
@require_POST
def offer_withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Withdraw a project that waits for the director."""
    part = _part_or_404(request, pk)
    try:
        domain.withdraw_offer(part.project, by=part.mentor)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Withdrawn. Edit it to send it again."))
    return redirect("matching:own_projects", pk=part.project.program_id)


@director_required
def project_review(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Accept a mentor's project, or ask for changes."""
    program, row = project_or_404(request, pk)
    is_gone = row.state == Project.State.WITHDRAWN and request.method == "GET"
    if row.state == Project.State.ACCEPTED or is_gone:
        return redirect("matching:project_list", pk=program.pk)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    parts = list(row.mentors.select_related("mentor__member"))
    mark = _mark(row, parts)
    if request.method == "POST" and request.POST.get("seen", mark) != mark:
        said = _("The project was changed while this page was open. Read it, then decide.")
        form.add_error(None, said)
    if request.method == "POST" and form.is_valid():
        accepts = "accept" in request.POST
        try:
            if accepts:
                domain.accept_project(row, actor=request.user)
            else:
                domain.return_project(row, note=form.cleaned_data["note"], actor=request.user)
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            said = _("Accepted.") if accepts else _("Sent to the mentor who leads the project.")
            messages.success(request, said)
            return redirect("matching:project_list", pk=program.pk)
    context = {"program": program, "project": row, "form": form, "parts": parts, "mark": mark}
    return render(request, "matching/projects/review.html", context)


def _mark(row: Project, parts: list[ProjectMentor]) -> str:
    """Return a short text that is another one once the project says something else."""
    said = (row.title, row.summary, row.places, row.areas, [str(one.mentor_id) for one in parts])
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _mentor_or_404(request: MemberRequest, pk: UUID) -> Enrollment:
    own = enrollment_or_404(request, pk, Enrollment.Side.MENTOR.value)
    if not own.program.traits.by_projects:
        raise Http404
    return own


def _part_or_404(request: MemberRequest, pk: UUID) -> ProjectMentor:
    """The reader's own part in the project *pk*."""
    own = ProjectMentor.objects.of(request.membership.institution).filter(
        mentor__member=request.membership, mentor__in=Enrollment.objects.active()
    )
    row: ProjectMentor = get_object_or_404(
        own.select_related(
            "project__program__institution",
            "project__institution",
            "mentor__program__institution",
            "mentor__member__user",
        ),
        project=pk,
    )
    return row
