"""One page of all the reader's meetings."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluations.meetings.domain.mine import read_my_meetings
from evaluations.meetings.forms import MyMeetingsForm
from mentornet.clock import zone_words
from profiles.access.members import MemberRequest, member_required

MEETINGS_A_PAGE = 20


@require_GET
@member_required
def meetings(request: MemberRequest) -> HttpResponse:
    """What lies ahead, what waits for an answer and what was, of all relationships and groups."""
    form = MyMeetingsForm(request.GET or None)
    only = form.cleaned_data["who"] if form.is_valid() else None
    found = read_my_meetings(request.membership, only=only)
    form.offer(
        people=[(key, tie.partner_of(request.membership).name) for key, tie in found.ties.items()],
        groups=[(key, group.name) for key, group in found.groups.items()],
    )
    page = Paginator(found.past, MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "form": form,
        "is_filtered": only is not None,
        "page": page,
        "past": found.named(page),
        "partners": [(tie, tie.partner_of(request.membership)) for tie in found.active_ties],
        "zone": zone_words(request.membership.zone),
    }
    return render(request, "evaluations/meetings/mine/meetings.html", context)
