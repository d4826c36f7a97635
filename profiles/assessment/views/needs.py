"""The person's mentoring needs, and those that their own words propose."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain import needs as domain
from profiles.assessment.domain.parts import PARTS
from profiles.assessment.forms.needs import NeedForm
from profiles.assessment.views.parts import needs_page
from profiles.errors import DomainError
from profiles.models import Need
from profiles.undo.views import removing


def _back() -> str:
    part = next(one for one in PARTS if one.has_needs)
    return reverse("profiles:assessment_part", args=[part.slug])


@require_POST
@member_required
def need_add(request: MemberRequest) -> HttpResponse:
    form = NeedForm(request.POST)
    if form.is_valid():
        try:
            domain.add_need(request.membership, **form.cleaned_data)
        except domain.NeedExists as error:
            form.add_error("area", str(error))
        else:
            messages.success(request, _("Added to your needs."))
            return redirect(_back())
    return needs_page(request, form)


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def need(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change one need."""
    row = _need_or_404(request, pk)
    initial = {name: getattr(row, name) for name in NeedForm.base_fields}
    form = NeedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            domain.edit_need(row, **form.cleaned_data)
        except domain.NeedExists as error:
            form.add_error("area", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(_back())
    context = {"form": form, "need": row, "back": _back()}
    return render(request, "profiles/assessment/need.html", context)


@require_POST
@member_required
def need_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _need_or_404(request, pk)
    with removing(request, row, said=_("Need removed."), back=_back()):
        domain.remove_need(row)
    return redirect(_back())


@require_POST
@member_required
def proposal(request: MemberRequest) -> HttpResponse:
    """Take a proposed need over, put it aside, or show again what was put aside."""
    action, key = request.POST.get("action"), request.POST.get("key", "")
    try:
        if action == "accept":
            domain.accept_proposal(request.membership, key=key)
            messages.success(request, _("Added to your needs."))
        elif action == "dismiss":
            domain.dismiss_proposal(request.membership, key=key)
            messages.success(request, _("Dismissed. You can bring it back below."))
        elif action == "restore":
            domain.restore_proposals(request.membership)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(_back())


def _need_or_404(request: MemberRequest, pk: UUID) -> Need:
    own = Need.objects.visible_to(request.user).filter(member=request.membership)
    row: Need = get_object_or_404(own.select_related("member__user", "institution"), pk=pk)
    return row
