"""The way back to the live session, or to the page from which a form came."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from evaluations.meetings.models import Meeting
from networks.models import PeerGroup
from profiles.access.members import MemberRequest


def came_from(request: MemberRequest, row: PeerGroup | Meeting) -> str:
    """Back to the console where the form came from one; else to *row*'s own page."""
    page, _sign, key = request.POST.get("next", "").partition(" ")
    try:
        # A phone stays at the person who was tapped, or at the list.
        if page == "console" and "member" in request.POST:
            return seat_of(UUID(key), UUID(request.POST["member"]))
        if page == "console":
            return reverse("evaluations:console", args=[UUID(key)]) + "#parked"
    except ValueError:
        pass
    name = "meeting" if isinstance(row, Meeting) else "group"
    return reverse(f"evaluations:{name}", args=[row.pk])


def seat_of(session: UUID, member: UUID) -> str:
    """Return the place of one person on the console of a session."""
    return reverse("evaluations:console", args=[session]) + f"#seat-{member}"
