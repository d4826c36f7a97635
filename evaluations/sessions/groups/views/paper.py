"""A group on paper: who is in it, its sessions, what was agreed on, by whom and when."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.meetings.models import Meeting
from evaluations.sessions.access import group_or_404
from evaluations.sessions.groups.domain.queries import read_group
from profiles.access.members import MemberRequest, member_required

ENDLESS = datetime.max.replace(tzinfo=UTC)


def _begins(meeting: Meeting) -> datetime:
    return meeting.starts_at or ENDLESS


@never_cache
@member_required
@require_safe
def group_paper(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The group to print, as its reader may see it."""
    group = group_or_404(request, pk)
    desk = read_group(group, reader=request.membership)
    texts = [
        ("charter", group.charter, [(one.name, one.agreed_at) for one in desk.people]),
        (
            "authorship",
            group.authorship,
            [(one.name, one.authorship_agreed_at) for one in desk.people],
        ),
    ]
    context = {
        "group": group,
        "desk": desk,
        "sessions": sorted([*desk.past, *desk.ahead], key=_begins),
        "texts": [one for one in texts if one[1].strip()],
    }
    return render(request, "evaluations/sessions/groups/paper.html", context)
