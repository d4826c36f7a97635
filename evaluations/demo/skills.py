"""A year of mentors learning together, so that offers in the demonstration show who has completed it."""

from __future__ import annotations

from datetime import time, timedelta
from random import Random

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.mentor_skills import complete_skills
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import create_group
from profiles.models import Institution, Membership
from profiles.people.domain.supervision import supervisors_of
from profiles.vocabulary import Rank, StaffRoleKind

MEMBERS = 9
SESSIONS = 10
CAME = 0.84
TOPICS = (
    "What we wish our mentors had done",
    "Listening before advising",
    "Saying what has to be said: feedback both ways",
    "Mentor or boss?",
    "When a pair stops meeting",
    "Opening doors: sponsoring without favourites",
    "Credit and authorship",
    "Knowing what we cannot offer",
    "Ending well",
    "What each of us does differently now",
)


@transaction.atomic
def load_mentors_group(institution: Institution, *, seed: int = 2026) -> PeerGroup | None:
    """Write one mentors' group that has met for most of a year; one that stands is left.

    None where no one can facilitate it.
    """
    groups = PeerGroup.objects.filter(institution=institution, kind=PeerGroup.Kind.MENTORS)
    if there := groups.first():
        return there
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    here = Membership.objects.current().filter(institution=institution)
    leader = (
        here.filter(offices__contains=[StaffRoleKind.FACILITATOR]).order_by("external_id").first()
    )
    if leader is None:
        return None
    members = _members(here, leader)
    group = create_group(
        institution,
        actor=leader.user,
        name="Mentors learning together",
        kind=PeerGroup.Kind.MENTORS,
        aim="A year of practice in mentoring: one case of our own at every session.",
        charter="Cases stay here, and are told without names.",
        members=members,
        facilitators=[leader],
        started_on=timezone.localdate() - timedelta(days=300),
    )
    GroupMember.objects.filter(group=group).update(agreed_at=timezone.now())
    _hold_sessions(group, leader, members, chance)
    complete_skills(group)
    return group


def _members(here: QuerySet[Membership], leader: Membership) -> list[Membership]:
    """Return those who mentor most visibly, no one beside one who leads them; the visitor's senior first."""
    offering = here.filter(
        rank__in=(Rank.ASSOCIATE, Rank.FULL), offer__paused=False, offices=[]
    ).select_related("user")
    senior = offering.filter(user__email__startswith="helena.")
    chosen: list[Membership] = []
    for one in [*senior, *offering.order_by("external_id")[:60]]:
        if one in chosen or len(chosen) == MEMBERS:
            continue
        above = supervisors_of(one)
        if not any(
            other.pk in above or one.pk in supervisors_of(other) for other in [leader, *chosen]
        ):
            chosen.append(one)
    return chosen


def _hold_sessions(
    group: PeerGroup, leader: Membership, members: list[Membership], chance: Random
) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number, topic in enumerate(TOPICS[:SESSIONS]):
        day = (now - timedelta(days=29 * (SESSIONS - number))).date()
        session = Meeting.objects.create(
            institution=group.institution,
            group=group,
            created_by=leader,
            state=Meeting.State.HELD,
            starts_at=at_wall_time(day, time(16), leader.zone),
            minutes=120,
            place="Faculty house",
            agenda=topic,
        )
        Attendance.objects.bulk_create(
            Attendance(
                meeting=session,
                member=one,
                state="present" if chance.random() < CAME else "excused",
            )
            for one in members
        )
