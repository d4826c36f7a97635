"""Who is asked to a session: the group, or for a make-up session those who missed another."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from evaluations.meetings.domain.participants import members_of
from evaluations.meetings.models import Attendance, Meeting
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership

PRESENT = Attendance.State.PRESENT


def invited_to(meeting: Meeting) -> list[Membership]:
    """Return those who meet; to a make-up session only those who missed the other, and who leads."""
    people = members_of(meeting.participants)
    if meeting.makes_up_id is None or not isinstance(meeting.participants, PeerGroup):
        return people
    came = came_before(meeting)
    leading = GroupMember.objects.current().filter(
        group=meeting.group_id, part__in=GroupMember.LEADING
    )
    leads = set(leading.values_list("member", flat=True)) if came else set()
    return [one for one in people if one.pk not in came or one.pk in leads]


def came_before(meeting: Meeting) -> set[UUID]:
    """Return who needs no make-up *meeting*: they came to the first session, or to an earlier make-up."""
    first = meeting.makes_up_id
    rows = Attendance.objects.filter(
        Q(meeting=first) | Q(meeting__makes_up=first, meeting__starts_at__lt=meeting.starts_at),
        state=PRESENT,
    )
    return set(rows.values_list("member", flat=True))


def concerns(member: Membership) -> Q:
    """Say which sessions of *member*'s groups are theirs: not the make-up of one that they came to.

    Who leads a group is asked to all of its sessions.
    """
    there = Attendance.objects.filter(meeting=OuterRef("makes_up"), member=member, state=PRESENT)
    leads = GroupMember.objects.filter(
        group=OuterRef("group"), member=member, left_on=None, part__in=GroupMember.LEADING
    )
    return Q(makes_up=None) | ~Exists(there) | Exists(leads)
