"""What everyone of an institution can read of how figures about them are protected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.privacy.domain import store
from evaluations.privacy.domain.figures import Kind, figures_of
from profiles.access.members import MemberRequest, member_required
from profiles.models import ThresholdChange


@member_required
@require_safe
def figures(request: MemberRequest) -> HttpResponse:
    """Which figures there are, how few people one may speak of, and each change of that."""
    institution = request.membership.institution
    published = store.latest_of(institution)
    changes = ThresholdChange.objects.visible_to(request.user).of(institution)
    context = {
        "institution": institution,
        "published": published,
        "next_on": store.next_day(published, institution) if published else None,
        "confidential": figures_of(Kind.CONFIDENTIAL),
        "operational": figures_of(Kind.OPERATIONAL),
        "changes": changes.order_by("-changed_at", "pk"),
    }
    return render(request, "evaluations/privacy/figures.html", context)
