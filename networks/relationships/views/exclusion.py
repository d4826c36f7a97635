"""The private list of people whom a member does not want to have suggested."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.errors import AskedOneself
from networks.relationships.domain.exclusion import exclude_person, include_person
from networks.relationships.domain.queries.colleagues import colleagues
from networks.relationships.models import Exclusion
from profiles.access.members import MemberRequest, member_required


@require_GET
@member_required
def exclusions(request: MemberRequest) -> HttpResponse:
    """My own list of people not to suggest."""
    own = (
        Exclusion.objects.visible_to(request.user)
        .filter(owner=request.membership, reach=Exclusion.Reach.SUGGESTION)
        .select_related("other__unit")
        .order_by("-created_at", "id")
    )
    page = Paginator(own, 50).get_page(request.GET.get("page"))
    return render(request, "networks/relationships/exclusions.html", {"page": page})


@require_POST
@member_required
def exclude(request: MemberRequest, pk: str) -> HttpResponse:
    """Suggest this person no more; the list says how to take it back."""
    other = get_object_or_404(colleagues(request.membership), pk=pk)
    try:
        exclude_person(request.membership, other=other)
    except AskedOneself as refusal:
        messages.error(request, refusal.message)
        return redirect("networks:person", pk=pk)
    messages.success(
        request,
        _("We will no longer suggest %(name)s to you. Only you can see this. You can undo it here.")
        % {"name": other.name},
    )
    return redirect("networks:exclusions")


@require_POST
@member_required
def include(request: MemberRequest, pk: str) -> HttpResponse:
    """Take an exclusion back."""
    own = Exclusion.objects.visible_to(request.user).filter(owner=request.membership)
    exclusion = get_object_or_404(own.select_related("other"), other=pk)
    include_person(request.membership, other=exclusion.other)
    messages.success(
        request, _("We may suggest %(name)s to you again.") % {"name": exclusion.other.name}
    )
    return redirect(reverse("networks:exclusions"))
