"""Check-ins: who is asked whether they have met, when, and what an answer does [L, P].

1. `plan_check_ins` writes one row for each side of a tie whose interval is over. After an outage
   of any length that is one row, not one for every interval that passed.
2. `ask_check_ins` claims the rows whose hour has come, and puts one mail a person in the outbox,
   in the same transaction: asked and queued are one fact.
3. `answering.answer_check_in` notes what the link in the mail says. The same answer again changes
   nothing; another one replaces the first while the link lives: until the next question about the
   tie, 30 days at most.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.check_ins.early_warning.domain.health import INTERVAL_DAYS
from evaluations.check_ins.models import CheckIn
from evaluations.meetings.domain.met import MET_DAYS
from evaluations.meetings.notifications.domain import unsubscribe_headers, unsubscribe_links
from mentornet.jobs.recurring import sweep_each
from mentornet.jobs.rows import Owner, held_back, try_each, try_together
from mentornet.languages import read_by
from mentornet.mail import links
from mentornet.mail.links import Batch, Wanted
from mentornet.mail.outbox import Message, queue_messages
from mentornet.mail.purposes import Purpose
from mentornet.mail.quiet_hours import is_open, next_slot
from networks.models import Tie
from profiles.models import Institution, Membership
from profiles.people.domain.preferences import Mail, next_hour, preferences_of, wants

QUIET_AFTER = 2
BATCH = 500
# What stands in the job of a person whose check-ins cannot be planned, or asked.
PLAN, ASK = "check_ins.plan_person", "check_ins.ask_person"
State, Answer = CheckIn.State, CheckIn.Answer

# Who is due today: one row a side. The agreement that holds says how often; a program's draft of
# one does until the two have confirmed theirs. A tie with neither is no one's business but theirs.
DUE_SIDES = f"""
WITH paired AS (
    SELECT tie.id, tie.protege_id, tie.mentor_id, terms.cadence,
           coalesce(tie.started_on, (tie.created_at AT TIME ZONE %(zone)s)::date) AS started_on
    FROM networks_tie tie
    JOIN profiles_membership protege ON protege.id = tie.protege_id AND protege.end_date IS NULL
    JOIN profiles_membership mentor ON mentor.id = tie.mentor_id AND mentor.end_date IS NULL
    JOIN LATERAL (
        SELECT cadence FROM networks_agreement
        WHERE tie_id = tie.id
          AND (state = 'in_force' OR (state = 'proposed' AND tie.origin = 'formal'))
        ORDER BY state = 'in_force' DESC, number DESC LIMIT 1
    ) terms ON true
    WHERE tie.institution_id = %(institution)s AND tie.state = 'active'
), met AS (
    SELECT tie_id, max(day) AS last_on FROM ({MET_DAYS}) met_day GROUP BY tie_id
), asked AS (
    SELECT tie_id, member_id, max(due_on) AS last_on, max(not_before) AS not_before,
           max(due_on) FILTER (WHERE answer <> '') AS answered_on
    FROM evaluations_checkin WHERE institution_id = %(institution)s GROUP BY tie_id, member_id
)
SELECT paired.id, side.member_id, coalesce(nullif(login.time_zone, ''), %(zone)s),
       preferences.away_from, preferences.away_until
FROM paired
CROSS JOIN LATERAL (VALUES (paired.protege_id), (paired.mentor_id)) side(member_id)
JOIN profiles_membership person ON person.id = side.member_id
JOIN profiles_user login ON login.id = person.user_id AND login.is_active
LEFT JOIN met ON met.tie_id = paired.id
LEFT JOIN asked ON asked.tie_id = paired.id AND asked.member_id = side.member_id
LEFT JOIN evaluations_delivery preferences ON preferences.member_id = side.member_id
WHERE greatest(paired.started_on, met.last_on, asked.last_on)
      + (%(days)s::jsonb ->> paired.cadence)::int <= %(today)s
  AND coalesce(asked.not_before, '-infinity'::date) <= %(today)s
  AND coalesce(preferences.check_ins_by_mail OR preferences.check_ins_on_page, true)
  AND (
      SELECT count(*) FROM evaluations_checkin silent
      WHERE silent.tie_id = paired.id AND silent.member_id = side.member_id
        AND silent.state = 'asked' AND silent.answer = ''
        AND silent.due_on > greatest(asked.answered_on, met.last_on, '-infinity'::date)
  ) < %(quiet)s
"""  # noqa: S608  (our own words)


def plan_check_ins(*, now: datetime | None = None) -> int:
    """Write the check-ins that are due today in each institution's calendar; return how many are new."""
    moment = now or timezone.now()
    return sweep_each(
        "evaluations.plan_check_ins",
        lambda institution: _plan(institution, moment),
        queue="mail",
    )


def _plan(institution: Institution, now: datetime) -> int:
    today = institution.local_date(now=now)
    asks: dict[str, Any] = {
        "zone": institution.time_zone,
        "institution": institution.pk,
        "today": today,
        "days": json.dumps(INTERVAL_DAYS),
        "quiet": QUIET_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE_SIDES, asks)
        rows = cursor.fetchall()
    planned: list[CheckIn] = []
    closed = institution.work_calendar.is_closed

    def plan(row: tuple[Any, ...]) -> int:
        tie, member, zone, away_from, away_until = row
        slot = next_slot(
            member,
            after=now,
            zone=ZoneInfo(zone),
            away_from=away_from,
            away_until=away_until,
            closed=closed,
        )
        planned.append(
            CheckIn(
                institution=institution, tie_id=tie, member_id=member, due_on=today, due_at=slot
            )
        )
        return 1

    try_each(PLAN, rows, owner=lambda row: (row[1], institution.pk), work=plan)
    CheckIn.objects.bulk_create(planned, ignore_conflicts=True, batch_size=2_000)
    return len(planned)


def ask_check_ins(*, now: datetime | None = None, limit: int = 2_000) -> int:
    """Queue the mails of check-ins whose hour has come, one a person; return how many people were asked."""
    moment = now or timezone.now()
    due = CheckIn.objects.filter(state=State.DUE, due_at__lte=moment)
    asked = done = 0

    def ask(owners: Sequence[Owner]) -> int:
        nonlocal asked
        people, rows = _ask_batch([member for member, _institution in owners], moment)
        asked += people
        return rows

    while done < limit:
        waiting = due.exclude(member__in=held_back(ASK)).order_by("due_at", "pk")
        owners = list(dict.fromkeys(waiting.values_list("member_id", "institution_id")[:BATCH]))
        rows = try_together(ASK, owners, owner=lambda owner: owner, work=ask) if owners else 0
        if not rows:
            break
        done += rows
    return asked


@transaction.atomic
def _ask_batch(wanted: Sequence[UUID], now: datetime) -> tuple[int, int]:
    """Ask these people, who have something due; return how many were asked and rows were handled.

    The people are held, not their rows alone: two workers that each had some rows of one person
    would send two mails.
    """
    due = CheckIn.objects.filter(state=State.DUE, due_at__lte=now)
    members = list(
        Membership.objects.filter(pk__in=wanted)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    rows = list(
        due.filter(member__in=members)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related(
            "institution",
            "member__user",
            "member__institution",
            "member__preferences",
            "tie__protege",
            "tie__mentor",
        )
        .order_by("member_id", "due_on", "pk")
    )
    mailed = [
        questions
        for _member, own in groupby(rows, key=lambda row: row.member_id)
        if (questions := _ask_person(list(own), now))
    ]
    _end_earlier_links([row for row in rows if row.state == State.ASKED])
    _mail(mailed, now)
    CheckIn.objects.bulk_update(rows, ["state", "asked_at", "due_at"], batch_size=1_000)
    return len(mailed), len(rows)


def _end_earlier_links(asked: list[CheckIn]) -> None:
    """A link lives until the next question about the same tie, whether or not that is mailed."""
    sides = {(row.tie_id, row.member_id) for row in asked}
    earlier = CheckIn.objects.filter(
        state=State.ASKED,
        tie__in={tie for tie, _member in sides},
        member__in={member for _tie, member in sides},
    ).exclude(pk__in=[row.pk for row in asked])
    over = [row for row in earlier if (row.tie_id, row.member_id) in sides]
    if over:
        links.revoke(purposes=[Purpose.CHECK_IN], subjects=over)


def _mail(mailed: list[list[CheckIn]], now: datetime) -> None:
    """Queue one mail a person, with a link of its own to each question."""
    batch = Batch()
    endings = unsubscribe_links([rows[0].member for rows in mailed], Mail.CHECK_INS)
    messages = [_message(rows, endings[rows[0].member_id], batch) for rows in mailed]
    batch.save()
    queue_messages(messages, now=now)


def _ask_person(rows: list[CheckIn], now: datetime) -> list[CheckIn]:
    """Settle one person's rows: ask, put off, or drop what has lost its sense meanwhile.

    Return those that are asked by mail.
    """
    member = rows[0].member
    preferences = preferences_of(member)
    zone = member.zone
    live = [row for row in rows if row.tie.state == Tie.State.ACTIVE and member.is_current]
    for row in rows:
        row.state = State.ASKED if row in live else State.DROPPED
        row.asked_at = now if row in live else None
    if not live:
        return []
    closed = member.institution.work_calendar.is_closed
    if not is_open(now, zone=zone, closed=closed, **preferences.leave):
        # Late, after an outage, or a holiday that was added since: it is put off to the person's next working day.
        later = next_hour(member, preferences, after=now)
        for row in live:
            row.state, row.asked_at, row.due_at = State.DUE, None, later
        return []
    # Of two that an outage left for one tie, the last is asked.
    latest = {row.tie_id: row for row in live}
    for row in live:
        if latest[row.tie_id] is not row:
            row.state, row.asked_at = State.DROPPED, None
    return list(latest.values()) if wants(preferences, Mail.CHECK_INS) else []


@read_by("rows.0.member")
def _message(rows: list[CheckIn], unsubscribe: str, batch: Batch) -> Message:
    first = rows[0]
    member = first.member
    side = "protege" if first.tie.protege_id == member.pk else "mentor"
    # A digest is named after the first of its questions: each key is in one mail.
    key = f"checkin:{first.tie_id}:{side}:{first.due_on}"
    names = [row.tie.partner_of(member).name for row in rows]
    return Message(
        key=key,
        to=member.user.email,
        subject=(
            _("Did you and %(name)s meet?") % {"name": names[0]}
            if len(rows) == 1
            else ngettext(
                "Did you meet? %(count)d check-in", "Did you meet? %(count)d check-ins", len(rows)
            )
            % {"count": len(rows)}
        ),
        template="check_in",
        context={
            "institution": first.institution,
            "name": member.short_name,
            "questions": [
                {"name": name, "links": _answer_links(row, batch)}
                for name, row in zip(names, rows, strict=True)
            ],
            "unsubscribe": unsubscribe,
        },
        institution_id=first.institution_id,
        headers=unsubscribe_headers(unsubscribe),
        zone=str(member.zone),
    )


def _answer_links(row: CheckIn, batch: Batch) -> list[tuple[str, str]]:
    """Return the four answers with their addresses, as a mail offers them: one link with four pages."""
    token = batch.issue(Purpose.CHECK_IN, Wanted(row.member, subject=row))
    return [
        (str(answer.label), settings.SITE_URL + answer_path(token, answer)) for answer in Answer
    ]


def answer_path(token: str, answer: str) -> str:
    """Return the path that gives one answer to the question of a link, without a sign-in."""
    return reverse("evaluations:check_in_answer", args=[token, answer])
