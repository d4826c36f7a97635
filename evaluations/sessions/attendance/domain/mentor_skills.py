"""Who has completed a mentor skills program: came to enough of the sessions of a mentors' group [P].

It is noted once the group is over, or earlier where a director confirms it; profiles shows it on the
mentor offer. How often someone came is shown to no one but themselves and their group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.models import Attendance, Meeting
from mentornet.languages import reading
from mentornet.mail.outbox import queue_message
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership, MentorTraining, User
from profiles.people.domain.training import note_training

ENOUGH = 0.75
"""The part of the sessions held that one must have come to."""
FEWEST = 3
"""With fewer sessions held there is nothing to complete."""
SETTLED_WITHIN = timedelta(days=60)
"""Attendance may be taken, or corrected, for so long after a group has ended."""


@dataclass(frozen=True)
class SkillsStanding:
    """How far someone has come in a mentors' group."""

    member: Membership
    came: int
    held: int

    @property
    def wanted(self) -> int:
        """How many of the sessions held so far are enough."""
        return max(ceil(ENOUGH * self.held), FEWEST)

    @property
    def is_enough(self) -> bool:
        return self.held >= FEWEST and self.came >= self.wanted


def standings(group: PeerGroup) -> list[SkillsStanding]:
    """Return how often each member came, anyone who left the group included; not those who lead.

    Empty for a group of another kind. Three queries.
    """
    if group.kind != PeerGroup.Kind.MENTORS:
        return []
    held = Meeting.objects.filter(group=group, state=Meeting.State.HELD).count()
    parts = GroupMember.objects.filter(
        group=group, part=GroupMember.Part.MEMBER, member__end_date=None
    ).select_related("member__user", "member__institution")
    came = dict(
        Attendance.objects.filter(
            meeting__group=group,
            meeting__state=Meeting.State.HELD,
            state=Attendance.State.PRESENT,
        )
        .values_list("member")
        .annotate(count=Count("pk"))
    )
    people = {part.member_id: part.member for part in parts}
    return [SkillsStanding(member, came.get(key, 0), held) for key, member in people.items()]


@transaction.atomic
def complete_skills(group: PeerGroup, *, actor: User | None = None) -> list[Membership]:
    """Note the program as completed for all who came to enough sessions; Idempotent.

    Dated by the last session held. Those for whom it is news get a mail. Return them.
    """
    last = Meeting.objects.filter(group=group, state=Meeting.State.HELD).aggregate(
        at=Max("starts_at")
    )["at"]
    if last is None:
        return []
    day = group.institution.local_date(now=last)
    new = [
        one.member
        for one in standings(group)
        if one.is_enough
        and note_training(one.member, name=group.name, completed_on=day, actor=actor)
    ]
    _notify(group, new)
    return new


def noted(group: PeerGroup) -> int:
    """Return how many have the group's completion on their offer already."""
    return MentorTraining.objects.filter(
        institution=group.institution_id,
        name=group.name,
        member__in=GroupMember.objects.filter(group=group).values("member"),
    ).count()


def _notify(group: PeerGroup, people: Iterable[Membership]) -> None:
    for member in people:
        with reading(member):
            queue_message(
                key=f"skills-{group.pk}-{member.pk}",
                to=member.user.email,
                subject=_("You have completed %(name)s") % {"name": group.name},
                template="skills_completed",
                context={
                    "institution": group.institution,
                    "name": member.short_name,
                    "group": group,
                    "link": settings.SITE_URL + reverse("profiles:offer"),
                },
                institution=group.institution,
            )


def settle_skills(*, now: datetime | None = None) -> int:
    """Do so for the mentors' groups that have ended of late; for how many people it is news."""
    since = (now or timezone.now()).date() - SETTLED_WITHIN
    over = PeerGroup.objects.filter(
        kind=PeerGroup.Kind.MENTORS, ended_on__gte=since
    ).select_related("institution")
    return sum(len(complete_skills(group)) for group in over.order_by("pk"))
