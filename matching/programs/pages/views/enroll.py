"""Enrolling in a program, and changing the application: all that a program asks on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.groups.application import domain as group_application
from matching.groups.application.forms import GroupApplicationForm
from matching.groups.forming_rules.domain import rules_of
from matching.programs.access import program_or_404, side_or_404
from matching.programs.application.forms import additional_forms
from matching.programs.enrollment import domain
from matching.programs.enrollment.forms import MentorForm, ProtegeForm, application_form
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership
from profiles.questions.errors import QuestionReworded


@member_required
def enroll(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """The application: prefilled at first, afterwards as it was saved."""
    program = program_or_404(request, pk)
    member = request.membership
    own = Enrollment.objects.filter(
        program=program, member=member, side=side_or_404(program, side)
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
    asks_groups = program.traits.makes_groups and not program.traits.pairs_peers
    also = _for_groups(program, member, side, given, own) if asks_groups else None
    beside = additional_forms(program, member, own, given, asks_dates=_asks_dates(program))
    fine = form.is_valid()
    fine = (also is None or also.is_valid()) and fine  # all are looked at, so that all is said
    fine = beside.is_valid() and fine
    if request.method == "POST" and fine:
        try:
            with transaction.atomic():
                row = _enroll(program, member, side, form, also)
                beside.save(row, is_new=not enrolled)
        except (MatchingError, QuestionReworded) as error:
            form.add_error(None, str(error.message))
        else:
            if row.awaits:
                said = _("Sent. A director will answer, and we’ll email you.")
                messages.success(request, said)
                return redirect("matching:program", pk=row.program_id)
            messages.success(request, _("Saved.") if enrolled else _("You are enrolled."))
            if program.traits.by_projects and side == Enrollment.Side.PROTEGE:
                return redirect("matching:project_choices", pk=row.program_id)
            if program.traits.chooses:
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


def _asks_dates(program: Program) -> bool:
    """Whether people are asked about the dates: those of groups in weekly hours are not."""
    return not program.traits.makes_groups or not rules_of(program).asks_hours
