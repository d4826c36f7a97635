"""Submitted versions of the self-assessment, for their owner alone.

And what the pages of anything share that saves itself and keeps versions: the answer to a save, the
steps beside a part, the list of versions, two of them side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.comparison import compare_versions
from profiles.assessment.domain.parts import PARTS, read_part
from profiles.assessment.domain.versions import EditedElsewhere
from profiles.assessment.models.assessment import OwnQuerySet
from profiles.models import AssessmentVersion

VERSIONS_A_PAGE = 25


@never_cache
@require_GET
@member_required
def versions(request: MemberRequest) -> HttpResponse:
    """Show the dated versions, newest first."""
    return list_versions(request, _own(request), "profiles/assessment/versions.html")


@never_cache
@require_GET
@member_required
def version(request: MemberRequest, number: int) -> HttpResponse:
    """Show one version as it was submitted."""
    row = get_object_or_404(_own(request), number=number)
    rows = [(part, read_part(part, row.content)) for part in PARTS]
    return render(request, "profiles/assessment/version.html", {"version": row, "rows": rows})


@never_cache
@require_GET
@member_required
def compare(request: MemberRequest, number: int) -> HttpResponse:
    """Show a version beside an earlier one (`?with=`); without a choice, the one before it."""
    later, earlier, chosen = version_beside(request, _own(request), number)
    chosen = chosen or (earlier[0] if earlier else None)
    context = {
        "version": later,
        "earlier": earlier,
        "chosen": chosen,
        "parts": compare_versions(chosen.content, later.content) if chosen else (),
    }
    return render(request, "profiles/assessment/compare.html", context)


def save_status(request: MemberRequest, *, saved_at: Any = None, problem: str = "") -> HttpResponse:
    """Show the line beneath a form that saves as one types."""
    if not problem:
        saved_at = saved_at or timezone.now()
    context = {"saved_at": saved_at, "problem": problem}
    return render(request, "components/save_status.html", context)


def answer_save(
    request: MemberRequest,
    form: Any,
    *,
    save: Callable[[], Any],
    page: Callable[[], HttpResponse],
    conflict: Callable[[EditedElsewhere], HttpResponse],
    after: Callable[[Any], str],
    problem: str = "",
) -> HttpResponse:
    """Answer a posted form that saves itself: with the status line to htmx, else with a page.

    *save* saves what the form has and returns what was saved, *after* the address to go on to. A form
    with errors is shown as *page*, or told as *problem*; a text that another tab changed meanwhile is
    shown as *conflict*, with both texts.
    """
    if not form.is_valid():
        problem = problem or _("Not saved. Press Save to see what to fix.")
        return save_status(request, problem=problem) if request.htmx else page()
    try:
        saved = save()
    except EditedElsewhere as error:
        if request.htmx:
            return save_status(request, problem=error.while_typing)
        return conflict(error)
    if request.htmx:
        return save_status(request, saved_at=getattr(saved, "updated_at", None))
    messages.success(request, _("Saved."))
    return redirect(after(saved))


def saved_over(request: MemberRequest, error: EditedElsewhere) -> Any:
    """Return what was typed, so marked that it may now be saved over the text of the other tab."""
    posted = request.POST.copy()
    posted["revision"] = str(error.revision)
    return posted


def steps_beside(part: Any, parts: Sequence[Any]) -> dict[str, Any]:
    """Return *part* among all *parts* (numbered from 1), with the steps before and after it."""
    return {
        "part": part,
        "parts": parts,
        "previous": parts[part.number - 2] if part.number > 1 else None,
        "next": parts[part.number] if part.number < len(parts) else None,
    }


def list_versions(request: MemberRequest, own: QuerySet[Any], template: str) -> HttpResponse:
    """Show the reader's own dated versions, newest first, a page at a time."""
    pages = Paginator(own.defer("content"), VERSIONS_A_PAGE)
    return render(request, template, {"page": pages.get_page(request.GET.get("page"))})


def version_beside(
    request: MemberRequest, own: QuerySet[Any], number: int
) -> tuple[Any, list[Any], Any | None]:
    """Show one of the reader's versions, the earlier ones, and the one of them that `?with=` names.

    Raises Http404 for a number that is none of them.
    """
    rows = list(own.filter(number__lte=number).order_by("-number").defer("content"))
    if not rows or rows[0].number != number:
        raise Http404
    version, *earlier = rows
    wanted = request.GET.get("with", "")
    chosen = next((one for one in earlier if str(one.number) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    return version, earlier, chosen


def _own(request: MemberRequest) -> OwnQuerySet:
    own: OwnQuerySet = AssessmentVersion.objects.visible_to(request.user).filter(
        member=request.membership
    )
    return own
