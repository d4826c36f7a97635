"""What a mentee shares with the mentor of a relationship, where the two work together."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.plans.models import PlanShare
from networks.models import Tie
from profiles.assessment.domain.sharing import SharedPart, shared_parts
from profiles.models import Membership
from profiles.people.domain.supervision import led_by


@dataclass(frozen=True)
class Shared:
    """Parts of a self-assessment, and plans that the mentee shares in groups that the mentor is in."""

    parts: tuple[SharedPart, ...] = ()
    plans: tuple[PlanShare, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts or self.plans)


def shared_in(tie: Tie, *, reader: Membership) -> Shared:
    """Return what the mentee of *tie* shares with *reader* now; nothing for anyone but the mentor.

    By the rules of the person page and of a group's plans alone: what is no longer shared, or whose
    relationship is over, is not there. Three queries at least, for a mentor; none for the mentee.
    """
    if reader.pk != tie.mentor_id or tie.state != Tie.State.ACTIVE:
        return Shared()
    parts = shared_parts(tie.protege, reader=reader, mentor_ids={reader.pk})
    shares = PlanShare.objects.visible_to(reader.user).of(reader.institution)
    plans = tuple(shares.filter(member=tie.protege).select_related("group"))
    if plans and led_by(reader, [tie.protege.pk]):
        plans = ()
    return Shared(tuple(parts), plans)
