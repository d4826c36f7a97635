"""Guests of a session: whom its facilitator invites, and what a guest sees of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import EvaluationError
from evaluations.files.views import send_file
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.access import led_session_or_404
from evaluations.sessions.curriculum.models import Material, SessionPlan
from evaluations.sessions.guests.domain import invitations as domain
from evaluations.sessions.guests.forms import GuestForm
from evaluations.sessions.guests.models import SessionGuest
from mentornet.pages.confirmation import ask_first
from profiles.access.members import MemberRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def guests(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The guests of a session, and a form to invite one; for who facilitates."""
    row = led_session_or_404(request, pk)
    assert row.group is not None  # noqa: S101  (asked above)
    form = GuestForm(request.POST or None, institution=row.group.institution)
    if request.method == "POST" and form.is_valid():
        try:
            guest = domain.invite_guest(
                row, by=request.membership, member=form.cleaned_data["email"]
            )
        except EvaluationError as error:
            form.add_error("email", str(error.message))
        else:
            messages.success(
                request, _("We sent %(name)s an invitation by email.") % {"name": guest.member.name}
            )
            return redirect("evaluations:session_guests", pk=row.pk)
    context = base_of(request, row.group) | {
        "meeting": row,
        "guests": domain.guests_of(row),
        "form": form,
    }
    return render(request, "evaluations/sessions/guests/guests.html", context)


@require_POST
@member_required
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back. Asked once more."""
    own = SessionGuest.objects.visible_to(request.user).of(request.membership.institution)
    guest: SessionGuest = get_object_or_404(
        own.select_related("meeting__group", "member__user", "member__institution", "institution"),
        pk=pk,
    )
    row = led_session_or_404(request, guest.meeting_id)
    asking = ask_first(
        request,
        title=_("Withdraw the invitation to %(name)s?") % {"name": guest.member.name},
        text=_("They get an email, and the session is removed from their calendar."),
        button=_("Withdraw invitation"),
        back=reverse("evaluations:session_guests", args=[row.pk]),
    )
    if asking:
        return asking
    try:
        domain.withdraw_guest(guest, by=request.membership)
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Invitation withdrawn. The guest gets an email."))
    return redirect("evaluations:session_guests", pk=row.pk)


@never_cache
@require_safe
@member_required
def session(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a guest sees of the session: when, where and its materials. Nothing of the group."""
    guest = _own_or_404(request, pk)
    shown = domain.is_open(guest)
    plan = SessionPlan.objects.filter(meeting=guest.meeting).first() if shown else None
    context = {
        "guest": guest,
        "meeting": guest.meeting,
        "group": guest.meeting.group,
        "shown": shown,
        "title": plan.title if plan else "",
        "materials": plan.materials.select_related("file") if plan else [],
    }
    return render(request, "evaluations/sessions/guests/guest.html", context)


@never_cache
@require_safe
@member_required
def material(request: MemberRequest, pk: UUID, material: UUID) -> HttpResponseBase:
    """A file of the session, for its guest."""
    guest = _own_or_404(request, pk)
    if not domain.is_open(guest):
        raise Http404
    files = Material.objects.filter(plan__meeting=guest.meeting, file__isnull=False)
    row = get_object_or_404(files.select_related("file"), pk=material)
    return send_file(row.file)


def _own_or_404(request: MemberRequest, pk: UUID) -> SessionGuest:
    """The reader's own invitation."""
    rows = SessionGuest.objects.filter(member=request.membership)
    row: SessionGuest = get_object_or_404(
        rows.select_related("meeting__group", "meeting__institution"), pk=pk
    )
    return row
