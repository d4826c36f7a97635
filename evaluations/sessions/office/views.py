"""The page of a program's sessions for its office, with its file and the room of each session."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluations.errors import EvaluationError
from evaluations.meetings.models import Meeting
from evaluations.sessions.attendance.forms import PlaceForm
from evaluations.sessions.attendance.views import make_up_page
from evaluations.sessions.office.domain import overview as domain
from evaluations.sessions.office.domain.places import room_of
from matching.models import Program
from matching.programs.access import directed_or_404, director_required
from matching.programs.attendance.domain import attendance_rules_of, words_of
from mentornet.mail.calendar import video_link
from mentornet.pages.editing import one_at_a_time
from mentornet.tabular.writing import tables_response
from profiles.access.members import MemberRequest


@director_required
@require_safe
def program_sessions(request: MemberRequest, pk: UUID) -> HttpResponse:
    """When and where the program's groups meet, for how many, and how many came."""
    program = _program_or_404(request, pk)
    group = _group(request)
    sessions = domain.read_sessions(program, group=group)
    context = {
        "program": program,
        "sessions": sessions,
        "group_key": str(group) if group else "",
        "narrowed": f"?group={group}" if group else "",
        "published": domain.PUBLISHED_SHARE,
        "rules": words_of(attendance_rules_of(program)),
    }
    return render(request, "evaluations/sessions/office/office.html", context)


@director_required
@require_safe
def program_sessions_file(request: MemberRequest, pk: UUID, suffix: str) -> HttpResponse:
    """The same as a file for book-keeping."""
    program = _program_or_404(request, pk)
    sessions = domain.read_sessions(program, group=_group(request))
    name = f"{slugify(program.name) or 'program'}-sessions.{suffix}"
    return tables_response(name, head=[program.name], tables=domain.tables_of(sessions))


@director_required
@one_at_a_time(Meeting)
def session_place(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The room and the link of one session; its people's calendars are told."""
    row, program = _session_or_404(request, pk)
    link = video_link(row.place)
    room = room_of(row.place)
    form = PlaceForm(request.POST or None, initial={"mode": row.mode, "room": room, "link": link})
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_place(
                row, by=request.membership, mode=form.cleaned_data["mode"], place=form.place()
            )
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Everyone who is expected gets an email."))
            return redirect("evaluations:program_sessions", pk=program.pk)
    context = {"form": form, "meeting": row, "group": row.group, "program": program}
    return render(request, "evaluations/sessions/office/place.html", context)


@director_required
def program_make_up(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Schedule a make-up session for a session that was cancelled, or to which no one came."""
    row, program = _session_or_404(request, pk)
    if row.state not in (Meeting.State.CANCELLED, Meeting.State.MISSED):
        raise Http404
    return make_up_page(request, row, back="evaluations:program_sessions", key=program.pk)


def _program_or_404(request: MemberRequest, pk: UUID) -> Program:
    program = directed_or_404(request, pk)
    if not program.traits.makes_groups:
        raise Http404
    return program


def _session_or_404(request: MemberRequest, pk: UUID) -> tuple[Meeting, Program]:
    """A session of a group of a program that the reader directs."""
    directed = Program.objects.directed_by(request.user).of(request.membership.institution)
    row: Meeting = get_object_or_404(
        Meeting.objects.filter(group__program_group__program__in=directed)
        .select_related("group__institution", "institution", "makes_up__group")
        .defer("agenda", "notes"),
        pk=pk,
    )
    program = directed.get(groups__group=row.group_id)
    return row, program


def _group(request: MemberRequest) -> UUID | None:
    """The group that the page is narrowed to; none where its key cannot be read."""
    try:
        return UUID(request.GET.get("group", ""))
    except ValueError:
        return None
