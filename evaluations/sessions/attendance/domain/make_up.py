"""A make-up session: planned for those who missed another one, for whom it then counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.invited import invited_to
from evaluations.meetings.domain.lifecycle import refuse_many
from evaluations.meetings.errors import MeetingClosed, NotLeading, TieOver
from evaluations.meetings.models import Attendance, Meeting
from mentornet.audit_verbs import Verb
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import current_people, lock_group, may_lead
from profiles.institution.domain.audit import record
from profiles.models import Membership

State = Meeting.State
MADE_UP = (State.CANCELLED, State.MISSED, State.HELD)


def may_arrange(group: PeerGroup, by: Membership) -> bool:
    """Return whether *by* arranges sessions of the group: who leads it, or runs its program."""
    if not group.is_active or by.institution_id != group.institution_id:
        return False
    return may_lead(group, by) or (
        by.runs_programs and PeerGroup.objects.directed_by(by.user).filter(pk=group.pk).exists()
    )


def to_make_up(meeting: Meeting) -> int:
    """Return how many people missed a session and could be asked to another; 0 where none can.

    A session that was cancelled, or to which no one came, was missed by everyone in the group.
    """
    first = first_of(meeting)
    if first.group is None or first.state not in MADE_UP:
        return 0
    done = Attendance.objects.filter(
        Q(meeting=first) | Q(meeting__makes_up=first), state=Attendance.State.PRESENT
    )
    people = GroupMember.objects.current().filter(group=first.group, part=GroupMember.Part.MEMBER)
    return people.exclude(member__in=done.values("member")).count()


def first_of(meeting: Meeting) -> Meeting:
    """Return the session that a make-up session stands for; any other session itself."""
    if meeting.makes_up is None:
        return meeting
    first: Meeting = meeting.makes_up
    return first


def make_ups_of(meeting: Meeting) -> list[Meeting]:
    """Return the make-up sessions of *meeting* that were not cancelled, in the order of time."""
    rows = Meeting.objects.filter(~Q(state=State.CANCELLED), makes_up=meeting)
    return list(rows.order_by("starts_at", "pk"))


@transaction.atomic
def plan_make_up(
    meeting: Meeting,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int,
    mode: str = "",
    place: str = "",
) -> Meeting:
    """Plan a make-up of *meeting* and mail those who missed it, and who leads, the calendar entry.

    A make-up at that time already is returned as it is. Raise TieOver for a group that has ended,
    NotLeading, and MeetingClosed where no one missed the session or it lies ahead.
    """
    assert meeting.group_id is not None  # noqa: S101  (only groups have make-up sessions)
    group = lock_group(meeting.group_id)
    if not group.is_active:
        raise TieOver(_("This group has ended, so nothing was scheduled."))
    if not may_arrange(group, by):
        raise NotLeading
    first = first_of(Meeting.objects.select_related("group", "makes_up__group").get(pk=meeting.pk))
    if first.state not in MADE_UP:
        raise MeetingClosed(_("This session has not taken place yet. Move it instead."))
    if not to_make_up(first):
        raise MeetingClosed(_("No one missed this session, so no make-up session is needed."))
    refuse_many(group)
    made, created = Meeting.objects.get_or_create(
        group=group,
        starts_at=starts_at,
        state=State.PLANNED,
        makes_up=first,
        defaults={
            "institution": group.institution,
            "created_by": by,
            "minutes": minutes,
            "mode": mode,
            "place": place,
        },
    )
    if not created:
        return made
    made.group = group
    if by in current_people(group):
        note_agreed([made], [by])
    record(Verb.MAKE_UP_PLANNED, actor=by.user, institution=group.institution, subject=made)
    for one in invited_to(made):
        announcements.notify_one(
            [made], one, template="meeting_planned", method=announcements.REQUEST
        )
    return made
