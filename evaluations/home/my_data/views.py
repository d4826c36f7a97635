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
from evaluations.home.my_data.domain.reading import worded
from mentornet.pages.download import PDF, download
from mentornet.pdf import PdfUnavailable, can_make_pdf, pdf_of
from profiles.access.members import MemberRequest, member_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.institution.domain.paper import paper_of
from profiles.models import Membership
from profiles.undo.views import forget_removal


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
            forget_removal(request)
            said = ngettext("%(count)d entry deleted.", "%(count)d entries deleted.", count)
            messages.success(request, said % {"count": count})
            return redirect("evaluations:my_data")
        kinds = [domain.BY_KEY[key] for key in chosen if not domain.BY_KEY[key].stays]
        if kinds:
            return render(request, "evaluations/home/my_data/delete.html", {"kinds": kinds})
    context = {"held": _held(member), "can_make_pdf": can_make_pdf()}
    return render(request, "evaluations/home/my_data/my_data.html", context)


def _held(member: Membership) -> list[tuple[domain.Held, list[list[tuple[str, object]]]]]:
    return [
        (one, [worded(row, record) for row, record in zip(one.rows, one.records, strict=True)])
        for one in domain.everything(member)
    ]


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
