"""Surveys as a director plans them: for whom, from which day to which; closed or canceled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.surveys.domain.instruments import find_instrument
from evaluations.surveys.domain.running import AGAIN_AFTER, end_survey
from evaluations.surveys.errors import (
    NobodyToAsk,
    NoSuchInstrument,
    SurveyBegun,
    SurveyOver,
    SurveyTwice,
    WrongDays,
)
from evaluations.surveys.models import Response, Survey
from matching.models import Program
from mentornet.audit_verbs import Verb
from mentornet.jobs.wake import enqueue_on_commit
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User

LONGEST = timedelta(days=120)
FARTHEST = timedelta(days=3 * 366)


@transaction.atomic
def plan_survey(
    institution: Institution,
    *,
    ask_with: str,
    program: Program | None,
    occasion: str,
    opens_on: date,
    closes_on: date,
    actor: User,
    note: str = "",
    now: datetime | None = None,
) -> Survey:
    """Ask from a day to a day, both included; the people of *program*, or the whole institution.

    *ask_with* is the key of an instrument, see `instrument.choices`. Raise NoSuchInstrument,
    WrongDays, NobodyToAsk for a draft, and SurveyTwice where the program is asked the same on this
    occasion already.
    """
    today = institution.local_date(now=now)
    _check_opening(opens_on, today)
    _check_days(opens_on, closes_on, today)
    if program is not None:
        if program.state == Program.State.DRAFT:
            raise NobodyToAsk
        Program.objects.select_for_update().get(pk=program.pk)
    instrument = find_instrument(ask_with, institution, actor=actor)
    if instrument is None:
        raise NoSuchInstrument
    if program is not None:
        same = Survey.objects.filter(instrument=instrument, program=program, occasion=occasion)
        if same.exists():
            raise SurveyTwice
    row: Survey = Survey.objects.create(
        institution=institution,
        instrument=instrument,
        program=program,
        occasion=occasion,
        opens_on=opens_on,
        closes_on=closes_on,
        note=note,
    )
    record(Verb.SURVEY_PLANNED, actor=actor, institution=institution, subject=row)
    enqueue_on_commit("evaluations.tasks.advance_surveys")
    return row


@transaction.atomic
def change_days(
    survey: Survey, *, opens_on: date, closes_on: date, actor: User, now: datetime | None = None
) -> Survey:
    """Move a survey. Once it is open, its last day alone. Raise SurveyOver, SurveyBegun, WrongDays."""
    row = _lock_for_update(survey)
    today = row.institution.local_date(now=now)
    if opens_on != row.opens_on:
        if row.opened_at is not None:
            raise SurveyBegun
        _check_opening(opens_on, today)
    if closes_on < today:
        raise WrongDays(_("The last day is in the past. Choose a later day, or close the survey."))
    _check_days(opens_on, closes_on, today)
    row.opens_on, row.closes_on = opens_on, closes_on
    row.save(update_fields=["opens_on", "closes_on"])
    record(Verb.SURVEY_MOVED, actor=actor, institution=row.institution, subject=row)
    enqueue_on_commit("evaluations.tasks.advance_surveys")
    return row


def _check_opening(opens_on: date, today: date) -> None:
    if opens_on < today:
        raise WrongDays(_("The first day is in the past. Choose today or later."))


def _check_days(opens_on: date, closes_on: date, today: date) -> None:
    if closes_on < opens_on:
        raise WrongDays(_("The last day is before the first day. Choose a later one."))
    if closes_on - opens_on > LONGEST:
        raise WrongDays(
            _("A survey can be open for at most %(days)d days. Choose an earlier last day.")
            % {"days": LONGEST.days}
        )
    if closes_on - today > FARTHEST:
        raise WrongDays(_("The last day is more than three years away. Choose an earlier one."))


@transaction.atomic
def cancel_survey(survey: Survey, *, actor: User) -> None:
    """Delete a survey that no one was asked yet. Raise SurveyOver, SurveyBegun."""
    row = _lock_for_update(survey)
    if row.opened_at is not None:
        raise SurveyBegun(
            _("The survey is open, so it cannot be canceled. Close it to count the answers.")
        )
    record(Verb.SURVEY_CANCELLED, actor=actor, institution=row.institution, subject=row)
    row.delete()


@transaction.atomic
def close_survey(survey: Survey, *, actor: User, now: datetime | None = None) -> Survey:
    """End an open survey today, and count what was sent. Raise SurveyOver."""
    row = _lock_for_update(survey)
    if row.opened_at is None:
        raise SurveyOver(_("The survey is not open yet. Cancel it instead."))
    row.closes_on = max(row.opens_on, min(row.closes_on, row.institution.local_date(now=now)))
    row.save(update_fields=["closes_on"])
    record(Verb.SURVEY_CLOSED, actor=actor, institution=row.institution, subject=row)
    end_survey(row, now or timezone.now())
    return row


def is_open(survey: Survey, *, now: datetime | None = None) -> bool:
    """Return whether answers are taken."""
    today = survey.institution.local_date(now=now)
    return survey.counted_at is None and survey.opened_at is not None and today <= survey.closes_on


class Stage(StrEnum):
    """How far a survey is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    DONE = "done"


def stage_of(survey: Survey, *, now: datetime | None = None) -> Stage:
    """Return how far *survey* is."""
    if survey.counted_at is not None:
        return Stage.DONE
    if survey.opened_at is None:
        return Stage.PLANNED
    return Stage.OPEN if is_open(survey, now=now) else Stage.CLOSED


def can_be_reminded(survey: Survey, *, now: datetime | None = None) -> bool:
    """Return whether a director can have people reminded: it is open, and they were not lately."""
    moment = now or timezone.now()
    latest = [one for one in (survey.reminded_at, survey.reminder_asked_at) if one is not None]
    return is_open(survey, now=now) and all(moment - one >= AGAIN_AFTER for one in latest)


@transaction.atomic
def ask_to_remind(survey: Survey, *, actor: User, now: datetime | None = None) -> bool:
    """Have those reminded who have not answered; return whether that is done.

    A worker does it: who they are, and whether there are any, is not said to *actor*.
    """
    row: Survey = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=survey.pk)
    )
    if not can_be_reminded(row, now=now):
        return False
    row.reminder_asked_at = now or timezone.now()
    row.save(update_fields=["reminder_asked_at"])
    record(Verb.SURVEY_REMINDED, actor=actor, institution=row.institution, subject=row)
    enqueue_on_commit("evaluations.tasks.advance_surveys")
    return True


def progress_of(
    surveys: Iterable[Survey], *, institution: Institution, now: datetime | None = None
) -> dict[UUID, tuple[int, int]]:
    """Return how many were asked and have answered, by the keys of those surveys that have opened.

    While one is open, as of the last midnight and in steps of as many people as a figure speaks
    of at least: a number that moved by one would say that someone has just answered.
    """
    opened = [one for one in surveys if one.opened_at is not None]
    midnight = institution.start_of_day(now=now)
    rows = (
        Response.objects.filter(survey__in=[one.pk for one in opened if one.counted_at is None])
        .values("survey")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(submitted_at__lt=midnight)))
    )
    least = {one.pk: max(one.threshold, institution.suppression_threshold) for one in opened}
    return {one.pk: (one.asked, one.answered) for one in opened} | {
        row["survey"]: (row["asked"], row["answered"] - row["answered"] % least[row["survey"]])
        for row in rows
    }


def rate_of(asked: int, answered: int) -> int | None:
    """Return what share has answered, in percent; None before anyone is known to.

    Of numbers as `progress_of` returns them, so that it says no more than these do.
    """
    return answered * 100 // asked if asked and answered else None


def _lock_for_update(survey: Survey) -> Survey:
    row: Survey = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("institution", "instrument", "program")
        .get(pk=survey.pk)
    )
    if row.counted_at is not None:
        raise SurveyOver
    return row


def surveys_of(member: Membership, *, now: datetime | None = None) -> Any:
    """Return what *member* was asked in surveys that take answers now or were counted, the latest first."""
    today = member.institution.local_date(now=now)
    return (
        Response.objects.filter(member=member)
        .filter(Q(submitted_at__isnull=False) | Q(survey__closes_on__gte=today))
        .select_related("survey__instrument", "survey__program", "survey__institution")
        .order_by("-survey__opens_on", "pk")
    )
