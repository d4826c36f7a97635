"""What a mentee shares with the mentor of a relationship, where the two work together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from evaluations.plans.models import PlanShare
from networks.models import Tie
from profiles.assessment.domain.sharing import SharedPart, owners_who_share, shared_parts
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


def shared_lines(reader: Membership, ties: Sequence[Tie]) -> dict[UUID, str]:
    """Return what the mentees of *ties* share with *reader*, a sentence each, by the tie's key.

    By the same rules as `shared_in`; who shares nothing is left out. Six queries at most.
    """
    mine = [tie for tie in ties if tie.mentor_id == reader.pk and tie.state == Tie.State.ACTIVE]
    people = {tie.protege_id for tie in mine if tie.protege_id}
    with_parts = owners_who_share(people, reader=reader)
    shares = PlanShare.objects.visible_to(reader.user).of(reader.institution)
    with_plan = set(shares.filter(member__in=people).values_list("member_id", flat=True))
    if with_plan:
        with_plan -= led_by(reader, with_plan)
    found = {}
    for tie in mine:
        said = _words(tie.protege_id in with_parts, tie.protege_id in with_plan)
        if said:
            found[tie.pk] = said % {"name": tie.protege.name}
    return found


def _words(parts: bool, plan: bool) -> str:
    if parts and plan:
        return _(
            "%(name)s shares parts of their self-assessment and their development plan with you."
        )
    if parts:
        return _("%(name)s shares parts of their self-assessment with you.")
    if plan:
        return _("%(name)s shares their development plan with a group that you are in.")
    return ""
