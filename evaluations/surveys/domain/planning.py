"""Surveys: planned by a director, opened, reminded of and counted by the clock.

1. `plan_survey` writes the row; nobody is asked before its day.
2. `advance_surveys` does what is due, for each survey under its lock: it writes a response for
   everybody who is to be asked and has none, with their mail in the same transaction; reminds
   once; and counts when the last day is over. Any number of workers may do so at any time.

Who asks or reminds keeps other workers off the row, and lets people answer meanwhile
(FOR NO KEY UPDATE beside their FOR KEY SHARE, see `response`); who counts keeps everybody off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluations.errors import (
    NobodyToAsk,
    NoSuchInstrument,
    SurveyBegun,
    SurveyOver,
    SurveyTwice,
    WrongDays,
)
from evaluations.meetings.notifications.domain import (
    Mail,
    delivery_of,
    next_hour,
    unsubscribe_headers,
    unsubscribe_links,
    wants,
)
from evaluations.surveys.domain.count import count_survey
from evaluations.surveys.domain.instruments import find_instrument
from evaluations.surveys.models import Response, Survey
from matching.models import Enrollment, Program
from mentornet.jobs.rows import of_row, try_each
from mentornet.jobs.wake import enqueue_on_commit
from mentornet.mail.outbox import Message, cancel, queue_messages
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User

LONGEST = timedelta(days=120)
FARTHEST = timedelta(days=3 * 366)
REMIND_BEFORE = timedelta(days=3)
"""The reminder goes out so long before the last day."""
WORTH_REMINDING = timedelta(days=6)
"""A survey that is open for less has no reminder."""
BATCH = 1_000


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

    *ask_with* is the key of an instrument, see `instrument.choices`. Raises NoSuchInstrument,
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
    record("survey_planned", actor=actor, institution=institution, subject=row)
    enqueue_on_commit("evaluations.tasks.advance_surveys")
    return row


@transaction.atomic
def change_days(
    survey: Survey, *, opens_on: date, closes_on: date, actor: User, now: datetime | None = None
) -> Survey:
    """Move a survey. Once it is open, its last day alone. Raises SurveyOver, SurveyBegun, WrongDays."""
    row = _held(survey)
    today = row.institution.local_date(now=now)
    if opens_on != row.opens_on:
        if row.opened_at is not None:
            raise SurveyBegun
        _check_opening(opens_on, today)
    if closes_on < today:
        raise WrongDays(_("That day is over. Close the survey instead, or choose a later one."))
    _check_days(opens_on, closes_on, today)
    row.opens_on, row.closes_on = opens_on, closes_on
    row.save(update_fields=["opens_on", "closes_on"])
    record("survey_moved", actor=actor, institution=row.institution, subject=row)
    enqueue_on_commit("evaluations.tasks.advance_surveys")
    return row


def _check_opening(opens_on: date, today: date) -> None:
    if opens_on < today:
        raise WrongDays(_("That day is over. Open it today or later."))


def _check_days(opens_on: date, closes_on: date, today: date) -> None:
    if closes_on < opens_on:
        raise WrongDays(_("The last day is before the first."))
    if closes_on - opens_on > LONGEST:
        raise WrongDays(
            _("At most %(days)d days: nobody answers what is open for ever.")
            % {"days": LONGEST.days}
        )
    if closes_on - today > FARTHEST:
        raise WrongDays(_("That is more than three years ahead."))


@transaction.atomic
def call_off_survey(survey: Survey, *, actor: User) -> None:
    """Take a survey away of which nobody knows yet. Raises SurveyOver, SurveyBegun."""
    row = _held(survey)
    if row.opened_at is not None:
        raise SurveyBegun(_("People have been asked already. Close it: what was sent is counted."))
    record("survey_called_off", actor=actor, institution=row.institution, subject=row)
    row.delete()


@transaction.atomic
def close_survey(survey: Survey, *, actor: User, now: datetime | None = None) -> Survey:
    """End an open survey today, and count what was sent. Raises SurveyOver."""
    row = _held(survey)
    if row.opened_at is None:
        raise SurveyOver(_("It is not open yet. Call it off instead."))
    row.closes_on = max(row.opens_on, min(row.closes_on, row.institution.local_date(now=now)))
    row.save(update_fields=["closes_on"])
    record("survey_closed", actor=actor, institution=row.institution, subject=row)
    _end(row, now or timezone.now())
    return row


def is_open(survey: Survey, *, now: datetime | None = None) -> bool:
    """Whether answers are taken."""
    today = survey.institution.local_date(now=now)
    return survey.counted_at is None and survey.opened_at is not None and today <= survey.closes_on


def progress_of(
    surveys: Iterable[Survey], *, institution: Institution, now: datetime | None = None
) -> dict[UUID, tuple[int, int]]:
    """How many were asked and have answered, by the keys of those surveys that have opened.

    While one is open, as of the last midnight and in steps of as many people as a figure speaks
    of at least: a number that moved by one would say that somebody has just answered.
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


def advance_surveys(*, now: datetime | None = None) -> int:
    """Do what is due in each institution's calendar; how many people were asked.

    A survey at which something breaks stops no other, and is failed after a few attempts.
    """
    moment = now or timezone.now()
    waiting = Survey.objects.filter(
        counted_at=None, opens_on__lte=moment.date() + timedelta(days=1)
    ).select_related("institution")
    rows = waiting.order_by("opens_on", "pk")
    return try_each(
        "surveys.advance_one", rows, owner=of_row, work=lambda survey: _advance(survey, moment)
    )


def _advance(survey: Survey, now: datetime) -> int:
    today = survey.institution.local_date(now=now)
    if today < survey.opens_on:
        return 0
    if today > survey.closes_on:
        _end_if_free(survey.pk, now)
        return 0
    asked = 0
    while more := _ask_batch(survey.pk, now):
        asked += more
    if (
        survey.reminded_at is None
        and today >= survey.closes_on - REMIND_BEFORE
        and survey.closes_on - survey.opens_on >= WORTH_REMINDING
    ):
        _remind(survey.pk, now)
    return asked


def people_of(survey: Survey) -> dict[UUID, str]:
    """Who is to be asked, with their side of the program; all who have an account where it has none.

    Whoever is on both sides answers once, as a protégé.
    """
    return dict(_people(survey))


def count_to_ask(survey: Survey) -> int:
    """How many would be asked now."""
    return int(_people(survey).count())


def _people(survey: Survey) -> Any:
    """The rows of `people_of`, in the order of their keys."""
    if survey.program_id is None:
        everybody = Membership.objects.current().filter(
            institution=survey.institution_id,
            user__is_active=True,
            user__activated_at__isnull=False,
        )
        return everybody.order_by("pk").values_list("pk", Value(""))
    enrolled = Enrollment.objects.filter(
        program=survey.program_id, withdrawn_at=None, member__end_date=None
    )
    # Of two rows of one person the first is kept: downwards, "protege" comes before "mentor".
    rows = enrolled.order_by("member", "-side").distinct("member")
    return rows.values_list("member", "side")


def _held(survey: Survey) -> Survey:
    row: Survey = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("institution", "instrument", "program")
        .get(pk=survey.pk)
    )
    if row.counted_at is not None:
        raise SurveyOver
    return row


def _free(pk: UUID, *, answered: bool = True) -> Survey | None:
    """The survey under its lock, unless another worker has it or it is counted.

    *answered*: people may answer meanwhile.
    """
    row: Survey | None = (
        Survey.objects.select_for_update(skip_locked=True, no_key=answered, of=("self",))
        .select_related("institution", "instrument", "program")
        .filter(pk=pk, counted_at=None)
        .first()
    )
    return row


@transaction.atomic
def _ask_batch(pk: UUID, now: datetime) -> int:
    """Ask some who were not asked yet; how many. 0: there are none, or another worker does it."""
    survey = _free(pk)
    if survey is None:
        return 0
    if survey.opened_at is None:
        survey.opened_at = now
        survey.threshold = survey.institution.suppression_threshold
        survey.save(update_fields=["opened_at", "threshold"])
        record("survey_opened", actor=None, institution=survey.institution, subject=survey)
    key = "pk" if survey.program_id is None else "member"
    there = Response.objects.filter(survey=survey, member=OuterRef(key))
    new = [
        Response(institution=survey.institution, survey=survey, member_id=member, side=side)
        for member, side in _people(survey).filter(~Exists(there))[:BATCH]
    ]
    Response.objects.bulk_create(new)
    _write(survey, new, now, again=False)
    return len(new)


def _remind(pk: UUID, now: datetime) -> None:
    """Remind those who have not sent, batch by batch; one that was cut short begins anew.

    Who has left meanwhile stays among those who were asked, and is not reminded.
    """
    last: UUID | None = None
    while True:
        last = _remind_batch(pk, now, after=last)
        if last is None:
            return


@transaction.atomic
def _remind_batch(pk: UUID, now: datetime, *, after: UUID | None) -> UUID | None:
    """Remind some of those whose response comes *after*; the last of them. None: it is done."""
    survey = _free(pk)
    if survey is None or survey.reminded_at is not None:
        return None
    here = _people(survey).order_by().values("pk" if survey.program_id is None else "member")
    waiting = Response.objects.filter(survey=survey, member__in=here).waiting()
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    # Who sends just now waits for their reminder to be written, and takes it back.
    batch = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk")[:BATCH])
    if not batch:
        survey.reminded_at = now
        survey.save(update_fields=["reminded_at"])
        return None
    _write(survey, batch, now, again=True)
    return batch[-1].pk


def _write(survey: Survey, responses: Sequence[Response], now: datetime, *, again: bool) -> None:
    """Put the mails of those who want one into the outbox."""
    keys = {one.member_id: one.pk for one in responses}
    people = Membership.objects.filter(pk__in=keys, end_date=None).select_related(
        "user", "institution", "delivery"
    )
    wanting = [
        one
        for one in people.order_by("pk")
        if wants(delivery_of(one), Mail.SURVEYS) and one.user.activated_at is not None
    ]
    endings = unsubscribe_links(wanting, Mail.SURVEYS)
    queue_messages(
        [_message(survey, one, endings[one.pk], keys[one.pk], now, again=again) for one in wanting],
        now=now,
    )


def _message(
    survey: Survey,
    member: Membership,
    unsubscribe: str,
    response: UUID,
    now: datetime,
    *,
    again: bool,
) -> Message:
    until = date_format(survey.closes_on, "l j F")
    said = _("Until %(until)s: %(name)s") if again else _("%(name)s: your answers are asked for")
    return Message(
        key=message_key(survey.pk, member.pk, again=again),
        to=member.user.email,
        subject=said % {"name": survey.instrument.name, "until": until},
        template=str(Mail.SURVEYS),
        context={
            "institution": survey.institution,
            "name": member.given_name,
            "instrument": survey.instrument.name,
            "about": survey.instrument.about,
            "program": survey.program.name if survey.program else "",
            "note": survey.note,
            "until": until,
            "again": again,
            "link": settings.SITE_URL + reverse("evaluations:survey", args=[response]),
            "unsubscribe": unsubscribe,
        },
        institution_id=survey.institution_id,
        headers=unsubscribe_headers(unsubscribe),
        zone=str(member.zone),
        due_at=next_hour(member, delivery_of(member), after=now),
    )


def message_key(survey: UUID, member: UUID | None = None, *, again: bool) -> str:
    """The outbox key of a survey's mails: all of them, or one person's."""
    head = f"survey-{'reminder' if again else 'open'}:{survey}:"
    return f"{head}{member}" if member else head


@transaction.atomic
def _end_if_free(pk: UUID, now: datetime) -> None:
    survey = _free(pk, answered=False)
    if survey is not None:
        _end(survey, now)


def _end(survey: Survey, now: datetime) -> None:
    """Count it; what still waits to be sent about it is taken back."""
    for again in (False, True):
        cancel(message_key(survey.pk, again=again))
    count_survey(survey, now=now)
    record("survey_counted", actor=None, institution=survey.institution, subject=survey)


def surveys_of(member: Membership, *, now: datetime | None = None) -> Any:
    """What *member* was asked in surveys that take answers now or were counted, the latest first."""
    today = member.institution.local_date(now=now)
    return (
        Response.objects.filter(member=member)
        .filter(Q(submitted_at__isnull=False) | Q(survey__closes_on__gte=today))
        .select_related("survey__instrument", "survey__program", "survey__institution")
        .order_by("-survey__opens_on", "pk")
    )
