"""What every page of a relationship or of a group shows, and the way back to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from evaluations.meetings.domain.participants import Circle, members_of, of
from evaluations.meetings.models import Meeting
from evaluations.meetings.views.undo import undo_offered
from mentornet.clock import zone_words
from networks.models import Tie
from networks.peer_groups.domain.group import may_lead
from profiles.access.members import MemberRequest
from profiles.models import Membership
from profiles.people.emails.replies import shown_email


def back(request: MemberRequest, circle: Circle) -> str:
    """To the meeting from which the form came, if it is one of theirs; else to their own page."""
    try:
        key = UUID(request.POST.get("meeting", ""))
    except ValueError:
        return home_of(circle)
    if Meeting.objects.filter(**of(circle), pk=key).exists():
        return reverse("evaluations:meeting", args=[key])
    return home_of(circle)


def home_of(circle: Circle) -> str:
    """The page on which all of a tie, or of a group, stands."""
    name = "relationship" if isinstance(circle, Tie) else "group"
    return reverse(f"evaluations:{name}", args=[circle.pk])


def people_of(circle: Circle) -> list[tuple[str, str]]:
    """Those who can take something on, as a form offers them."""
    return [(str(one.pk), one.name) for one in owners_in(circle)]


def owners_in(circle: Circle) -> list[Membership]:
    """Those who can take something on: both of a tie with accounts here, or a group's people."""
    if isinstance(circle, Tie):
        return [circle.protege, *([circle.mentor] if circle.mentor else [])]
    return list(members_of(circle))


def base_of(request: MemberRequest, circle: Circle) -> dict[str, Any]:
    """What every page of a relationship or of a group shows."""
    member: Membership = request.membership
    if not isinstance(circle, Tie):
        return {
            "group": circle,
            "other": circle,
            "home": home_of(circle),
            "add_action": reverse("evaluations:group_action_add", args=[circle.pk]),
            "is_protege": False,
            "is_active": circle.is_active,
            "leads": may_lead(circle, member),
            **_times(request, circle, member),
        }
    return {
        "tie": circle,
        "other": circle.partner_of(member),
        "home": home_of(circle),
        "add_action": reverse("evaluations:action_add", args=[circle.pk]),
        "is_protege": circle.protege_id == member.pk,
        "is_active": circle.state == Tie.State.ACTIVE,
        "leads": True,
        **_times(request, circle, member),
    }


def _times(request: MemberRequest, circle: Circle, member: Membership) -> dict[str, Any]:
    """In which zone the reader's times are, in which the other side's, and what can be undone."""
    other = circle.counterpart(member) if isinstance(circle, Tie) else None
    if other is not None:
        other.institution = member.institution
    own = member.zone
    theirs = other.zone if other is not None else own
    return {
        "undo_seconds": undo_offered(request),
        "other_email": shown_email(circle.partner_of(member))
        if isinstance(circle, Tie) and circle.state == Tie.State.ACTIVE
        else "",
        "zone": zone_words(own),
        "other_zone": zone_words(theirs) if theirs.key != own.key else "",
    }
