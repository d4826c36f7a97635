"""Meetings and relationships that the reader may open; 404 for everything else."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from evaluations.meetings.models import Meeting
from evaluations.meetings.views.left_group import no_page
from networks.models import Tie
from networks.relationships.views.tie import tie_or_404
from profiles.access.members import MemberRequest


def meeting_or_404(request: MemberRequest, pk: UUID) -> Meeting:
    """A meeting of one of the reader's own ties or groups."""
    own = Meeting.objects.visible_to(request.user).of(request.membership.institution)
    row: Meeting | None = (
        own.select_related(
            "tie__protege__user",
            "tie__mentor__user",
            "tie__external",
            "tie__institution",
            "group__institution",
            "institution",
        )
        .prefetch_related("times")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        groups = Meeting.objects.filter(pk=pk).values_list("group_id", flat=True)
        raise no_page(request.membership, groups.first())
    if row.tie and request.membership.pk not in (row.tie.protege_id, row.tie.mentor_id):
        raise Http404
    return row


def active_tie_or_404(request: MemberRequest, pk: UUID) -> Tie:
    tie = tie_or_404(request, pk)
    if tie.state != Tie.State.ACTIVE:
        raise Http404
    return tie
