"""A program's dates, as the director writes them, and as faculty read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching.errors import MatchingError
from matching.programs.access import directed_or_404, director_required, program_or_404
from matching.programs.dates.domain import confirmation
from matching.programs.dates.domain.calendar_file import calendar_of
from matching.programs.dates.domain.curricula import curriculum_choices
from matching.programs.dates.domain.schedule import (
    DateRow,
    add_dates,
    clock_words,
    count_to_notify,
    dates_of,
    lines_for,
    rescheduled_rows,
    save_dates,
)
from matching.programs.dates.forms import (
    AddDatesForm,
    ConfirmationForm,
    DateSettingsForm,
    DateTable,
    ShiftDatesForm,
)
from matching.programs.domain.lifecycle import change_program
from matching.programs.errors import ConfirmationOver, DatesMoved
from matching.programs.models import Program
from mentornet.mail.errors import LinkError
from mentornet.pages.confirmation import ask_first
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, member_required

PAGE = "matching/programs/dates/dates.html"


@director_required
@one_at_a_time(Program)
def program_dates(request: MemberRequest, pk: UUID) -> HttpResponse:
    """All dates of a program on one page: change, delete, add, shift."""
    program = directed_or_404(request, pk)
    given = request.POST if request.method == "POST" else None
    table = _table(program, given)
    if request.method == "POST" and table.is_valid():
        return _saved(request, program, rows=table.wanted())
    return _page(request, program, table=table)


@director_required
@require_POST
def program_dates_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add one date, or several that follow each other."""
    program = directed_or_404(request, pk)
    form = AddDatesForm(request.POST)
    if not form.is_valid():
        return _page(request, program, add=form)
    return _saved(request, program, rows=form.wanted(), adding=True, failed={"add": form})


@director_required
@require_POST
def program_dates_shift(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Move the dates from one day on by weeks."""
    program = directed_or_404(request, pk)
    form = ShiftDatesForm(request.POST)
    if not form.is_valid():
        return _page(request, program, shift=form)
    said = form.cleaned_data
    rows = rescheduled_rows(dates_of(program), first=said["first"], weeks=said["weeks"])
    return _saved(request, program, rows=rows, failed={"shift": form})


@director_required
@require_POST
@one_at_a_time(Program)
def program_dates_settings(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose a curriculum, and whether chiefs confirm the dates."""
    program = directed_or_404(request, pk)
    form = _settings_form(program, request.POST)
    if not form.is_valid():
        return _page(request, program, settings=form)
    try:
        change_program(program, actor=request.user, **form.cleaned_data)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("matching:program_dates", pk=pk)


def _saved(
    request: MemberRequest,
    program: Program,
    *,
    rows: list[DateRow],
    adding: bool = False,
    failed: dict[str, Any] | None = None,
) -> HttpResponse:
    """Save, after asking where people are told; the page again, with what was typed, on refusal."""
    here = reverse("matching:program_dates", args=[program.pk])
    if told := count_to_notify(program):
        text = ngettext(
            "%(count)d person takes part. We’ll email them about the change. Group sessions"
            " on these dates move too. Anyone who said they can come on a date that moves "
            "is asked again.",
            "%(count)d people take part. We’ll email them about the change. Group sessions "
            "on these dates move too. Anyone who said they can come on a date that moves is"
            " asked again.",
            told,
        ) % {"count": told}
        asks = ask_first(
            request,
            title=_("Change the dates of “%(name)s”?") % {"name": program.name},
            text=text,
            button=_("Change dates"),
            back=here,
        )
        if asks is not None:
            return asks
    act = add_dates if adding else save_dates
    try:
        done = act(program, rows=rows, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
        kept = failed or {"table": _table(program, request.POST)}
        return _page(request, program, **kept)
    if not done:
        messages.info(request, _("Nothing has changed."))
    else:
        messages.success(request, _("Dates saved."))
    return redirect(here)


def _page(request: MemberRequest, program: Program, **forms: Any) -> HttpResponse:
    context = {
        "program": program,
        "table": forms.get("table") or _table(program, None),
        "add": forms.get("add") or AddDatesForm(),
        "shift": forms.get("shift") or ShiftDatesForm(),
        "settings": forms.get("settings") or _settings_form(program, None),
        "clock": clock_words(program),
        "region": program.institution.holiday_region,
    }
    return render(request, PAGE, context)


def _table(program: Program, given: Any) -> DateTable:
    calendar = program.institution.work_calendar
    return DateTable(given, rows=dates_of(program), calendar=calendar)


def _settings_form(program: Program, given: Any) -> DateSettingsForm:
    curricula = curriculum_choices(program.institution) if program.traits.makes_groups else []
    initial = {"asks_chief": program.asks_chief, "curriculum": program.curriculum}
    return DateSettingsForm(given, initial=initial, curricula=curricula)


@member_required
@require_GET
def program_calendar(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The dates of a program as a calendar file."""
    program = program_or_404(request, pk)
    name = slugify(program.name) or "program"
    return HttpResponse(
        calendar_of(program),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def time_confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """The chief's page behind the link in their mail: looking at it changes nothing."""
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    try:
        _link, row = confirmation.open_confirmation(token)
        if form.is_valid():
            said = form.cleaned_data
            read = request.POST.get("read", "")
            row = confirmation.confirm(
                token, yes=said["answer"] == "yes", words=said["words"], read=read
            )
            context["done"] = row
    except DatesMoved as error:
        form.add_error(None, str(error.message))
    except (LinkError, ConfirmationOver) as error:
        context = {"error": error.message}
        return render(request, "matching/programs/dates/confirmation.html", context, status=410)
    program = row.enrollment.program
    context |= {
        "row": row,
        "program": program,
        "person": row.enrollment.member.name,
        "dates": lines_for(program),
        "clock": clock_words(program),
        "read": confirmation.mark_of_dates(program),
    }
    return render(request, "matching/programs/dates/confirmation.html", context)
