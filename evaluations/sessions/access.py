"""Groups and sessions that the reader may open or lead; 404 for everything else."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from evaluations.meetings.models import Meeting
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.left_group import no_page
from networks.models import PeerGroup
from networks.peer_groups.domain.group import may_lead
from profiles.access.members import MemberRequest


def group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    """One of the groups that the reader is in."""
    own = PeerGroup.objects.visible_to(request.user).of(request.membership.institution)
    row: PeerGroup | None = own.select_related("institution").filter(pk=pk).first()
    if row is None:
        raise no_page(request.membership, pk)
    return row


def led_group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    """A group that is open, for those who may plan its sessions."""
    row = group_or_404(request, pk)
    if not row.is_active or not may_lead(row, request.membership):
        raise Http404
    return row


def led_session_or_404(request: MemberRequest, pk: UUID) -> Meeting:
    """A session of a group, for those who may plan it."""
    row = meeting_or_404(request, pk)
    if row.group is None or not may_lead(row.group, request.membership):
        raise Http404
    return row


def directed_group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    """A group of the director's institution."""
    own = PeerGroup.objects.directed_by(request.user).of(request.membership.institution)
    row: PeerGroup = get_object_or_404(own.select_related("institution"), pk=pk)
    return row
