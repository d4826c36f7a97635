"""Surveys by the clock: opened, reminded of and counted.

`advance_surveys` does what is due, for each survey under its lock: it writes a response for
everyone who is to be asked and has none, with their mail in the same transaction; reminds
before the last day, and when a director asks for it; and counts when the last day is over. Any number of workers may do so at any time.

Who asks or reminds keeps other workers off the row, and lets people answer meanwhile
(FOR NO KEY UPDATE beside their FOR KEY SHARE, see `responses`); who counts keeps everyone off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.notifications.domain import unsubscribe_headers, unsubscribe_links
from evaluations.surveys.domain.count import count_survey
from evaluations.surveys.domain.people import people_to_ask
from evaluations.surveys.models import Response, Survey
from mentornet import moments
from mentornet.audit_verbs import Verb
from mentornet.jobs.rows import of_row, try_each
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, cancel, queue_messages
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.people.domain.preferences import Mail, next_hour, preferences_of, wants

REMIND_BEFORE = timedelta(days=3)
"""The reminder goes out so long before the last day."""
WORTH_REMINDING = timedelta(days=6)
"""A survey that is open for less has no reminder."""
AGAIN_AFTER = timedelta(days=7)
"""No one is reminded twice within so long."""
BATCH = 1_000


def advance_surveys(*, now: datetime | None = None) -> int:
    """Do what is due in each institution's calendar; return how many people were asked.

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
    if _is_reminder_due(survey, now):
        _remind(survey.pk, now)
    return asked


def _is_reminder_due(survey: Survey, now: datetime) -> bool:
    """Return whether a director has asked for a reminder, or the last day is near."""
    last, asked = survey.reminded_at, survey.reminder_asked_at
    if asked is not None and (last is None or last < asked):
        return True
    is_near = survey.institution.local_date(now=now) >= survey.closes_on - REMIND_BEFORE
    is_worth = survey.closes_on - survey.opens_on >= WORTH_REMINDING
    return is_near and is_worth and (last is None or now - last >= AGAIN_AFTER)


def _free(pk: UUID, *, answered: bool = True) -> Survey | None:
    """Return the survey under its lock, unless another worker has it or it is counted.

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
    """Ask some who were not asked yet; return how many. 0: there are none, or another worker does it."""
    survey = _free(pk)
    if survey is None:
        return 0
    if survey.opened_at is None:
        survey.opened_at = now
        survey.threshold = survey.institution.suppression_threshold
        survey.save(update_fields=["opened_at", "threshold"])
        record(Verb.SURVEY_OPENED, actor=None, institution=survey.institution, subject=survey)
        announce(events.SURVEY_OPENED, survey)
    key = "pk" if survey.program_id is None else "member"
    there = Response.objects.filter(survey=survey, member=OuterRef(key))
    new = [
        Response(institution=survey.institution, survey=survey, member_id=member, side=side)
        for member, side in people_to_ask(survey).filter(~Exists(there))[:BATCH]
    ]
    Response.objects.bulk_create(new)
    _write(survey, new, now, again=False)
    return len(new)


def _remind(pk: UUID, now: datetime) -> None:
    """Remind those who have not sent, batch by batch; one that was cut short begins again.

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
    if survey is None or not _is_reminder_due(survey, now):
        return None
    here = people_to_ask(survey).order_by().values("pk" if survey.program_id is None else "member")
    waiting = Response.objects.filter(survey=survey, member__in=here).waiting()
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    # Who sends just now waits for their reminder to be written, and takes it back.
    batch = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk")[:BATCH])
    if not batch:
        survey.reminded_at = max(now, survey.reminder_asked_at or now)
        survey.save(update_fields=["reminded_at"])
        return None
    _write(survey, batch, now, again=True)
    return batch[-1].pk


def _write(survey: Survey, responses: Sequence[Response], now: datetime, *, again: bool) -> None:
    """Put the mails of those who want one into the outbox."""
    keys = {one.member_id: one.pk for one in responses}
    people = Membership.objects.filter(pk__in=keys, end_date=None).select_related(
        "user", "institution", "preferences"
    )
    wanting = [
        one
        for one in people.order_by("pk")
        if wants(preferences_of(one), Mail.SURVEYS) and one.user.activated_at is not None
    ]
    endings = unsubscribe_links(wanting, Mail.SURVEYS)
    queue_messages(
        [_message(survey, one, endings[one.pk], keys[one.pk], now, again=again) for one in wanting],
        now=now,
    )


@read_by("member")
def _message(
    survey: Survey,
    member: Membership,
    unsubscribe: str,
    response: UUID,
    now: datetime,
    *,
    again: bool,
) -> Message:
    until = moments.weekday_day(survey.closes_on)
    said = _("Reminder: %(name)s is open until %(until)s") if again else _("Survey: %(name)s")
    return Message(
        key=message_key(survey.pk, member.pk, again=again) + (_round_of(survey) if again else ""),
        to=member.user.email,
        subject=said % {"name": survey.instrument.name, "until": until},
        template=str(Mail.SURVEYS),
        context={
            "institution": survey.institution,
            "name": member.short_name,
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
        due_at=next_hour(member, preferences_of(member), after=now),
    )


def _round_of(survey: Survey) -> str:
    """Return what tells the reminders of a later round from those before, however often it is begun."""
    return f":{survey.reminded_at:%Y%m%d%H%M%S}" if survey.reminded_at else ""


def message_key(survey: UUID, member: UUID | None = None, *, again: bool) -> str:
    """Return the outbox key of a survey's mails: all of them, or one person's."""
    head = f"survey-{'reminder' if again else 'open'}:{survey}:"
    return f"{head}{member}" if member else head


@transaction.atomic
def _end_if_free(pk: UUID, now: datetime) -> None:
    survey = _free(pk, answered=False)
    if survey is not None:
        end_survey(survey, now)


def end_survey(survey: Survey, now: datetime) -> None:
    """Count it; what still waits to be sent about it is taken back."""
    for again in (False, True):
        cancel(message_key(survey.pk, again=again))
    count_survey(survey, now=now)
    record(Verb.SURVEY_COUNTED, actor=None, institution=survey.institution, subject=survey)
    announce(events.SURVEY_COUNTED, survey)
