"""What the two people of a request should know of each other: why them, and how much room is left."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from networks.invitations.models import Invitation
from networks.phrases import AREA_PHRASES, ROLE_PHRASES, joined
from networks.relationships.domain.tie import load_of
from profiles.models import Membership, MentorOffer

SHARED_TERMS = 3


@dataclass(frozen=True)
class Openings:
    """How many mentees someone takes by their mentor profile, and how many they have now."""

    capacity: int
    load: int
    is_paused: bool = False

    @property
    def left(self) -> int:
        return 0 if self.is_paused else max(0, self.capacity - self.load)


def openings_of(mentor: Membership) -> Openings | None:
    """Return the openings of *mentor*; None without a mentor profile, which sets no limit."""
    offer = MentorOffer.objects.filter(member=mentor).first()
    if offer is None:
        return None
    return Openings(offer.capacity, load_of(mentor), is_paused=offer.paused)


def why_asked(invitation: Invitation) -> list[str]:
    """Return why this mentor was asked, in sentences to the mentor, from what both can see."""
    offer = MentorOffer.objects.filter(member=invitation.mentor, paused=False).first()
    roles = [role for role in invitation.roles if offer and role in offer.roles]
    areas = [area for area in invitation.areas if offer and area in offer.areas]
    said = []
    if roles:
        phrases = joined([ROLE_PHRASES[role] for role in roles])
        said.append(_("Your mentor profile says that you can be %(roles)s.") % {"roles": phrases})
    if areas:
        phrases = joined([AREA_PHRASES[area] for area in areas])
        said.append(
            _("Your mentor profile says that you help with %(areas)s.") % {"areas": phrases}
        )
    if shared := _shared_terms(invitation, offer):
        said.append(_("You share an interest in %(terms)s.") % {"terms": joined(shared)})
    if not said:
        said.append(_("%(name)s chose you by name.") % {"name": invitation.protege.short_name})
    return said


def _shared_terms(invitation: Invitation, offer: MentorOffer | None) -> list[str]:
    theirs = [*invitation.mentor.expertise, *(offer.expertise if offer else [])]
    known = {term.casefold() for term in theirs}
    return [term for term in invitation.protege.expertise if term.casefold() in known][
        :SHARED_TERMS
    ]
