"""Inviting or enrolling people of a program by file: upload, look at it, send, undo."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from matching.programs.access import directed_or_404, director_required
from matching.programs.recruiting.domain import files
from matching.programs.recruiting.domain.listed import NO_ONE, Fate, Listing
from matching.programs.recruiting.forms import FileForm
from matching.programs.recruiting.models import EnrollmentFile
from matching.spreadsheets.domain.uploads import is_surely_unused, samples
from mentornet.keys import is_key
from mentornet.tabular.tables import Table
from profiles.access.members import MemberRequest
from profiles.errors import DomainError

WHO, ABOUT = "who:", "columns"
QUESTIONS_SHOWN = 150
FILES_SHOWN = 20


@director_required
def upload(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Upload a list of people of one program; and those of the last month."""
    program = directed_or_404(request, pk)
    does = [one for one in EnrollmentFile.Does.values if files.takes_files(program, one)]
    form = None
    if does:
        form = FileForm(request.POST or None, request.FILES or None, program=program, does=does)
    if form and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said.pop("file")
        try:
            row = files.start_file(
                program, file=file.file, name=file.name, actor=request.user, **said
            )
        except DomainError as error:
            form.add_error("file", str(error.message))
        else:
            return redirect("matching:enrollment_file", pk=row.pk)
    rows = EnrollmentFile.objects.visible_to(request.user).filter(program=program)
    context = {
        "program": program,
        "form": form,
        "rows": rows.defer("content", "table").select_related("uploaded_by")[:FILES_SHOWN],
    }
    return render(request, "matching/programs/recruiting/files.html", context)


@require_GET
@director_required
def file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One file: what its columns mean and what would happen, or what has happened."""
    row = _file_or_404(request, pk)
    context: dict[str, Any] = {"file": row, "program": row.program}
    if row.sent_at:
        context |= {
            "groups": _groups(row, row.result["lines"]),
            "can_undo": files.can_undo(row),
        }
        return render(request, "matching/programs/recruiting/file_sent.html", context)
    table = files.table_of(row)
    columns = files.columns_of(row, table)
    listing = files.listing_of(row, table)
    told = len({one.member.pk for one in listing.of(Fate.TOLD) if one.member})
    context |= {
        "part": _part(row, table),
        "fields": [(str(one), str(one.label)) for one in files.FIELDS],
        "lacks": files.lacks(columns),
        "questions": _questions(row, listing),
        "open": len({one.text.casefold() for one in listing.of(Fate.ASK)}),
        "groups": _groups(row, [_line(one) for one in listing.lines if one.fate != Fate.ASK]),
        "told": told,
        "mark": listing.mark,
        "takes": files.takes_files(row.program, row.does),
    }
    return render(request, "matching/programs/recruiting/file.html", context)


@require_POST
@director_required
def answers(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Keep what the columns mean and who is meant, or read another sheet or header row."""
    row = _file_or_404(request, pk)
    try:
        if "read" in request.POST:
            files.choose_sheet(row, actor=request.user, **_source(request))
        else:
            files.keep_answers(
                row,
                columns=_given(request, f"{ABOUT}-"),
                answers=_given(request, WHO),
                seen=request.POST.get("seen", ""),
                actor=request.user,
            )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("matching:enrollment_file", pk=row.pk)


@require_POST
@director_required
def send(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Do what the page has shown."""
    row = _file_or_404(request, pk)
    try:
        row = files.send_file(row, seen=request.POST.get("mark", ""), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        # Someone may be in a row as both mentor and mentee.
        count = len({one["row"] for one in row.result["lines"] if one["fate"] == Fate.TOLD})
        said = ngettext("We emailed %(count)d person.", "We emailed %(count)d people.", count)
        messages.success(request, said % {"count": count})
    return redirect("matching:enrollment_file", pk=row.pk)


@require_POST
@director_required
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Stop waiting for those who were asked and have not answered."""
    row = _file_or_404(request, pk)
    count = files.undo_file(row, actor=request.user)
    said = ngettext(
        "%(count)d person is no longer asked to confirm.",
        "%(count)d people are no longer asked to confirm.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("matching:enrollment_file", pk=row.pk)


@require_POST
@director_required
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Forget the file; what it did stays."""
    row = _file_or_404(request, pk)
    files.delete_file(row, actor=request.user)
    messages.success(request, _("Deleted. What was sent stays sent."))
    return redirect("matching:enrollment_files", pk=row.program_id)


def _part(row: EnrollmentFile, table: Table) -> dict[str, Any]:
    guessed = files.guesses_of(row, table)
    columns: list[dict[str, Any]] = [
        {
            "name": f"{ABOUT}-{at}",
            "header": header,
            "samples": samples(table, at),
            "meant": str(meant),
            "guess": guessed[at] if meant == guessed[at].meant else None,
        }
        for (at, meant), header in zip(
            files.columns_of(row, table).items(), table.headers, strict=True
        )
    ]
    aside = [one for one in columns if is_surely_unused(one["guess"])]
    return {
        "which": ABOUT,
        "table": table,
        "rows": len(table.rows),
        "left_out": table.left_out,
        "columns": [one for one in columns if one not in aside],
        "aside": aside,
    }


def _questions(row: EnrollmentFile, listing: Listing) -> list[dict[str, Any]]:
    asked = [
        {
            "name": f"{WHO}{one.text.casefold()}",
            "line": one,
            "answer": row.answers.get(one.text.casefold(), ""),
        }
        for one in listing.questions
    ]
    # Those without an answer first, so that each gets its turn where a page has no room for all.
    return sorted(asked, key=lambda one: bool(one["answer"]))[:QUESTIONS_SHOWN]


def _line(one: Any) -> dict[str, Any]:
    said = {"row": one.row, "text": one.text, "side": one.side, "fate": one.fate, "why": one.why}
    return said | {"member": one.member}


def _groups(row: EnrollmentFile, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return *lines* by what becomes of them, each with what its side is called where there are two."""
    sides = row.program.traits.sides
    labels = {one.value: one.label for one in sides} if len(sides) > 1 else {}
    return [
        {
            "fate": fate.value,
            "label": _("Got an email") if row.sent_at and fate == Fate.TOLD else fate.label,
            "lines": [
                one | {"side": labels.get(one["side"], "")} for one in lines if one["fate"] == fate
            ],
        }
        for fate in Fate
        if any(one["fate"] == fate for one in lines)
    ]


def _given(request: MemberRequest, prefix: str) -> dict[str, str]:
    given = {
        key.removeprefix(prefix): str(value)
        for key, value in request.POST.items()
        if key.startswith(prefix) and value
    }
    if prefix != WHO:
        return given
    return {text: one for text, one in given.items() if one == NO_ONE or is_key(one)}


def _source(request: MemberRequest) -> dict[str, Any]:
    header_row = request.POST.get(f"{ABOUT}-header_row", "")
    return {
        "sheet": request.POST.get(f"{ABOUT}-sheet") or None,
        "header_row": int(header_row) if re.fullmatch(r"[0-9]{1,6}", header_row) else None,
    }


def _file_or_404(request: MemberRequest, pk: UUID) -> EnrollmentFile:
    here = EnrollmentFile.objects.visible_to(request.user).of(request.membership.institution)
    row: EnrollmentFile = get_object_or_404(
        here.select_related("institution", "program__institution"), pk=pk
    )
    return row
