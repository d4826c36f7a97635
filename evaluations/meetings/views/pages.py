"""What every page of a relationship or of a group shows, and the way back to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from evaluations.meetings.domain.participants import Participants, members_of, of
from evaluations.meetings.models import Meeting
from evaluations.meetings.views.undo import undo_offered
from mentornet.clock import zone_words
from networks.models import Tie
from networks.peer_groups.domain.group import may_lead
from networks.relationships.domain.outside import emails_reach, last_consent
from profiles.access.members import MemberRequest
from profiles.models import Membership
from profiles.people.domain.preferences import shown_email


def back(request: MemberRequest, participants: Participants) -> str:
    """To the meeting or live session from which the form came, if it is theirs; else to their page."""
    meeting = meeting_sent(request, participants)
    if meeting is None:
        return home_of(participants)
    if meeting.group_id and request.POST.get("next") == "console":
        return reverse("evaluations:console", args=[meeting.pk]) + "#actions"
    return reverse("evaluations:meeting", args=[meeting.pk])


def meeting_sent(request: MemberRequest, participants: Participants) -> Meeting | None:
    """The meeting from whose page a form came, if it is one of theirs."""
    try:
        key = UUID(request.POST.get("meeting", ""))
    except ValueError:
        return None
    return Meeting.objects.filter(**of(participants), pk=key).first()


def home_of(participants: Participants) -> str:
    """The page on which all of a tie, or of a group, stands."""
    name = "relationship" if isinstance(participants, Tie) else "group"
    return reverse(f"evaluations:{name}", args=[participants.pk])


def people_of(participants: Participants) -> list[tuple[str, str]]:
    """Those who can take something on, as a form offers them."""
    return [(str(one.pk), one.name) for one in owners_in(participants)]


def owners_in(participants: Participants) -> list[Membership]:
    """Those who can take something on: both of a tie with accounts here, or a group's people."""
    if isinstance(participants, Tie):
        return [participants.protege, *([participants.mentor] if participants.mentor else [])]
    return list(members_of(participants))


def base_of(request: MemberRequest, participants: Participants) -> dict[str, Any]:
    """What every page of a relationship or of a group shows."""
    member: Membership = request.membership
    if not isinstance(participants, Tie):
        return {
            "group": participants,
            "other": participants,
            "home": home_of(participants),
            "add_action": reverse("evaluations:group_action_add", args=[participants.pk]),
            "is_protege": False,
            "is_active": participants.is_active,
            "leads": may_lead(participants, member),
            **_times(request, participants, member),
        }
    return {
        "tie": participants,
        "other": participants.partner_of(member),
        "home": home_of(participants),
        "add_action": reverse("evaluations:action_add", args=[participants.pk]),
        "is_protege": participants.protege_id == member.pk,
        "is_active": participants.state == Tie.State.ACTIVE,
        "leads": True,
        **_times(request, participants, member),
    }


def _outside(participants: Participants) -> dict[str, Any]:
    """Whether a mentor without an account gets email about what happens here, and what stopped it."""
    if not isinstance(participants, Tie) or participants.external is None:
        return {"reached": True}
    last = last_consent(participants.external)
    return {
        "reached": emails_reach(participants),
        "outside_stopped": last.get_ended_by_display() if last and last.ended_at else "",
    }


def _times(
    request: MemberRequest, participants: Participants, member: Membership
) -> dict[str, Any]:
    """In which zone the reader's times are, in which the other side's, and what can be undone."""
    other = participants.counterpart(member) if isinstance(participants, Tie) else None
    if other is not None:
        other.institution = member.institution
    own = member.zone
    theirs = other.zone if other is not None else own
    return {
        "undo_seconds": undo_offered(request),
        **_outside(participants),
        "other_email": shown_email(participants.partner_of(member))
        if isinstance(participants, Tie) and participants.state == Tie.State.ACTIVE
        else "",
        "zone": zone_words(own),
        "other_zone": zone_words(theirs) if theirs.key != own.key else "",
    }
