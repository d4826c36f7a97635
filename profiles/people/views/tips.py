"""Dismissing a tip, and showing all of them again."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.people.domain import tips as domain


@require_POST
@member_required
def tip_dismiss(request: MemberRequest, name: str) -> HttpResponse:
    """Show a tip to me no more, and lead back to the page on which it was."""
    if name not in domain.TIPS:
        raise Http404
    domain.dismiss(request.membership, tip=name)
    back = request.POST.get("back", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else settings.LOGIN_REDIRECT_URL)


@require_POST
@member_required
def tips_show(request: MemberRequest) -> HttpResponse:
    """Show me all tips again."""
    domain.show_again(request.membership)
    messages.success(request, _("You will see tips again."))
    return redirect("profiles:settings")
