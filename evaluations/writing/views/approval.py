"""Final approval of a paper, and its authors outside: named here, answering by links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.writing.domain import answering, approval
from evaluations.writing.domain import outside_authors as outside
from evaluations.writing.domain.asking import answers_by_link
from evaluations.writing.forms.approval import ContactForm, FinalVersionForm, OutsideAuthorForm
from evaluations.writing.models import FinalApproval
from evaluations.writing.views.author_order import author_or_404
from evaluations.writing.views.project import project_or_404
from mentornet.mail.errors import LinkError, LinkUnknown
from mentornet.pages.by_link import opened_by_link
from mentornet.pages.confirmation import ask_first
from profiles.access.members import MemberRequest, member_required

ANSWERS = {"agree": True, "decline": False}


@member_required
@require_http_methods(["GET", "POST"])
def final_ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose the version that is to be submitted, and ask every author to approve it."""
    project = project_or_404(request, pk)
    form = FinalVersionForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            approval.ask_approval(project, by=request.membership, draft=form.cleaned_data["draft"])
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Every author gets an email with a request to approve it."))
            return redirect(_final(project.pk))
    context = {"form": form, "project": project}
    return render(request, "evaluations/writing/final_ask.html", context)


@member_required
@require_POST
def final_answer(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Approve a version as its author, or say not yet."""
    if act not in ("approve", "not-yet"):
        raise Http404
    own = FinalApproval.objects.visible_to(request.user).of(request.membership.institution)
    row: FinalApproval = get_object_or_404(
        own.filter(author__member=request.membership).select_related("version__project", "author"),
        pk=pk,
    )
    try:
        approval.answer_approval(row, by=request.membership, approves=act == "approve")
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(
            request,
            _("You approved this version.")
            if act == "approve"
            else _("Saved: not yet. Tell the others what is missing."),
        )
    return redirect(_final(row.version.project_id))


@member_required
@require_http_methods(["GET", "POST"])
def outside_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Name an author outside; they are asked by email."""
    project = project_or_404(request, pk)
    form = OutsideAuthorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = outside.add_outside(project, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("We sent %(name)s an email.") % {"name": row.name})
            return redirect(_authors(project.pk))
    context = {"form": form, "project": project, "author": None}
    return render(request, "evaluations/writing/contact.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def author_contact(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change how an author is reached who has no account here (any more)."""
    row = author_or_404(request, pk)
    if not (row.is_outside or row.has_left):
        raise Http404
    initial = {"name": row.name, "email": row.email, "affiliation": row.affiliation}
    kind = OutsideAuthorForm if row.is_outside else ContactForm
    form = kind(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {"name": row.name, **form.cleaned_data}
        try:
            outside.change_contact(row, by=request.membership, **given)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect(_authors(row.project_id))
    context = {"form": form, "project": row.project, "author": row}
    return render(request, "evaluations/writing/contact.html", context)


@member_required
@require_POST
def outside_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take an author outside off who has not agreed to be one; asked once more."""
    row = author_or_404(request, pk)
    if not row.is_outside:
        raise Http404
    page = ask_first(
        request,
        title=_("Remove %(name)s as an author?") % {"name": row.name},
        text=_(
            "The authors after them move up, and the links they got stop working. The history still "
            "shows that they were named."
        ),
        button=_("Remove"),
        back=_authors(row.project_id),
    )
    if page:
        return page
    try:
        outside.remove_outside(row, by=request.membership)
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("%(name)s was removed.") % {"name": row.name})
    return redirect(_authors(row.project_id))


@member_required
@require_POST
def outside_ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send an author who answers by links new ones; asked once more."""
    row = author_or_404(request, pk)
    if not answers_by_link(row):
        raise Http404
    page = ask_first(
        request,
        title=_("Send %(name)s a new link?") % {"name": row.name},
        text=_(
            "We send one email to %(email)s for each question that waits for them. Earlier links stop working."
        )
        % {"email": row.email},
        button=_("Send"),
        back=_authors(row.project_id),
    )
    if page:
        return page
    outside.ask_again(row, by=request.membership)
    messages.success(request, _("Sent to %(email)s.") % {"email": row.email})
    return redirect(_authors(row.project_id))


@opened_by_link
def author_link(request: HttpRequest, token: str) -> HttpResponse:
    """What an author without an account is asked; looking changes nothing.

    The token is what lets someone answer, so the page asks neither for a sign-in nor for a cookie.
    """
    try:
        if request.method != "POST":
            return _question(request, answering.open_question(token))
        said = request.POST.get("answer", "")
        if said in ANSWERS:
            agrees = ANSWERS[said]
            asked = answering.answer_question(token, agrees=agrees)
            return _question(request, asked, done=answering.said_of(asked, agrees=agrees))
        if said == "leave":
            return _leave(request, token)
        return _question(request, answering.open_question(token))
    except LinkError as error:
        status = 404 if isinstance(error, LinkUnknown) else 410
        context = {"error": error.message}
        return render(request, "evaluations/writing/author_link.html", context, status=status)
    except EvaluationError as error:
        context = {"error": error.message}
        return render(request, "evaluations/writing/author_link.html", context, status=409)


def _leave(request: HttpRequest, token: str) -> HttpResponse:
    asked = answering.open_question(token)
    page = ask_first(
        request,
        title=_("Remove your name from this paper?"),
        text=_("You will no longer be an author of “%(title)s”, and the others can see this.")
        % {"title": asked.project.title},
        button=_("Remove my name"),
        back=request.path,
    )
    if page:
        return page
    return _question(request, answering.leave_by_link(token), done=_("Your name is removed."))


def _question(request: HttpRequest, asked: answering.Question, **more: Any) -> HttpResponse:
    context = {"asked": asked, "author": asked.author, "project": asked.project, **more}
    return render(request, "evaluations/writing/author_link.html", context)


def _authors(pk: UUID) -> str:
    return f"{reverse('evaluations:project', args=[pk])}#authors"


def _final(pk: UUID) -> str:
    return f"{reverse('evaluations:project', args=[pk])}#final"
