"""The dates of a program: written in rows, moved together, told once to those whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.dates.domain.calendar_days import is_weekend
from matching.programs.dates.models import DateAnswer, ProgramDate
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import ProgramNotReady, WrongState
from matching.programs.models import Program
from matching.signals import program_dates_changed
from mentornet import moments
from mentornet.audit_verbs import Verb
from mentornet.clock import city_of
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember
from profiles.institution.domain.audit import record
from profiles.models import User

MOST_DATES = 40


@dataclass(frozen=True)
class DateRow:
    """A date as it is to be; `pk` of the one that it was, None for a new one."""

    day: date
    starts: time
    minutes: int
    title: str = ""
    pk: UUID | None = None


@dataclass(frozen=True)
class When:
    """When a date was before it changed."""

    starts_at: datetime
    minutes: int
    title: str


@dataclass(frozen=True)
class DatesChanged:
    """What a change of a program's dates did."""

    added: list[ProgramDate] = field(default_factory=list)
    removed: list[ProgramDate] = field(default_factory=list)
    changed: list[tuple[ProgramDate, When]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class DateShown:
    """A date with what is said beside it."""

    row: ProgramDate
    holiday: str
    weekend: bool


def dates_of(program: Program) -> list[ProgramDate]:
    """Return the dates of *program* in order. One query."""
    return list(ProgramDate.objects.filter(program=program))


def dates_shown(program: Program) -> list[DateShown]:
    """Return the dates with the institution's holidays and days off, and weekends. One query."""
    rows = dates_of(program)
    holidays = program.institution.work_calendar.names_on(one.day for one in rows)
    return [DateShown(one, holidays.get(one.day, ""), is_weekend(one.day)) for one in rows]


def count_to_notify(program: Program) -> int:
    """Return how many people are mailed when a date of *program* changes: who enrolled, or has a group."""
    return len(_concerned(program))


@transaction.atomic
def add_dates(program: Program, *, rows: Sequence[DateRow], actor: User) -> DatesChanged:
    """Add dates; one that is there already stays as it is. Raise as `save_dates` does."""
    held = lock_for_update(program)
    there = dates_of(held)
    known = {(one.day, one.starts) for one in there}
    new = [one for one in rows if (one.day, one.starts) not in known]
    return save_dates(held, rows=[*(_kept(one) for one in there), *new], actor=actor)


def rescheduled_rows(rows: Sequence[ProgramDate], *, first: date, weeks: int) -> list[DateRow]:
    """Return the dates with those from *first* on moved by so many weeks; negative goes back."""
    late = timedelta(weeks=weeks)
    return [
        DateRow(
            one.day + late if one.day >= first else one.day,
            one.starts,
            one.minutes,
            one.title,
            one.pk,
        )
        for one in rows
    ]


@transaction.atomic
def save_dates(program: Program, *, rows: Sequence[DateRow], actor: User) -> DatesChanged:
    """Let the program have exactly the dates of *rows*, and tell those whom a change concerns once.

    Who had said that they can come on a date that moves is asked again. Groups that took the dates
    over are told by the app that plans their sessions. Raise WrongState for a closed program and
    ProgramNotReady for two at one time, too many, or a new time in the past.
    """
    held = lock_for_update(program)
    if held.state == Program.State.CLOSED:
        raise WrongState
    if len(rows) > MOST_DATES:
        raise ProgramNotReady(
            _("A program can have up to %(most)d dates. Delete some first.") % {"most": MOST_DATES}
        )
    if len({(one.day, one.starts) for one in rows}) < len(rows):
        raise ProgramNotReady(_("Two dates start at the same time. Change one of them."))
    done = _write(held, rows)
    if done:
        record(Verb.PROGRAM_DATES_CHANGED, actor=actor, institution=held.institution, subject=held)
        program_dates_changed.send(
            sender=Program,
            program=held,
            added=done.added,
            removed=done.removed,
            changed=done.changed,
            actor=actor,
        )
        # Only now: whoever took them over has to find them.
        ProgramDate.objects.filter(pk__in=[row.pk for row in done.removed]).delete()
        _notify(held, done)
    return done


def _write(program: Program, rows: Sequence[DateRow]) -> DatesChanged:
    there = {one.pk: one for one in dates_of(program)}
    kept = {one.pk for one in rows}
    done = DatesChanged(removed=[row for pk, row in there.items() if pk not in kept])
    today = program.institution.local_date()
    for one in rows:
        row = there.get(one.pk) if one.pk else None
        if row is None:
            _refuse_past(one.day, today)
            done.added.append(_new(program, one))
            continue
        before = When(row.starts_at(program.institution), row.minutes, row.title)
        if _take_over(row, one):
            if row.starts_at(program.institution) != before.starts_at:
                _refuse_past(row.day, today)
            done.changed.append((row, before))
    ProgramDate.objects.bulk_create(done.added)
    ProgramDate.objects.bulk_update(
        [row for row, _before in done.changed],
        ["day", "starts", "minutes", "title", "changed_at"],
    )
    # Who could come then has not said that they can come now.
    DateAnswer.objects.filter(date__in=_moved(program, done)).delete()
    return done


def _new(program: Program, one: DateRow) -> ProgramDate:
    return ProgramDate(
        institution=program.institution,
        program=program,
        day=one.day,
        starts=one.starts,
        minutes=one.minutes,
        title=one.title,
    )


def _kept(row: ProgramDate) -> DateRow:
    return DateRow(row.day, row.starts, row.minutes, row.title, row.pk)


def _take_over(row: ProgramDate, one: DateRow) -> bool:
    """Write *one* into *row*; whether that changes it. A title alone moves no time."""
    before = (row.day, row.starts, row.minutes)
    after = (one.day, one.starts, one.minutes)
    if before == after and row.title == one.title:
        return False
    if before != after:
        row.changed_at = timezone.now()
    (row.day, row.starts, row.minutes), row.title = after, one.title
    return True


def _moved(program: Program, done: DatesChanged) -> list[ProgramDate]:
    here = program.institution
    return [row for row, before in done.changed if row.starts_at(here) != before.starts_at]


def _refuse_past(day: date, today: date) -> None:
    if day < today:
        raise ProgramNotReady(
            _("%(day)s is in the past. Enter a later day.") % {"day": moments.day(day)}
        )


# Who is told -------------------------------------------------------------------------------------


def _concerned(program: Program) -> set[UUID]:
    """Return the keys of the members who enrolled or are in a group of the program. Two queries."""
    if program.state == Program.State.DRAFT:
        return set()
    enrolled = Enrollment.objects.active().filter(program=program)
    return set(enrolled.values_list("member", flat=True)) | _in_groups(program)


def _in_groups(program: Program) -> set[UUID]:
    rows = GroupMember.objects.current().filter(
        group__program_group__program=program, group__ended_on=None
    )
    return set(rows.values_list("member", flat=True))


def _notify(program: Program, done: DatesChanged) -> None:
    """Mail those who enrolled and are in no group yet: the dates as they are now.

    Those in groups are told of their own sessions.
    """
    timed = [
        row
        for row, before in done.changed
        if (row.starts_at(program.institution), row.minutes) != (before.starts_at, before.minutes)
    ]
    if program.state == Program.State.DRAFT or not (done.added or done.removed or timed):
        return
    grouped = _in_groups(program)
    rows = (
        Enrollment.objects.active()
        .filter(program=program)
        .exclude(member__in=grouped)
        .select_related("member__user", "member__institution")
        .order_by("side", "pk")
    )
    people = {row.member_id: row for row in rows}
    dates = list(dates_of(program))
    queue_messages([_message(program, row, dates) for row in people.values()])


@read_by("enrollment.member")
def _message(program: Program, enrollment: Enrollment, dates: Sequence[ProgramDate]) -> Message:
    member = enrollment.member
    moment = timezone.now()
    return Message(
        key=f"program-dates-{program.pk}-{member.pk}-{moment:%Y%m%d%H%M%S%f}",
        to=member.user.email,
        subject=_("%(program)s: the dates have changed") % {"program": program.name},
        template="program_dates_changed",
        context={
            "program": program,
            "institution": program.institution,
            "name": member.short_name,
            "dates": [line_for(one) for one in dates],
            "zone": clock_words(program),
            "link": settings.SITE_URL
            + reverse("matching:enroll", args=[program.pk, enrollment.side]),
        },
        institution_id=program.institution_id,
    )


def lines_for(program: Program) -> list[str]:
    """Return the program's dates, one line each, on the institution's clock. One query."""
    return [line_for(row) for row in dates_of(program)]


def line_for(row: ProgramDate) -> str:
    """Return one date as a line: weekday, day, from when to when, and the title."""
    ends = datetime.combine(row.day, row.starts) + timedelta(minutes=row.minutes)
    line = _("%(day)s, %(from)s to %(until)s") % {
        "day": moments.weekday_day(row.day),
        "from": moments.clock(row.starts),
        "until": moments.clock(ends.time()),
    }
    return f"{line}: {row.title}" if row.title else line


def clock_words(program: Program) -> str:
    """Return whose clock the dates are on, as people say it: "New York"."""
    return city_of(program.institution.time_zone)
