"""The roster for program directors: upload, look, decide, see the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentornet.moments import number
from mentornet.pages.confirmation import ask_first
from mentornet.pages.polling import answer_poll
from mentornet.tabular.reading import MAX_BYTES
from mentornet.tabular.writing import csv_response, file_response
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.assessment.views.versions import save_status
from profiles.errors import DomainError
from profiles.models import HeldEnding, RosterImport
from profiles.people.domain.activation import count_waiting
from profiles.roster.answers_form import AnswersForm
from profiles.roster.domain import imports as domain
from profiles.roster.domain.activation_links import ask_for_activation_mails
from profiles.roster.domain.columns import COLUMNS
from profiles.roster.domain.endings import allowance
from profiles.roster.domain.found_errors import lines_of
from profiles.roster.domain.plan import Fate
from profiles.roster.domain.preview import (
    error_lines,
    in_words,
    listed,
    listing_lines,
    reading_lines,
)
from profiles.roster.domain.skipped import mark_fixed
from profiles.roster.forms import RosterUploadForm
from profiles.roster.models import RosterImportQuerySet

ROWS_A_PAGE = 50
IMPORTS_A_PAGE = 25
FORM_OVERHEAD = 1024 * 1024
director_required = permission_required("profiles.import_roster")
View = Callable[..., HttpResponseBase]


def refuse_too_large(view: View) -> View:
    """Answer 413 by the announced length alone, before a byte of the body is read."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > MAX_BYTES + FORM_OVERHEAD:
            megabytes = MAX_BYTES // 1024**2
            return render(
                request, "profiles/roster/too_large.html", {"megabytes": megabytes}, status=413
            )
        return csrf_protect(view)(request, *args, **kwargs)

    wrapped.largest_upload = MAX_BYTES  # type: ignore[attr-defined]
    return csrf_exempt(wrapped)


@refuse_too_large
@never_cache
@require_http_methods(["GET", "POST"])
@director_required
def roster(request: MemberRequest) -> HttpResponse:
    """Past imports, and the form for the next one."""
    form = RosterUploadForm(request.POST or None, request.FILES or None)
    institution = request.membership.institution
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            row = domain.start_import(
                institution,
                file=upload.file,
                file_name=upload.name,
                end_missing=form.cleaned_data["end_missing"],
                actor=request.user,
            )
        except DomainError as error:
            form.add_error("file", str(error.message))
        else:
            return redirect("profiles:roster_import", pk=row.pk)
    rows = _own(request).light().select_related("uploaded_by", "client")
    page = Paginator(rows, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "waiting": count_waiting(institution),
        "held": HeldEnding.objects.visible_to(request.user).of(institution).waiting().count(),
    }
    return render(request, "profiles/roster/roster.html", context)


@never_cache
@require_GET
@director_required
def roster_import(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One import in whatever state it is; while it works, htmx asks again for the middle part."""
    row = _import_or_404(request, pk, whole=not request.htmx)
    if request.htmx:
        template = "profiles/roster/_progress.html"
        return answer_poll(request, template, {"row": row}, working=row.is_working)
    context: dict[str, Any] = {"row": row}
    if row.state == RosterImport.State.CHECKED:
        context |= _preview(request, row)
    if row.state == RosterImport.State.DONE:
        context["waiting"] = count_waiting(row.institution)
        context["page"] = Paginator(lines_of(row), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "profiles/roster/import.html", context)


def _preview(
    request: MemberRequest, row: RosterImport, form: AnswersForm | None = None
) -> dict[str, Any]:
    counts = row.counts
    tabs = [
        ("errors", _("Errors"), counts["errors"]),
        (Fate.ADDED, _("Added"), counts["added"]),
        (Fate.CHANGED, _("Changed"), counts["changed"]),
        (Fate.ENDED, _("Leaving"), counts["ended"]),
        (Fate.RETURNED, _("Returning"), counts["returned"]),
    ]
    shown = request.GET.get("show", "")
    if shown not in {name for name, _label, _count in tabs}:
        shown = next((str(name) for name, _label, count in tabs if count), "added")
    searched = request.GET.get("q", "").strip()[:200]
    page = Paginator(_lines(row, shown, searched), ROWS_A_PAGE).get_page(request.GET.get("page"))
    if shown != "errors":
        page.object_list = [in_words(one) for one in page]
    units, how = row.findings.get("units", []), row.findings.get("how", {})
    known = counts["changed"] + counts["unchanged"] + counts["ended"]
    return {
        "tabs": tabs,
        "shown": shown,
        "q": searched,
        "page": page,
        "notes": row.findings.get("notes", []),
        "how": how,
        "left_out": how.get("left_out_count", 0) + how.get("not_faculty_count", 0),
        "questions": row.findings.get("open", 0),
        "form": form or AnswersForm(row),
        "units": [one for one in units if one["answer"] in ("", one["path"])],
        "too_many_leave": counts["ended"] > allowance(row.institution),
        "many_leave": counts["ended"] > 10 and counts["ended"] * 10 > known,
        "nothing": not any(counts[fate] for fate in domain.LISTED_FATES),
    }


def _lines(row: RosterImport, shown: str, searched: str) -> Sequence[Any]:
    if shown == "errors":
        return lines_of(row)
    people = listed(row, shown)
    return people.search(searched) if searched else people


@require_POST
@director_required
def roster_confirm(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _import_or_404(request, pk)
    try:
        domain.confirm_import(
            row,
            skip_bad_rows="skip" in request.POST,
            actor=request.user,
            ends_confirmed="ends" in request.POST,
            seen=request.POST.get("seen", ""),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("profiles:roster_import", pk=row.pk)


@require_POST
@director_required
def roster_answers(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read the file again by the answers to its questions; while one chooses, keep them alone."""
    row = _import_or_404(request, pk, whole=True)
    form = AnswersForm(row, request.POST)
    if not form.is_valid():
        if request.htmx:
            return save_status(request, problem=" ".join(map(str, form.errors.get("mark", []))))
        if row.state != RosterImport.State.CHECKED:
            messages.error(request, str(domain.ImportClosed.message))
            return redirect("profiles:roster_import", pk=row.pk)
        return render(
            request, "profiles/roster/import.html", {"row": row, **_preview(request, row, form)}
        )
    try:
        if request.htmx:
            domain.keep_answers(row, answers=form.answers())
            return save_status(request, saved_at=timezone.now())
        domain.answer(row, answers=form.answers(), actor=request.user)
    except DomainError as error:
        if request.htmx:
            return save_status(request, problem=str(error.message))
        messages.error(request, str(error.message))
    return redirect("profiles:roster_import", pk=row.pk)


@require_GET
@director_required
@fresh_authentication_required
def roster_listing(request: MemberRequest, pk: UUID, suffix: str) -> HttpResponseBase:
    """Everyone whom the import would write, column by column, before and after."""
    row = _import_or_404(request, pk, whole=True)
    return file_response(f"roster-preview.{suffix}", listing_lines(row))


@require_GET
@director_required
@fresh_authentication_required
def roster_reading(request: MemberRequest, pk: UUID, suffix: str) -> HttpResponseBase:
    """All that was understood of the file beside its people: titles, merged cells, rows left out, names of no one."""
    row = _import_or_404(request, pk, whole=True)
    return file_response(f"roster-reading.{suffix}", reading_lines(row))


@require_POST
@director_required
def roster_fixed(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Drop the list of skipped rows, which were fixed elsewhere."""
    row = _import_or_404(request, pk)
    if mark_fixed(row, by=request.user):
        messages.success(request, _("The list of skipped rows is deleted."))
    return redirect("profiles:roster_import", pk=row.pk)


@require_POST
@director_required
def roster_cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _import_or_404(request, pk)
    try:
        stopped = domain.cancel_import(row, actor=request.user)
        messages.success(request, _canceled(stopped))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("profiles:roster")


def _canceled(row: RosterImport) -> str:
    count = sum(row.counts.get("written", {}).values())
    if not count:
        return _("Canceled. Nothing was imported, and we did not keep the file.")
    words = ngettext(
        "Canceled. %(count)s person was already imported and stays.",
        "Canceled. %(count)s people were already imported and stay.",
        count,
    )
    return words % {"count": number(count)}


@require_POST
@director_required
def roster_retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Begin again with the file of an import that failed."""
    row = _import_or_404(request, pk)
    try:
        domain.retry_import(row, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("profiles:roster_import", pk=row.pk)


@require_GET
@director_required
@fresh_authentication_required
def roster_errors(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """All errors as a table to mend the file by."""
    row = _import_or_404(request, pk, whole=True)
    return file_response("roster-errors.csv", error_lines(row))


@require_GET
@director_required
def roster_template(request: MemberRequest) -> HttpResponse:
    """Show a header with one made-up person, to start a file from."""
    names, examples = [one.name for one in COLUMNS], [one.example for one in COLUMNS]
    # The example's supervisor is no one here: without one the file can be imported as it is.
    examples[names.index("supervisor_external_id")] = ""
    return csv_response("roster-template.csv", [names, examples])


@require_POST
@director_required
def roster_mail(request: MemberRequest) -> HttpResponse:
    """Have activation links mailed to everyone who has none of their own yet; once a day."""
    institution = request.membership.institution
    count = count_waiting(institution)
    asking = ask_first(
        request,
        title=_("Send activation emails?"),
        text=ngettext(
            "%(count)s person has not activated their account, and gets an email with a link now.",
            "%(count)s people have not activated their accounts, and get an email with a link now.",
            count,
        )
        % {"count": number(count)},
        button=_("Send emails"),
        back=reverse("profiles:roster"),
    )
    if asking:
        return asking
    ask_for_activation_mails(request.membership)
    messages.success(request, _("The emails are on their way. No one gets more than one a day."))
    return redirect("profiles:roster")


def _own(request: MemberRequest) -> RosterImportQuerySet:
    own: RosterImportQuerySet = RosterImport.objects.visible_to(request.user).of(
        request.membership.institution
    )
    return own


def _import_or_404(request: MemberRequest, pk: UUID, *, whole: bool = False) -> RosterImport:
    own = _own(request).select_related("institution", "uploaded_by")
    row: RosterImport = get_object_or_404(own.defer("upload") if whole else own.light(), pk=pk)
    return row
