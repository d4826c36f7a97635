"""What a member says of their own sessions: that they can't come, and what they need there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.expected import cannot_come, not_coming
from evaluations.meetings.errors import LinkOver
from evaluations.meetings.models import Attendance, Meeting
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.access import group_or_404
from evaluations.sessions.attendance.domain import absence as domain
from evaluations.sessions.attendance.domain import taking
from evaluations.sessions.attendance.domain.make_up import (
    first_of,
    may_arrange,
    plan_make_up,
    to_make_up,
)
from evaluations.sessions.attendance.domain.needs import needs_of, program_of, save_needs
from evaluations.sessions.attendance.forms import AbsenceForm, MakeUpForm, NeedsForm
from evaluations.sessions.back import came_from
from mentornet.clock import zone_words
from mentornet.pages.by_link import opened_by_link
from networks.peer_groups.domain.group import may_lead
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership


@dataclass(frozen=True)
class _Page:
    """Whose page on which session it is, and whether they are signed in."""

    request: HttpRequest
    row: Meeting
    member: Membership
    signed_in: bool


@member_required
def session_absence(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that one can't come to a session, with words or without, or that one can after all."""
    row = meeting_or_404(request, pk)
    if row.group is None:
        raise Http404
    if not domain.may_say(row, request.membership):
        messages.error(
            request,
            _("This session has started, or you are not expected at it. Nothing was changed."),
        )
        return redirect("evaluations:meeting", pk=row.pk)
    return _answer(_Page(request, row, request.membership, signed_in=True))


@opened_by_link
def session_absence_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a reminder, without a sign-in. Opening it changes nothing."""
    try:
        row, member = domain.open_absence(token)
    except LinkOver as error:
        return render(
            request, "evaluations/meetings/link_over.html", {"said": error.message}, status=404
        )
    return _answer(_Page(request, row, member, signed_in=False))


def _answer(page: _Page) -> HttpResponse:
    request, row, member = page.request, page.row, page.member
    form = AbsenceForm(request.POST)
    if request.method != "POST":
        return _show(page, AbsenceForm())
    try:
        if "coming" in request.POST:
            domain.say_coming(row, member)
            said = _("Saved: you can come.")
        elif form.is_valid():
            domain.say_absent(row, member, words=form.cleaned_data["words"].strip())
            said = _("Saved: you can’t come. The people who lead the session get an email.")
        else:
            return _show(page, form)
    except EvaluationError as error:
        return _show(page, form, refused=str(error.message))
    if page.signed_in:
        messages.success(request, said)
        return redirect("evaluations:meeting", pk=row.pk)
    return _show(page, AbsenceForm(), said=said)


def _show(page: _Page, form: AbsenceForm, *, said: str = "", refused: str = "") -> HttpResponse:
    row, member = page.row, page.member
    group = row.group
    assert group is not None  # noqa: S101  (asked by both doors)
    context = {
        "meeting": row,
        "group": group,
        "form": form,
        "said": said,
        "refused": refused,
        "signed_in": page.signed_in,
        "cannot": member.pk in cannot_come(row),
        "is_heard": domain.is_heard(group, member),
        "leads": may_lead(group, member),
        "zone": zone_words(member.zone),
        "institution": row.institution,
    }
    with timezone.override(member.zone):
        return render(page.request, "evaluations/sessions/attendance/absence.html", context)


@member_required
def make_up(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Schedule a make-up session for those who missed one; for who leads the group."""
    row = meeting_or_404(request, pk)
    if row.group is None or not may_lead(row.group, request.membership):
        raise Http404
    return make_up_page(request, row, back="evaluations:meeting", key=row.pk)


def make_up_page(request: MemberRequest, row: Meeting, *, back: str, key: UUID) -> HttpResponse:
    """Show the form and plan what it says; *back* leads, with *key*, to where it came from."""
    group = row.group
    if group is None or not may_arrange(group, request.membership):
        raise Http404
    first = first_of(row)
    missed = to_make_up(first)
    initial = {"minutes": first.minutes, "mode": first.mode, "place": first.place}
    form = MakeUpForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plan_make_up(first, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(
                request,
                _("The make-up session is scheduled. People who missed the session get an email."),
            )
            return redirect(back, pk=key)
    context = {
        "form": form,
        "meeting": first,
        "group": group,
        "missed": missed,
        "back": back,
        "key": key,
        "zone": zone_words(request.membership.zone),
    }
    return render(request, "evaluations/sessions/attendance/make_up.html", context)


@member_required
def session_needs(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What one needs at the sessions of the group's program."""
    group = group_or_404(request, pk)
    program = program_of(group)
    if program is None or not group.is_active:
        raise Http404
    before = needs_of(program, request.membership)
    initial = {"needs": before.needs if before else []}
    form = NeedsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_needs(program, request.membership, needs=form.cleaned_data["needs"])
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Program staff see it only as a count."))
            return redirect("evaluations:group", pk=group.pk)
    context = base_of(request, group) | {"form": form, "program": program}
    return render(request, "evaluations/sessions/attendance/needs.html", context)


@member_required
@require_POST
def attendance(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who came: one tap a person, or all at once."""
    row = meeting_or_404(request, pk)
    if row.group is None or not may_lead(row.group, request.membership):
        raise Http404
    states: dict[UUID, str] = {}
    try:
        if "all" in request.POST:
            # Anyone who has said that they can't come is excused, unless they are noted otherwise.
            expected = {one.member_id for one in taking.expected_at(row, row.group)}
            others = expected - not_coming(row) - taking.noted_at(row)
            states = dict.fromkeys(others, Attendance.State.PRESENT)
        else:
            states[UUID(request.POST.get("member", ""))] = Attendance.State(
                request.POST.get("state", "")
            )
    except ValueError:
        raise Http404 from None
    try:
        taking.take_attendance(row, by=request.membership, states=states)
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(came_from(request, row))
