"""Withdrawing from a program; the people to be kept apart from; and what people answered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.programs.access import (
    directed_or_404,
    director_required,
    enrollment_or_404,
    program_or_404,
)
from matching.programs.application.domain import answers_for_directors, date_counts
from matching.programs.dates.domain import confirmation
from matching.programs.dates.models import TimeConfirmation
from matching.programs.enrollment import domain
from networks.errors import NetworkError
from networks.models import Exclusion
from networks.relationships.domain import exclusion
from networks.relationships.views.lookup import look_up
from networks.relationships.views.tie import colleague_or_404
from profiles.access.members import MemberRequest, member_required


@member_required
def withdraw(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """Ask once, then leave."""
    row = enrollment_or_404(request, pk, side, waiting=True)
    if request.method == "POST":
        domain.withdraw(row, actor=request.user)
        messages.success(request, _("You withdrew. You can enroll again while enrollment is open."))
        return redirect("matching:program", pk=row.program_id)
    return render(
        request,
        "matching/programs/application/withdraw.html",
        {"program": row.program, "side": side},
    )


@member_required
def apart(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The people with whom one is never to be paired: confidential, and the same everywhere."""
    program = program_or_404(request, pk)
    own = Exclusion.objects.visible_to(request.user).filter(
        owner=request.membership, reach=Exclusion.Reach.PAIR
    )
    context = {
        "program": program,
        **look_up(request),
        "rows": own.select_related("other__unit").order_by("other__sort_key", "pk"),
    }
    return render(request, "matching/programs/application/keep_apart.html", context)


@member_required
@require_POST
def apart_change(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    program = program_or_404(request, pk)
    other = colleague_or_404(request, request.POST.get("member", ""))
    try:
        if act == "add":
            exclusion.keep_apart(request.membership, other=other)
            messages.success(request, _("Added to your list. No one else sees it."))
        elif act == "remove":
            exclusion.lift_keep_apart(request.membership, other=other)
            messages.success(request, _("Removed from your list."))
        else:
            raise Http404
    except NetworkError as error:
        messages.error(request, str(error.message))
    return redirect("matching:apart", pk=program.pk)


@director_required
def program_answers(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who can come when, what people answered where directors read it, and whose chief confirmed."""
    program = directed_or_404(request, pk)
    directs = request.user.has_perm("profiles.direct_institution", program)
    counts, absentees = date_counts(program)
    confirmations = (
        TimeConfirmation.objects.visible_to(request.user)
        .filter(enrollment__program=program, enrollment__withdrawn_at=None)
        .select_related("enrollment__member")
        .order_by("enrollment__member__sort_key", "pk")
    )
    context = {
        "program": program,
        "counts": counts,
        "absentees": absentees,
        "confirmations": confirmation.mark_earlier(
            list(confirmations) if program.asks_chief else [], dates=[one.row for one in counts]
        ),
        # People were told that directors read these by name: a coordinator does not.
        "answered": answers_for_directors(program) if directs else [],
    }
    return render(request, "matching/programs/application/answers.html", context)
