"""The people who would leave, more than usual, as a director decides about them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentornet.lists.selection import mark_of
from mentornet.moments import number
from profiles.access.members import MemberRequest, permission_required
from profiles.errors import DomainError
from profiles.models import HeldEnding
from profiles.roster.domain.endings import limit_of
from profiles.roster.domain.held_endings import confirm_endings, decline_endings

A_PAGE = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("profiles.import_roster")
def held_endings(request: MemberRequest) -> HttpResponse:
    """List them; a POST says of some, or of all, that they leave or stay."""
    institution = request.membership.institution
    if request.method == "POST":
        _decide(request)
        return redirect("profiles:held_endings")
    rows = HeldEnding.objects.visible_to(request.user).of(institution)
    waiting = rows.waiting().select_related("member__unit")
    context = {
        "page": Paginator(waiting, A_PAGE).get_page(request.GET.get("page")),
        "mark": mark_of(waiting.order_by().values_list("member", flat=True)),
        "leaving": rows.exclude(confirmed_at=None).count(),
        "limit": limit_of(institution),
    }
    return render(request, "profiles/roster/held_endings.html", context)


def _decide(request: MemberRequest) -> None:
    act, _sign, all_of_them = request.POST.get("act", "").partition("-")
    if act not in ("end", "keep"):
        return
    if all_of_them == "all":
        here = HeldEnding.objects.visible_to(request.user).of(request.membership.institution)
        members = list(here.waiting().order_by().values_list("member", flat=True))
        if request.POST.get("shown") != mark_of(members):
            messages.warning(
                request, _("Other people wait for your decision now. Check, and decide again.")
            )
            return
    else:
        members = _keys(request.POST.getlist("member"))
    if not members:
        messages.warning(request, _("Select at least one person."))
        return
    try:
        if act == "end":
            count = confirm_endings(request.membership, members=members)
            words = ngettext("%(count)s person leaves.", "%(count)s people leave.", count)
        else:
            count = decline_endings(request.membership, members=members)
            words = ngettext("%(count)s person stays.", "%(count)s people stay.", count)
    except DomainError as error:
        messages.error(request, str(error.message))
        return
    messages.success(request, words % {"count": number(count)})


def _keys(given: list[str]) -> list[UUID]:
    found = []
    for one in given:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
