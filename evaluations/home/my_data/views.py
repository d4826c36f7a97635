"""A person's own data: all of it, who sees it, away as a file, deleted."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluations.home.my_data.domain import kinds as domain
from mentornet.pages.download import PDF, download
from mentornet.pdf import PdfUnavailable, can_make_pdf, pdf_of
from profiles.access.members import MemberRequest, member_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.institution.domain.paper import paper_of
from profiles.models import Membership

# Rows are headed by their columns, which have the code's words.
READ_AS = {"protege": "mentee", "proteges": "mentees", "tie": "relationship", "serves": "supports"}


@never_cache
@member_required
@fresh_authentication_required
def my_data(request: MemberRequest) -> HttpResponse:
    """Everything held about the reader; and the kinds that they tick, deleted after a question."""
    member = request.membership
    if request.method == "POST":
        chosen = [key for key in request.POST.getlist("kind") if key in domain.BY_KEY]
        if "sure" in request.POST:
            count = domain.delete_kinds(member, keys=chosen)
            said = ngettext("%(count)d entry deleted.", "%(count)d entries deleted.", count)
            messages.success(request, said % {"count": count})
            return redirect("evaluations:my_data")
        kinds = [domain.BY_KEY[key] for key in chosen if not domain.BY_KEY[key].stays]
        if kinds:
            return render(request, "evaluations/home/my_data/delete.html", {"kinds": kinds})
    context = {"held": _held(member), "can_make_pdf": can_make_pdf()}
    return render(request, "evaluations/home/my_data/my_data.html", context)


def _held(member: Membership) -> list[tuple[domain.Held, list[list[tuple[str, object]]]]]:
    return [(one, [_worded(row) for row in one.rows]) for one in domain.everything(member)]


def _worded(row: dict[str, object]) -> list[tuple[str, object]]:
    """A row for reading: the names of columns as words, lists and tables as lines."""
    return [(_heading(name), _in_words(value)) for name, value in row.items()]


def _heading(name: str) -> str:
    return " ".join(READ_AS.get(word, word) for word in name.split("_")).capitalize()


def _in_words(value: object) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple) and not any(isinstance(one, dict) for one in value):
        return ", ".join(str(one) for one in value)
    if isinstance(value, list | tuple):
        return "\n".join(str(_in_words(one)) for one in value)
    if not isinstance(value, dict):
        return value
    lines = []
    for name, one in value.items():
        if one in (None, "", [], {}) or name == "id":
            continue
        nested = isinstance(one, dict) or (isinstance(one, list) and isinstance(one[0], dict))
        # A part of the self-assessment is named by its number, which says nothing to a reader.
        heading = "" if str(name).isdecimal() else f"{_heading(str(name))}: "
        lines.append(
            f"{heading}\n{_in_words(one)}" if nested and heading else f"{heading}{_in_words(one)}"
        )
    return "\n".join(lines)


@never_cache
@require_GET
@member_required
@fresh_authentication_required
def my_data_pdf(request: MemberRequest) -> HttpResponse:
    """All of it for reading, as a PDF file."""
    member = request.membership
    try:
        written = pdf_of(
            "evaluations/home/my_data/pdf.html",
            {"member": member, "held": _held(member), "today": timezone.localdate()},
            paper=paper_of(member.institution),
        )
    except PdfUnavailable:
        messages.error(request, _("We cannot make PDF files here. Print the page instead."))
        return redirect("evaluations:my_data")
    return download(written, "mentornet-my-data.pdf", PDF)


@never_cache
@require_GET
@member_required
@fresh_authentication_required
def my_data_file(request: MemberRequest) -> HttpResponse:
    """All of it as JSON."""
    text = json.dumps(domain.export(request.membership), indent=1, ensure_ascii=False)
    return download(text, "mentornet-my-data.json", "application/json; charset=utf-8")
