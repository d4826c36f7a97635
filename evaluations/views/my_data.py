"""A person's own data: all of it, who sees it, away as a file, deleted."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluations.domain import my_data as domain
from profiles.views.access import MemberRequest, member_required


@never_cache
@member_required
def my_data(request: MemberRequest) -> HttpResponse:
    """Everything held about the reader; and the kinds that they tick, deleted after a question."""
    member = request.membership
    if request.method == "POST":
        chosen = [key for key in request.POST.getlist("kind") if key in domain.BY_KEY]
        if "sure" in request.POST:
            count = domain.delete_kinds(member, keys=chosen)
            said = ngettext("%(count)d entry is deleted.", "%(count)d entries are deleted.", count)
            messages.success(request, said % {"count": count})
            return redirect("evaluations:my_data")
        kinds = [domain.BY_KEY[key] for key in chosen if not domain.BY_KEY[key].stays]
        if kinds:
            return render(request, "evaluations/my_data_delete.html", {"kinds": kinds})
    held = [(one, [_worded(row) for row in one.rows]) for one in domain.everything(member)]
    return render(request, "evaluations/my_data.html", {"held": held})


def _worded(row: dict[str, object]) -> list[tuple[str, object]]:
    """A row for reading: the names of columns as words."""
    return [(name.replace("_", " ").capitalize(), value) for name, value in row.items()]


@never_cache
@require_GET
@member_required
def my_data_file(request: MemberRequest) -> HttpResponse:
    """All of it as JSON."""
    text = json.dumps(domain.export(request.membership), indent=1, ensure_ascii=False)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mentornet-my-data.json"'},
    )
