"""What is coming in the programs, groups and surveys that someone directs: a list of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import Meeting
from evaluations.surveys.models import Survey
from matching.models import Program, ProgramDate
from matching.programs.models import ProgramQuerySet
from networks.models import PeerGroup
from profiles.models import Institution, User

DAY = timedelta(days=1)


class Kind(StrEnum):
    """What happens on a day."""

    ENROLLMENT_OPENS = "enrollment_opens"
    ENROLLMENT_CLOSES = "enrollment_closes"
    RUN_DUE = "run_due"
    PROGRAM_STARTS = "program_starts"
    PROGRAM_DATE = "program_date"
    PROGRAM_ENDS = "program_ends"
    SESSION = "session"
    SURVEY_OPENS = "survey_opens"
    SURVEY_CLOSES = "survey_closes"


TITLES: dict[Kind, StrOrPromise] = {
    Kind.ENROLLMENT_OPENS: gettext_lazy("Enrollment opens: %(name)s"),
    Kind.ENROLLMENT_CLOSES: gettext_lazy("Last day to enroll: %(name)s"),
    Kind.RUN_DUE: gettext_lazy("Ready to match: %(name)s"),
    Kind.PROGRAM_STARTS: gettext_lazy("Program starts: %(name)s"),
    Kind.PROGRAM_DATE: gettext_lazy("Program day: %(name)s"),
    Kind.PROGRAM_ENDS: gettext_lazy("Program ends: %(name)s"),
    Kind.SESSION: gettext_lazy("Session: %(name)s"),
    Kind.SURVEY_OPENS: gettext_lazy("Survey opens: %(name)s"),
    Kind.SURVEY_CLOSES: gettext_lazy("Survey closes: %(name)s"),
}


class On(StrEnum):
    """What an entry is about; its page is known to the views."""

    PROGRAM = "program"
    GROUP = "group"
    SURVEY = "survey"


@dataclass(frozen=True)
class Coming:
    """One thing on one day; `at` and `minutes` where it has a time. `name` is what it is called."""

    day: date
    kind: Kind
    name: str
    on: On
    key: UUID
    at: datetime | None = None
    minutes: int = 0

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return str(TITLES[self.kind]) % {"name": self.name}

    @property
    def uid(self) -> str:
        """What calendars call it: the same as long as it is the same."""
        moment = f"-{self.at:%Y%m%dT%H%M}" if self.at else ""
        return f"desk-{self.kind}-{self.key}{moment}"


def coming_to(user: User, institution: Institution, first: date, last: date) -> list[Coming]:
    """Return what *user* directs from *first* to *last*, in order. Four queries for any number."""
    found = [
        *(one for row in _under_way(user, institution) for one in _of_program(row)),
        *_dates(user, institution, first, last),
        *_sessions(user, institution, first, last),
        *_surveys(user, institution, first, last),
    ]
    ours = [one for one in found if first <= one.day <= last]
    return sorted(ours, key=lambda one: (one.day, one.at is not None, one.at, one.title))


def _under_way(user: User, institution: Institution) -> ProgramQuerySet:
    there: ProgramQuerySet = Program.objects.directed_by(user).of(institution)
    return there.exclude(state__in=[Program.State.DRAFT, Program.State.CLOSED])


def _of_program(program: Program) -> Iterator[Coming]:
    """Yield the days of *program*. Those of its enrollment are none once a director has closed it."""
    days = {
        Kind.PROGRAM_STARTS: program.starts_on,
        Kind.PROGRAM_ENDS: program.ends_on - DAY if program.ends_on else None,
    }
    if program.state == Program.State.ENROLLING:
        days[Kind.ENROLLMENT_OPENS] = program.enroll_from
        days[Kind.ENROLLMENT_CLOSES] = program.enroll_until
        if program.traits.has_runs and program.enroll_until:
            days[Kind.RUN_DUE] = program.enroll_until + DAY
    for kind, day in days.items():
        if day is not None:
            yield Coming(day, kind, program.name, On.PROGRAM, program.pk)


def _dates(user: User, institution: Institution, first: date, last: date) -> Iterator[Coming]:
    rows = ProgramDate.objects.filter(
        program__in=_under_way(user, institution), day__range=(first, last)
    ).select_related("program")
    for row in rows:
        name = row.program.name
        if row.title:
            name = _("%(title)s (%(program)s)") % {"title": row.title, "program": name}
        at = row.starts_at(institution)
        yield Coming(row.day, Kind.PROGRAM_DATE, name, On.PROGRAM, row.program_id, at, row.minutes)


def _sessions(user: User, institution: Institution, first: date, last: date) -> Iterator[Coming]:
    zone = institution.zone
    rows = Meeting.objects.filter(
        group__in=PeerGroup.objects.directed_by(user).of(institution),
        state=Meeting.State.PLANNED,
        starts_at__gte=at_wall_time(first, time(0), zone),
        starts_at__lt=at_wall_time(last + DAY, time(0), zone),
    ).select_related("group")
    for row in rows.only("starts_at", "minutes", "group__name", "state"):
        if row.starts_at is not None and row.group is not None:
            at = row.starts_at.astimezone(zone)
            yield Coming(
                at.date(), Kind.SESSION, row.group.name, On.GROUP, row.group.pk, at, row.minutes
            )


def _surveys(user: User, institution: Institution, first: date, last: date) -> Iterator[Coming]:
    rows = (
        Survey.objects.visible_to(user)
        .filter(institution=institution, opens_on__lte=last, closes_on__gte=first)
        .select_related("instrument", "program")
    )
    for row in rows:
        name = row.instrument.name
        if row.program is not None:
            name = _("%(survey)s (%(program)s)") % {"survey": name, "program": row.program.name}
        yield Coming(row.opens_on, Kind.SURVEY_OPENS, name, On.SURVEY, row.pk)
        yield Coming(row.closes_on, Kind.SURVEY_CLOSES, name, On.SURVEY, row.pk)
