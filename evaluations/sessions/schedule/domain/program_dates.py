"""The sessions that groups take over from the dates of their program.

A group that is made in a program with dates gets a session for each date ahead, in the order of the
curriculum where the program has one. The welcome mail has them, so no other mail is sent. When the
director moves a date, the sessions that still stand at its time move with it, and everyone in those
groups is told once; a session that the group has moved by itself stays where the group put it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.calendar_entries import next_sequence
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.curriculum.domain.curricula import Drawn, choices, find_template
from evaluations.sessions.curriculum.domain.session_plans import write_plan
from evaluations.sessions.schedule.models import DatedSession
from matching.groups.forming_rules.domain import rules_of
from matching.models import Program, ProgramDate, ProgramGroup
from matching.programs.dates.domain.curricula import register_curricula
from matching.programs.dates.domain.schedule import When, dates_of
from matching.signals import program_dates_changed
from mentornet import moments
from mentornet.audit_verbs import Verb
from mentornet.clock import city_of
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import PeerGroup
from networks.peer_groups.domain.group import current_people
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

State = Meeting.State


def connect() -> None:
    """Called once at start-up."""
    register_curricula(choices)
    post_save.connect(_plan_new, sender=ProgramGroup, dispatch_uid="evaluations.take_over_dates")
    program_dates_changed.connect(_follow, dispatch_uid="evaluations.follow_dates")


def _plan_new(sender: Any, *, instance: ProgramGroup, created: bool, **kwargs: Any) -> None:
    if created:
        take_over_dates(instance)


def take_over_dates(row: ProgramGroup, *, now: datetime | None = None) -> list[Meeting]:
    """Plan a session in the group for each date of its program that lies ahead; returns the new ones.

    Nothing where the program's groups meet in weekly hours. Idempotent.
    """
    program = row.program
    if rules_of(program).asks_hours:
        return []
    return _plan(row.group, program, dates_of(program), now=now or timezone.now())


def _plan(
    group: PeerGroup, program: Program, dates: Sequence[ProgramDate], *, now: datetime
) -> list[Meeting]:
    institution = program.institution
    outlines = _outlines(program)
    places = {one.pk: place for place, one in enumerate(dates_of(program))}
    known = set(DatedSession.objects.filter(meeting__group=group).values_list("date", flat=True))
    made = []
    for date in dates:
        if date.pk in known or date.starts_at(institution) <= now:
            continue
        meeting = Meeting.objects.create(
            institution=institution,
            group=group,
            starts_at=date.starts_at(institution),
            minutes=date.minutes,
        )
        DatedSession.objects.create(institution=institution, meeting=meeting, date=date)
        if about := _about(date, outlines, places[date.pk]):
            write_plan(meeting, about)
        made.append(meeting)
    return made


def _outlines(program: Program) -> list[Drawn]:
    if not program.curriculum:
        return []
    template = find_template(program.curriculum, program.institution)
    return template.sessions if template else []


def _about(date: ProgramDate, outlines: Sequence[Drawn], place: int) -> Drawn | None:
    """Return what the session on *date* is about: the curriculum's at its place, or the title alone."""
    if place < len(outlines):
        return outlines[place]
    return Drawn(date.title, 0, [], "", "", "") if date.title else None


def _follow(
    sender: Any,
    *,
    program: Program,
    added: Sequence[ProgramDate],
    removed: Sequence[ProgramDate],
    changed: Sequence[tuple[ProgramDate, When]],
    actor: User,
    **kwargs: Any,
) -> None:
    """Let the groups' sessions follow the dates, and tell everyone in them once."""
    follow_dates(program, added=added, removed=removed, changed=changed, actor=actor)


def follow_dates(
    program: Program,
    *,
    added: Sequence[ProgramDate],
    removed: Sequence[ProgramDate],
    changed: Sequence[tuple[ProgramDate, When]],
    actor: User,
    now: datetime | None = None,
) -> int:
    """Move, plan and cancel the sessions of the program's groups; return how many sessions changed."""
    moment = now or timezone.now()
    groups = [
        one.group
        for one in ProgramGroup.objects.filter(program=program, group__ended_on=None)
        .select_related("group__institution")
        .order_by("pk")
    ]
    if rules_of(program).asks_hours:
        return 0
    done = 0
    for group in groups:
        moved = _move(group, program, changed, moment, actor)
        new = _plan(group, program, added, now=moment)
        gone = _cancel(group, removed, moment, actor)
        _notify(group, program, moved=moved, new=new, gone=gone, now=moment)
        done += len(moved) + len(new) + len(gone)
    return done


def _move(
    group: PeerGroup,
    program: Program,
    changed: Sequence[tuple[ProgramDate, When]],
    now: datetime,
    actor: User,
) -> list[Meeting]:
    """Move the sessions that stand where their date was and that no one has attended."""
    before = {row.pk: (row, when) for row, when in changed}
    moved = []
    for meeting in _ahead(group, list(before), now):
        date, when = before[meeting.dated_session.date_id]
        after = (date.starts_at(program.institution), date.minutes)
        if meeting.starts_at != when.starts_at:
            continue
        if (meeting.starts_at, meeting.minutes) == after:
            continue
        meeting.starts_at, meeting.minutes = after
        meeting.sequence = next_sequence(meeting)
        meeting.save(update_fields=["starts_at", "minutes", "sequence"])
        record(Verb.MEETING_MOVED, actor=actor, institution=group.institution, subject=meeting)
        moved.append(meeting)
    return moved


def _cancel(
    group: PeerGroup, removed: Sequence[ProgramDate], now: datetime, actor: User
) -> list[Meeting]:
    """Cancel the sessions of dates that are no more, and that no one has attended."""
    gone = _ahead(group, [one.pk for one in removed], now)
    for meeting in gone:
        meeting.state = State.CANCELLED
        meeting.sequence = next_sequence(meeting)
        meeting.save(update_fields=["state", "sequence"])
        record(Verb.MEETING_CANCELLED, actor=actor, institution=group.institution, subject=meeting)
    return gone


def _ahead(group: PeerGroup, dates: Sequence[UUID], now: datetime) -> list[Meeting]:
    """Return the group's planned sessions of these dates that lie ahead, held; not those attended."""
    rows = (
        Meeting.objects.select_for_update(of=("self",))
        .filter(group=group, state=State.PLANNED, starts_at__gt=now, dated_session__date__in=dates)
        .select_related("dated_session")
        .order_by("starts_at", "pk")
    )
    attended = set(Attendance.objects.filter(meeting__in=rows).values_list("meeting", flat=True))
    found = [meeting for meeting in rows if meeting.pk not in attended]
    for meeting in found:
        meeting.group = group
    return found


def _notify(
    group: PeerGroup,
    program: Program,
    *,
    moved: list[Meeting],
    new: list[Meeting],
    gone: list[Meeting],
    now: datetime,
) -> None:
    """Mail everyone in the group once.

    One session is told with its calendar entry. Several are told in one mail that lists the
    sessions ahead: calendars take one object a mail, and a mail for each would be too many.
    """
    if len(moved) + len(new) + len(gone) == 1:
        for rows, template, method in (
            (moved, "meeting_moved", announcements.REQUEST),
            (new, "meeting_planned", announcements.REQUEST),
            (gone, "meeting_cancelled", announcements.CANCEL),
        ):
            if rows:
                announcements.notify_all(rows, template=template, method=method)
    elif moved or new or gone:
        ahead = list(
            Meeting.objects.filter(group=group, state=State.PLANNED, starts_at__gt=now).order_by(
                "starts_at", "pk"
            )
        )
        queue_messages(
            [_message(group, program, member, ahead, now) for member in current_people(group)]
        )


@read_by("to")
def _message(
    group: PeerGroup,
    program: Program,
    to: Membership,
    ahead: Sequence[Meeting],
    now: datetime,
) -> Message:
    zone = to.zone
    return Message(
        key=f"sessions-changed-{group.pk}-{to.pk}-{now:%Y%m%d%H%M%S%f}",
        to=to.user.email,
        subject=_("New session dates: %(group)s") % {"group": group.name},
        template="sessions_changed",
        context={
            "program": program,
            "institution": group.institution,
            "name": to.short_name,
            "group": group,
            "dates": [_line(one, zone) for one in ahead],
            "zone": city_of(zone.key),
            "link": settings.SITE_URL + reverse("evaluations:group", args=[group.pk]),
        },
        institution_id=group.institution_id,
    )


def _line(meeting: Meeting, zone: ZoneInfo) -> str:
    assert meeting.starts_at is not None  # noqa: S101  (planned ones have a time)
    with timezone.override(zone):
        return moments.weekday_day_time(meeting.starts_at)
