"""A group's writing: from the idea to the accepted paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.files.views import send_file
from evaluations.sessions.access import group_or_404
from evaluations.writing.domain import project as domain
from evaluations.writing.domain.queries import project_lines, read_project, waiting_for
from evaluations.writing.forms.project import (
    AddAuthorForm,
    DraftForm,
    MilestoneForm,
    NewProjectForm,
    ProjectForm,
    ReadersForm,
    ReviewForm,
)
from evaluations.writing.models import DraftReview, ProjectDraft, ProjectMilestone, WritingProject
from mentornet.pages.confirmation import ask_first
from networks.errors import NetworkError
from networks.peer_groups.domain.group import current_people, lack_authorship
from profiles.access.members import MemberRequest, member_required


@member_required
@require_GET
def group_projects(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The projects of a group, and whether one may start."""
    group = group_or_404(request, pk)
    context = {
        "group": group,
        "lines": project_lines(WritingProject.objects.visible_to(request.user).filter(group=group)),
        "waiting": waiting_for(request.membership),
        "lacking": lack_authorship(group) if group.authorship.strip() else None,
        "threshold": domain.STILL_AFTER_DAYS,
    }
    return render(request, "evaluations/writing/list.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def project_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Begin a project; not before the rules of authorship are agreed."""
    group = group_or_404(request, pk)
    if not group.is_active:
        raise Http404
    member = request.membership
    people = [one for one in current_people(group) if one.pk != member.pk]
    form = NewProjectForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            row = domain.start_project(group, by=member, **form.cleaned_data)
        except (EvaluationError, NetworkError) as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Project started. Next, decide who does what and by when."))
            return redirect("evaluations:project", pk=row.pk)
    return render(
        request,
        "evaluations/writing/form.html",
        {"form": form, "group": group, "project": None},
    )


@never_cache
@member_required
@require_GET
def project(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One project on one page."""
    return project_page(request, project_or_404(request, pk))


@member_required
@require_http_methods(["GET", "POST"])
def project_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = project_or_404(request, pk)
    names = ("title", "journal", "about", "others")
    form = ProjectForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        domain.edit_project(row, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("evaluations:project", pk=row.pk)
    return render(
        request,
        "evaluations/writing/form.html",
        {"form": form, "group": row.group, "project": row},
    )


@member_required
@require_POST
def project_shelve(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Lay it aside, or take it up again."""
    row = project_or_404(request, pk)
    if act not in ("aside", "up"):
        raise Http404
    domain.shelve_project(row, by=request.membership, shelved=act == "aside")
    said = _("Project on hold. Nothing is lost.") if act == "aside" else _("Project resumed.")
    messages.success(request, said)
    return redirect("evaluations:project", pk=row.pk)


@member_required
@require_POST
def project_milestone(request: MemberRequest, pk: UUID, step: str) -> HttpResponse:
    """By when a step is to be done, or that it is."""
    row = project_or_404(request, pk)
    if step not in ProjectMilestone.Step.values:
        raise Http404
    form = MilestoneForm(request.POST, prefix=step)
    if not form.is_valid():
        return project_page(request, row, milestone_form=form)
    try:
        domain.set_milestone(row, by=request.membership, step=step, **form.cleaned_data)
    except EvaluationError as error:
        form.add_error("done", str(error.message))
        return project_page(request, row, milestone_form=form)
    return redirect(_at(row, "steps"))


@member_required
@require_POST
def draft_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A link, or a file."""
    row = project_or_404(request, pk)
    form = DraftForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            domain.add_draft(
                row,
                by=request.membership,
                label=form.cleaned_data["label"],
                link=form.cleaned_data["link"],
                upload=form.cleaned_data["file"],
            )
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(_at(row, "drafts"))
    return project_page(request, row, draft_form=form)


@never_cache
@member_required
@require_GET
def draft_file(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """The file of a draft, for those who see the project."""
    draft = _draft_or_404(request, pk)
    if draft.file is None:
        raise Http404
    return send_file(draft.file)


@member_required
@require_POST
def draft_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    draft = _draft_or_404(request, pk)
    if draft.added_by_id != request.membership.pk:
        raise Http404
    asking = ask_first(
        request,
        title=_("Delete the draft “%(label)s”?") % {"label": draft.label},
        text=_("You can’t get it back. Requests to read it are deleted too."),
        button=_("Delete draft"),
        back=_at(draft.project, "drafts"),
    )
    if asking:
        return asking
    try:
        domain.delete_draft(draft, by=request.membership)
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The draft is deleted."))
    return redirect(_at(draft.project, "drafts"))


@member_required
@require_http_methods(["GET", "POST"])
def draft_readers(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask people of the group to read a draft."""
    draft = _draft_or_404(request, pk)
    row, member = draft.project, request.membership
    if not domain.is_inside(row, member):
        raise Http404
    form = ReadersForm(
        request.POST or None,
        people=[one for one in current_people(row.group) if one.pk != member.pk],
        today=row.institution.local_date(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.ask_readers(draft, by=member, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            said = ngettext(
                "%(count)d reader gets an email.",
                "%(count)d readers get an email.",
                len(made),
            )
            messages.success(request, said % {"count": len(made)})
            return redirect(_at(row, "drafts"))
    context = {"form": form, "draft": draft, "project": row}
    return render(request, "evaluations/writing/readers.html", context)


@never_cache
@member_required
@require_http_methods(["GET", "POST"])
def draft_review(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read, and say what one thinks; one's own part alone.

    Who has left the group meanwhile reads that it went back to who asked.
    """
    asked = DraftReview.objects.of(request.membership.institution)
    if asked.filter(pk=pk, reader=request.membership, handed_back_at__isnull=False).exists():
        return render(request, "evaluations/writing/handed_back.html", status=410)
    own = DraftReview.objects.visible_to(request.user).filter(reader=request.membership)
    review: DraftReview = get_object_or_404(
        own.select_related("draft__project__group", "draft__file", "asked_by"), pk=pk
    )
    form = ReviewForm(request.POST or None, initial={"text": review.text})
    if request.method == "POST" and form.is_valid():
        try:
            domain.give_review(review, by=request.membership, text=form.cleaned_data["text"])
        except EvaluationError as error:
            form.add_error("text", str(error.message))
        else:
            messages.success(request, _("Thank you. The authors can see your feedback."))
            return redirect(_at(review.draft.project, "drafts"))
    context = {
        "form": form,
        "review": review,
        "draft": review.draft,
        "project": review.draft.project,
    }
    return render(request, "evaluations/writing/review.html", context)


def project_page(request: MemberRequest, row: WritingProject, **more: Any) -> HttpResponse:
    """The page of a project, with a form that was refused where there is one."""
    desk = read_project(row, reader=request.membership)
    refused: MilestoneForm | None = more.pop("milestone_form", None)
    steps = [
        (line, refused if refused and refused.prefix == line.step else _step_form(line))
        for line in desk.milestones
    ]
    authors = {one.member_id for one in desk.authors}
    inside = domain.is_inside(row, request.membership)
    people = current_people(row.group) if inside else []
    addable = [one for one in people if one.pk not in authors]
    context = {
        "project": row,
        "group": row.group,
        "inside": inside,
        "desk": desk,
        "steps": steps,
        "addable": addable,
        "author_form": AddAuthorForm(people=addable),
        "draft_form": DraftForm(),
        "threshold": domain.STILL_AFTER_DAYS,
        **more,
    }
    return render(request, "evaluations/writing/project.html", context)


def _step_form(line: Any) -> MilestoneForm:
    initial = {"due_on": line.row.due_on, "done": bool(line.row.done_on)} if line.row else {}
    return MilestoneForm(prefix=line.step, initial=initial)


def project_or_404(request: MemberRequest, pk: UUID) -> WritingProject:
    """A project of one of the reader's groups, or of which they are an author."""
    own = WritingProject.objects.visible_to(request.user).of(request.membership.institution)
    row: WritingProject = get_object_or_404(
        own.select_related("institution", "group__institution"), pk=pk
    )
    return row


def _draft_or_404(request: MemberRequest, pk: UUID) -> ProjectDraft:
    own = ProjectDraft.objects.visible_to(request.user).of(request.membership.institution)
    row: ProjectDraft = get_object_or_404(
        own.select_related("project__institution", "project__group__institution", "file"), pk=pk
    )
    return row


def _at(row: WritingProject, place: str) -> str:
    return f"{reverse('evaluations:project', args=[row.pk])}#{place}"
