"""Answers to check-ins: by the link of a mail or on a page, changed until the next question."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evaluations.check_ins.domain.asking import Answer, State
from evaluations.check_ins.models import CheckIn, CheckInQuerySet
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.errors import LinkOver
from evaluations.meetings.models import Meeting
from mentornet.audit_verbs import Verb
from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.purposes import Purpose
from networks.models import Tie
from profiles.institution.domain.audit import record
from profiles.models import Membership

NOT_NOW_DAYS = 28


def open_question(token: str) -> CheckIn:
    """Return the question that the link in a mail asks. Raise LinkOver."""
    try:
        link = links.look_up(Purpose.CHECK_IN, token)
        key = links.key_of(link, CheckIn)
    except LinkError as error:
        raise LinkOver(error.message) from error
    return question(key)


def question(key: UUID, *, reader: Membership | None = None) -> CheckIn:
    """Return what was asked, to *reader* where one is named. Raise LinkOver once it is moot."""
    asked = CheckIn.objects.select_related(
        "institution", "tie__protege", "tie__mentor", "tie__external", "member__user"
    ).filter(pk=key, state=State.ASKED, member__end_date=None, tie__state=Tie.State.ACTIVE)
    row: CheckIn | None = (asked.filter(member=reader) if reader else asked).first()
    if row is None:
        raise LinkOver
    return row


@transaction.atomic
def answer_check_in(row: CheckIn, *, answer: str, now: datetime | None = None) -> CheckIn:
    """Note an answer. The same again is nothing new; another one replaces it."""
    moment = now or timezone.now()
    locked: CheckIn = CheckIn.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.answer == answer:
        return locked
    # The day on which they say so, where they are.
    today = moment.astimezone(row.member.zone).date()
    locked.answer, locked.answered_at = answer, moment
    locked.met_on = today if answer == Answer.MET else None
    locked.not_before = today + timedelta(days=NOT_NOW_DAYS) if answer == Answer.NOT_NOW else None
    if answer != Answer.MET:
        locked.minutes = None
    locked.save(update_fields=["answer", "answered_at", "met_on", "not_before", "minutes"])
    actor = row.member.user
    record(Verb.CHECK_IN_ANSWERED, actor=actor, institution=row.institution, subject=locked)
    return locked


@transaction.atomic
def snooze(row: CheckIn, *, not_before: date) -> CheckIn:
    """Say until when one does not want to be asked; only where the answer was “not now”."""
    locked: CheckIn = CheckIn.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.answer == Answer.NOT_NOW:
        locked.not_before = not_before
        locked.save(update_fields=["not_before"])
    return locked


@transaction.atomic
def add_details(
    row: CheckIn,
    *,
    met_on: date,
    minutes: int | None = None,
    line: str = "",
    now: datetime | None = None,
) -> CheckIn:
    """Note when the two met, how long, and a line for oneself.

    With a length it becomes a meeting of theirs, unless one stands on that day already: at noon, or
    as late as it can have begun where noon is still to come.
    """
    tie = Tie.objects.select_for_update(of=("self",)).get(pk=row.tie_id)
    locked: CheckIn = CheckIn.objects.select_for_update(of=("self",)).get(pk=row.pk)
    locked.met_on, locked.minutes, locked.line = met_on, minutes, line
    locked.save(update_fields=["met_on", "minutes", "line"])
    zone = row.member.zone
    midnight = at_wall_time(met_on, time(0), zone)
    latest = (now or timezone.now()) - timedelta(minutes=minutes or 0)
    noon = at_wall_time(met_on, time(12), zone)
    starts_at = max(midnight, min(noon, latest.replace(second=0, microsecond=0)))
    on_that_day = Meeting.objects.filter(
        tie=tie,
        state=Meeting.State.HELD,
        starts_at__gte=midnight,
        starts_at__lt=midnight + timedelta(days=1),
    )
    if minutes and locked.answer == Answer.MET and not on_that_day.exists():
        Meeting.objects.create(
            institution=row.institution,
            tie=tie,
            created_by=row.member,
            state=Meeting.State.HELD,
            starts_at=starts_at,
            minutes=minutes,
        )
    return locked


def open_check_ins(reader: Membership) -> CheckInQuerySet:
    """Return the questions that *reader* has not answered and wants to see on the pages of their ties."""
    return (
        CheckIn.objects.open()
        .filter(member=reader)
        .exclude(member__preferences__check_ins_on_page=False)
    )
