"""Submitted versions of the self-assessment, for their owner alone."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.comparison import compare_versions
from profiles.assessment.domain.parts import PARTS, read_part
from profiles.assessment.models.assessment import OwnQuerySet
from profiles.models import AssessmentVersion

VERSIONS_A_PAGE = 25


@never_cache
@require_GET
@member_required
def versions(request: MemberRequest) -> HttpResponse:
    """The dated versions, newest first."""
    rows = _own(request).defer("content")
    page = Paginator(rows, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "profiles/assessment/versions.html", {"page": page})


@never_cache
@require_GET
@member_required
def version(request: MemberRequest, number: int) -> HttpResponse:
    """One version as it was submitted."""
    row = get_object_or_404(_own(request), number=number)
    rows = [(part, read_part(part, row.content)) for part in PARTS]
    return render(request, "profiles/assessment/version.html", {"version": row, "rows": rows})


@never_cache
@require_GET
@member_required
def compare(request: MemberRequest, number: int) -> HttpResponse:
    """A version beside an earlier one (`?with=`); without a choice, the one before it."""
    later, earlier, chosen = version_beside(request, _own(request), number)
    chosen = chosen or (earlier[0] if earlier else None)
    context = {
        "version": later,
        "earlier": earlier,
        "chosen": chosen,
        "parts": compare_versions(chosen.content, later.content) if chosen else (),
    }
    return render(request, "profiles/assessment/compare.html", context)


def version_beside(
    request: MemberRequest, own: QuerySet[Any], number: int
) -> tuple[Any, list[Any], Any | None]:
    """One of the reader's versions, the earlier ones, and the one of them that `?with=` names.

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
