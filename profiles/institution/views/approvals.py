"""What waits for a second person's yes, as directors see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.institution.domain import approvals as domain
from profiles.institution.models.approval import ApprovalQuerySet
from profiles.institution.rules import is_involved
from profiles.models import Approval

director_required = permission_required("profiles.decide_approvals")
DECIDED_SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """A request as the page shows it to one reader."""

    row: Approval
    text: str
    mine: bool
    decidable: bool


@never_cache
@require_safe
@director_required
def approvals(request: MemberRequest) -> HttpResponse:
    """Show what waits in the institution, what one has asked for, and the latest decisions."""
    rows = _own(request).select_related("institution", "asked_by", "gains", "decided_by")
    waiting = [
        Asked(
            row,
            text=domain.describe(row),
            mine=row.asked_by_id == request.user.pk,
            decidable=not is_involved(request.user, row),
        )
        for row in rows.waiting()
    ]
    decided = [
        Asked(row, text=domain.describe(row), mine=False, decidable=False)
        for row in rows.exclude(state=Approval.State.WAITING).order_by("-decided_at")[
            :DECIDED_SHOWN
        ]
    ]
    context = {"waiting": waiting, "decided": decided}
    return render(request, "profiles/institution/approvals.html", context)


@require_POST
@director_required
@fresh_authentication_required
def approval_approve(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give the second yes."""
    return _decide(request, pk, act=domain.approve, done=_("Approved. It is in effect."))


@require_POST
@director_required
@fresh_authentication_required
def approval_refuse(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say no."""
    return _decide(request, pk, act=domain.refuse, done=_("Refused. Nothing has changed."))


@require_POST
@director_required
def approval_withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back one's own request."""
    return _decide(request, pk, act=domain.withdraw, done=_("Your request is withdrawn."))


def _decide(
    request: MemberRequest, pk: UUID, *, act: Callable[..., Approval], done: str
) -> HttpResponse:
    try:
        act(get_object_or_404(_own(request), pk=pk), by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect("profiles:approvals")


def _own(request: MemberRequest) -> ApprovalQuerySet:
    rows: ApprovalQuerySet = Approval.objects.visible_to(request.user).of(
        request.membership.institution
    )
    return rows
