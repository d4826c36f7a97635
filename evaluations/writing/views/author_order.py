"""Who is an author, for what, in which order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.writing.domain import author_order as domain
from evaluations.writing.domain.author_rows import authors_of
from evaluations.writing.domain.project import is_inside
from evaluations.writing.forms.project import AddAuthorForm, ContributionsForm, OrderForm
from evaluations.writing.models import OrderChange, ProjectAuthor
from evaluations.writing.views.project import project_or_404, project_page
from networks.peer_groups.domain.group import current_people
from profiles.access.members import MemberRequest, member_required

SAID = {
    "consent": gettext_lazy("Saved: you agree."),
    "decline": gettext_lazy("Saved. The order does not change."),
    "withdraw": gettext_lazy("Proposal withdrawn. The order does not change."),
}


@member_required
@require_POST
def author_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take someone of the group in, as the last author."""
    project = project_or_404(request, pk)
    if not is_inside(project, request.membership):
        raise Http404
    form = AddAuthorForm(request.POST, people=current_people(project.group))
    if form.is_valid():
        try:
            domain.add_author(project, by=request.membership, member=form.cleaned_data["member"])
        except EvaluationError as error:
            form.add_error("member", str(error.message))
        else:
            return redirect("evaluations:project", pk=project.pk)
    return project_page(request, project, author_form=form)


@member_required
@require_http_methods(["GET", "POST"])
def author_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take one's own name off; asked once more."""
    project = project_or_404(request, pk)
    member = request.membership
    if not ProjectAuthor.objects.filter(project=project, member=member, left_at=None).exists():
        raise Http404
    if request.method == "GET":
        return render(request, "evaluations/writing/author_leave.html", {"project": project})
    domain.leave_authors(project, by=member)
    messages.success(request, _("Your name is removed. The history shows this."))
    return redirect("evaluations:groups")


@member_required
@require_http_methods(["GET", "POST"])
def author(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What an author does. Said by someone else, it waits for their word."""
    row = author_or_404(request, pk)
    form = ContributionsForm(request.POST or None, initial={"contributions": row.contributions})
    if request.method == "POST" and form.is_valid():
        domain.set_contributions(row, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("evaluations:project", pk=row.project_id)
    context = {"form": form, "author": row, "project": row.project}
    return render(request, "evaluations/writing/author.html", context)


@member_required
@require_POST
def author_agree(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Agree to what stands at one's own name."""
    row = author_or_404(request, pk)
    try:
        domain.agree_to_contributions(row, by=request.membership)
    except EvaluationError:
        raise Http404 from None
    messages.success(request, _("Thank you. The others can see that you agree."))
    return redirect("evaluations:project", pk=row.project_id)


@member_required
@require_http_methods(["GET", "POST"])
def order(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Propose another order of authors."""
    project = project_or_404(request, pk)
    authors = authors_of(project)
    form = OrderForm(request.POST or None, authors=authors)
    if request.method == "POST" and form.is_valid():
        try:
            domain.propose_order(
                project,
                by=request.membership,
                order=form.order(),
                terms=form.terms(),
                why=form.cleaned_data["why"],
            )
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(
                request, _("Order proposed. It takes effect once everyone affected agrees.")
            )
            return redirect("evaluations:project", pk=project.pk)
    context = {"form": form, "project": project, "authors": authors}
    return render(request, "evaluations/writing/order.html", context)


@member_required
@require_POST
def order_answer(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Consent, decline, or take back what one proposed."""
    own = OrderChange.objects.visible_to(request.user).of(request.membership.institution)
    change: OrderChange = get_object_or_404(own.select_related("project"), pk=pk)
    member = request.membership
    if act not in ("consent", "decline", "withdraw"):
        raise Http404
    try:
        if act == "withdraw":
            domain.withdraw_order(change, by=member)
        else:
            domain.answer_order(change, by=member, consents=act == "consent")
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, SAID[act])
    return redirect("evaluations:project", pk=change.project_id)


def author_or_404(request: MemberRequest, pk: UUID) -> ProjectAuthor:
    """An author, who is one still, of a project that the reader sees."""
    own = ProjectAuthor.objects.visible_to(request.user).of(request.membership.institution)
    row: ProjectAuthor = get_object_or_404(
        own.filter(left_at=None).select_related(
            "project__group", "project__institution", "member__user"
        ),
        pk=pk,
    )
    return row
