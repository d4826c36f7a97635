"""Enrolling in a program, changing the application, withdrawing; and whom one does not want."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.errors import MatchingError
from matching.groups.application import domain as group_application
from matching.groups.application.forms import GroupApplicationForm
from matching.groups.forming_rules.domain import rules_of
from matching.programs.access import program_or_404
from matching.programs.application.forms import asked_beside
from matching.programs.enrollment import domain
from matching.programs.enrollment.forms import MentorForm, ProtegeForm, application_form
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.errors import NetworkError
from networks.models import Exclusion
from networks.relationships.domain import exclusion
from networks.relationships.domain.queries.colleagues import find_colleagues
from networks.relationships.forms.colleague import ColleagueSearchForm
from networks.relationships.views.tie import colleague_or_404
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership
from profiles.questions.errors import QuestionReworded


@member_required
def enroll(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """The application: prefilled at first, afterwards as it was saved."""
    program = program_or_404(request, pk)
    member = request.membership
    own = Enrollment.objects.filter(
        program=program, member=member, side=_side_or_404(program, side)
    ).first()
    enrolled = own is not None and own.is_active
    refusals = [] if enrolled else domain.refusals(program, member, side)
    traits = program.traits.side(side)
    initial = (
        {name: getattr(own, name) for name in traits.asks}
        if own
        else domain.prefill(program, member, side)
    )
    given = request.POST if request.method == "POST" else None
    form = application_form(side)(given, program=program, initial=initial)
    also = _for_groups(program, member, side, given, own) if program.traits.makes_groups else None
    beside = asked_beside(program, member, own, given)
    fine = form.is_valid()
    fine = (also is None or also.is_valid()) and fine  # all are looked at, so that all is said
    fine = beside.is_valid() and fine
    if request.method == "POST" and fine:
        try:
            with transaction.atomic():
                row = _enroll(program, member, side, form, also)
                beside.keep(row, is_new=not enrolled)
        except (MatchingError, QuestionReworded) as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved.") if enrolled else _("You are enrolled."))
            if program.traits.makes_pairs:
                return redirect("matching:choices", pk=row.program_id, side=side)
            return redirect("matching:program", pk=row.program_id)
    context = {
        "program": program,
        "side": side,
        "traits": traits,
        "form": form,
        "also": also,
        "beside": beside,
        "own": own,
        "enrolled": enrolled,
        "refusals": refusals,
    }
    return render(request, "matching/programs/application/enroll.html", context)


def _for_groups(
    program: Program, member: Membership, side: str, given: Any, own: Enrollment | None
) -> GroupApplicationForm:
    """What a program of groups asks beside: hours, and in what one does not want to be alone."""
    return GroupApplicationForm(
        given,
        initial=group_application.prefill_hours(member, own),
        told=group_application.own_attributes(member),
        rules=rules_of(program),
        leads=side == Enrollment.Side.MENTOR,
    )


def _enroll(
    program: Program,
    member: Membership,
    side: str,
    form: ProtegeForm | MentorForm,
    also: GroupApplicationForm | None,
) -> Enrollment:
    if also is None:
        return domain.enroll(program, member=member, side=side, **form.application())
    return group_application.enroll_for_group(
        program, member=member, side=side, application=form.application(), **also.said()
    )


@member_required
def withdraw(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """Ask once, then leave."""
    row = enrollment_or_404(request, pk, side)
    if request.method == "POST":
        domain.withdraw(row, actor=request.user)
        messages.success(request, _("You have withdrawn. You can enrol again while it is open."))
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
    search = ColleagueSearchForm(request.GET or None)
    words = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
    own = Exclusion.objects.visible_to(request.user).filter(
        owner=request.membership, reach=Exclusion.Reach.PAIR
    )
    context = {
        "program": program,
        "search": search,
        "words": words,
        "found": find_colleagues(request.membership, words=words) if words else [],
        "rows": own.select_related("other__unit").order_by("other__family_name", "pk"),
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
            messages.success(request, _("Noted. Nobody else learns of it."))
        elif act == "remove":
            exclusion.lift_keep_apart(request.membership, other=other)
            messages.success(request, _("Taken off your list."))
        else:
            raise Http404
    except NetworkError as error:
        messages.error(request, str(error.message))
    return redirect("matching:apart", pk=program.pk)


def enrollment_or_404(request: MemberRequest, pk: UUID, side: str) -> Enrollment:
    """The reader's own enrolment on this side, as long as they take part."""
    program = program_or_404(request, pk)
    own = Enrollment.objects.active().filter(
        member=request.membership, side=_side_or_404(program, side)
    )
    row: Enrollment = get_object_or_404(
        own.select_related("program__institution", "member__user", "institution"), program=program
    )
    return row


def _side_or_404(program: Program, side: str) -> str:
    if side not in program.traits.side_values:
        raise Http404
    return side
