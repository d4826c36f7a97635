"""Spreadsheets in, pairs out, for directors who are not ready to enroll people."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from matching.programs.access import institution_director_required
from matching.spreadsheets.domain import uploads as domain
from matching.spreadsheets.domain.match import result_lines
from matching.spreadsheets.forms import SheetMethodForm, SheetUploadForm
from matching.spreadsheets.models import SheetUpload
from mentornet.pages.polling import answer_poll
from mentornet.tabular.tables import Table
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError

PROBLEMS_SHOWN = 40
ALIKE = "alike:"
SEEN = "seen:"
SHEETS_SHOWN = 50


@never_cache
@institution_director_required
def sheets(request: MemberRequest) -> HttpResponse:
    """Upload one or two files; and those of the last month."""
    form = SheetUploadForm(request.POST or None, request.FILES or None)
    institution = request.membership.institution
    if request.method == "POST" and form.is_valid():
        people, mentors = form.cleaned_data["people"], form.cleaned_data["mentors"]
        try:
            row = domain.start_sheet(
                institution,
                people=people.file,
                people_name=people.name,
                mentors=mentors.file if mentors else None,
                mentors_name=mentors.name if mentors else "",
                actor=request.user,
            )
        except DomainError as error:
            form.add_error("people", str(error.message))
        else:
            return redirect("matching:sheet", pk=row.pk)
    rows = _own(request).light().select_related("uploaded_by")[:SHEETS_SHOWN]
    return render(request, "matching/spreadsheets/list.html", {"form": form, "rows": rows})


@never_cache
@require_GET
@institution_director_required
def sheet(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One upload: its columns to look over, its progress, or its pairs."""
    row = _sheet_or_404(request, pk)
    if request.htmx:
        template = "matching/spreadsheets/_progress.html"
        return answer_poll(request, template, {"sheet": row}, working=row.is_working)
    context: dict[str, Any] = {"sheet": row}
    if row.state == SheetUpload.State.DONE:
        context["match"] = domain.result_of(row)
    if not row.is_working:
        context |= _columns(row)
    return render(request, "matching/spreadsheets/upload.html", context)


def _columns(row: SheetUpload) -> dict[str, Any]:
    tables = domain.tables_of(row)
    lacks = domain.lacks(row, tables)
    people = None if lacks else domain.read_people(row, tables)
    problems = domain.problems_of(people) if people else []
    asking = domain.asking_of(row)
    return {
        "parts": [_part(row, which, table) for which, table in tables.items()],
        "fields": domain.fields(),
        "lacks": lacks,
        "unused": domain.unused(row, tables),
        "alike": domain.alike_of(row, people)[:PROBLEMS_SHOWN] if people else (),
        "problems": problems[:PROBLEMS_SHOWN],
        "errors": sum(problem.is_error for problem in problems),
        "more": max(0, len(problems) - PROBLEMS_SHOWN),
        "form": SheetMethodForm(
            has_same=domain.has_same(row),
            initial={
                "method": row.method,
                "each_mentor": asking.each_mentor,
                "even": asking.even,
                "same_if_needed": "1" if asking.same_if_needed else "",
            },
        ),
    }


def _part(row: SheetUpload, which: str, table: Table) -> dict[str, Any]:
    guessed = domain.guesses_of(row.institution, table)
    meant = row.columns.get(which, {})
    columns = [
        {
            "name": f"{which}-{at}",
            "header": header,
            "samples": domain.samples(table, at),
            "meant": meant.get(str(at), "ignore"),
            # What a person chose needs no reason.
            "guess": guessed[at] if meant.get(str(at)) == guessed[at].meant else None,
        }
        for at, header in enumerate(table.headers)
    ]
    aside = [one for one in columns if domain.is_surely_unused(one["guess"])]
    return {
        "which": which,
        "name": row.people_name if which == domain.PEOPLE else row.mentors_name,
        "table": table,
        "rows": len(table.rows),
        "left_out": table.left_out[:PROBLEMS_SHOWN],
        "more_left_out": max(0, len(table.left_out) - PROBLEMS_SHOWN),
        "columns": [one for one in columns if one not in aside],
        "aside": aside,
    }


@institution_director_required
@require_POST
def columns(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Keep what the columns mean; with other buttons, match as well, or read another sheet or header row."""
    row = _sheet_or_404(request, pk)
    form = SheetMethodForm(request.POST)
    is_valid = form.is_valid()
    try:
        if (which := request.POST.get("read", "")) in (domain.PEOPLE, domain.MENTORS):
            domain.choose_source(row, which=which, actor=request.user, **_source(request, which))
            return redirect("matching:sheet", pk=row.pk)
        options = _options(request, form) if is_valid else {}
        row = domain.set_columns(
            row, columns=_given(request), options=options, seen=_seen(request), actor=request.user
        )
        if "match" in request.POST and is_valid:
            domain.match_sheet(row, method=form.cleaned_data["method"], actor=request.user)
        else:
            messages.success(
                request,
                _("Columns saved. We’ll use them for the next file with the same headings too."),
            )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("matching:sheet", pk=row.pk)


def _given(request: MemberRequest) -> dict[str, dict[str, str]]:
    given: dict[str, dict[str, str]] = {}
    for name, value in request.POST.items():
        which, _sign, at = name.partition("-")
        if which in (domain.PEOPLE, domain.MENTORS):
            given.setdefault(which, {})[at] = str(value)
    return given


def _seen(request: MemberRequest) -> dict[str, str]:
    """Return which headings the page has shown, by part."""
    shown = {which: request.POST.get(SEEN + which) for which in (domain.PEOPLE, domain.MENTORS)}
    return {which: signature for which, signature in shown.items() if signature}


def _source(request: MemberRequest, which: str) -> dict[str, Any]:
    header_row = request.POST.get(f"{which}-header_row", "")
    return {
        "sheet": request.POST.get(f"{which}-sheet") or None,
        "header_row": int(header_row) if re.fullmatch(r"[0-9]{1,6}", header_row) else None,
    }


def _options(request: MemberRequest, form: SheetMethodForm) -> dict[str, Any]:
    names = {
        key.removeprefix(ALIKE): request.POST[key] == "same"
        for key in request.POST
        if key.startswith(ALIKE) and request.POST[key] in ("same", "other")
    }
    asked = ("each_mentor", "even", "same_if_needed")
    return {name: bool(form.cleaned_data.get(name)) for name in asked} | {"names": names}


@require_GET
@institution_director_required
@fresh_authentication_required
def table(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _sheet_or_404(request, pk)
    if row.state != SheetUpload.State.DONE:
        return redirect("matching:sheet", pk=row.pk)
    return csv_response("pairs.csv", result_lines(domain.result_of(row)))


@institution_director_required
@require_POST
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Stop matching; the file stays."""
    row = domain.cancel_sheet(_sheet_or_404(request, pk), actor=request.user)
    return redirect("matching:sheet", pk=row.pk)


@institution_director_required
@require_POST
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    domain.delete_sheet(_sheet_or_404(request, pk), actor=request.user)
    messages.success(request, _("Deleted. The files and the pairs are gone."))
    return redirect("matching:sheets")


def _own(request: MemberRequest) -> Any:
    return SheetUpload.objects.visible_to(request.user).of(request.membership.institution)


def _sheet_or_404(request: MemberRequest, pk: UUID) -> SheetUpload:
    row: SheetUpload = get_object_or_404(_own(request).select_related("institution"), pk=pk)
    return row
