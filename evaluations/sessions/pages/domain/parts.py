"""What stands on a session's page and its console besides agenda, notes and attendance."""

from __future__ import annotations

from typing import Any

from evaluations.meetings.models import Meeting
from evaluations.sessions.halfway.domain import halfway_of, has_opened, is_halfway
from evaluations.sessions.messages.domain import messages_of
from evaluations.sessions.preparation.domain import preparation_at
from evaluations.sessions.reflections.domain.queries import desk_of
from matching.models import ProgramGroup
from networks.models import PeerGroup
from networks.peer_groups.domain.group import facilitates
from profiles.models import Membership

MESSAGES_SHOWN = 3


def session_parts(meeting: Meeting, *, reader: Membership) -> dict[str, Any]:
    """Return what a session's page shows *reader* of preparation, reflections and halfway review.

    Nothing for the meeting of two people.
    """
    if meeting.group is None:
        return {}
    halfway = halfway_of(meeting.group, reader=reader)
    here = is_halfway(meeting, halfway.review)
    return {
        "preparation": preparation_at(meeting, reader),
        "reflections": desk_of(meeting, reader=reader),
        "halfway": halfway,
        "halfway_here": here,
        "halfway_open": here and halfway.reads_all and has_opened(meeting),
    }


def group_parts(group: PeerGroup, *, reader: Membership) -> dict[str, Any]:
    """Return what a group's page shows *reader* of its messages, its halfway review, its program."""
    writes = group.is_active and facilitates(group, reader)
    return {
        "halfway": halfway_of(group, reader=reader),
        "group_messages": list(messages_of(group, reader=reader)[:MESSAGES_SHOWN]),
        "writes": writes,
        "program_of_group": ProgramGroup.objects.filter(group=group).first() if writes else None,
    }
