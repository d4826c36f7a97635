"""Which message is sent next: the lane first, in it each institution in its turn, of that what is due.

A message is claimed by itself, under a lease, right before it is handed over: what is cancelled a
moment earlier is not sent, and a code that was asked for meanwhile goes ahead of the next message.
The claim counts the try. So a message that takes its worker down with it has lost one, and stands
as failed after MAX_ATTEMPTS like any other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection, models, transaction

from mentornet.mail.addresses import TEST_DOMAIN
from mentornet.mail.models import NO_INSTITUTION, Lane, OutboxMessage
from mentornet.mail.quiet_hours import Closed, is_open, never, next_slot

MAX_ATTEMPTS = 8
# Longer than any one message may take (EMAIL_TIMEOUT a step).
LEASE = timedelta(minutes=10)
# How many are put off to the next working day at a time.
PUT_OFF = 500
KILLED = "The worker stopped each time that it was being sent."
ACCOUNT = "account:"
# What goes also to a login of which no one has shown yet that its owner is behind it.
ABOUT_SIGN_IN = (ACCOUNT, "address_", "email_changed")
State = OutboxMessage.State

_TURN = f"COALESCE(institution_id, '{NO_INSTITUTION}'::uuid)"
# Mail to a login whose owner has not shown yet that it is theirs waits until they do.
_DUE = f"""
state = 'pending' AND due_at <= %(now)s AND (claimed_until IS NULL OR claimed_until <= %(now)s)
AND ({" OR ".join(f"starts_with(kind, '{one}')" for one in ABOUT_SIGN_IN)} OR NOT EXISTS (
    SELECT FROM profiles_user login
    WHERE login.unproven_since IS NOT NULL AND lower(login.email) = lower(recipient)
))
"""
# Such a message never leaves: see `_keep_back` of sending.py.
_OF_SANDBOX = f"""(
    lower(recipient) LIKE '%%@{TEST_DOMAIN}' OR EXISTS (
        SELECT FROM profiles_institution here
        WHERE here.id = institution_id AND here.sandbox_of_id IS NOT NULL
    )
)"""


def claimed(lanes: Sequence[Lane], *, clock: Callable[[], datetime]) -> Iterator[OutboxMessage]:
    """Claim one message after the other, as the caller asks for them, until none of *lanes* is due.

    Each institution has its turn after the others; where the first turn begins is left to chance, so
    that calls that end early favor no one.
    """
    ordered = sorted(lanes)
    after = {lane: uuid.uuid4() for lane in ordered}
    calendars: dict[UUID, Closed] = {}
    while message := _claim(ordered, after, clock()):
        after[Lane(message.lane)] = message.institution_id or NO_INSTITUTION
        if message.attempts > MAX_ATTEMPTS:
            _give_up(message)
        elif message.zone and not is_open(
            clock(), zone=_zone(message.zone), closed=_closed(message, calendars)
        ):
            _put_off(message, clock(), _closed(message, calendars))
        else:
            yield message


def is_due(lanes: Sequence[Lane], *, now: datetime) -> bool:
    """Return whether a message of *lanes* waits that no one has claimed."""
    sql = f"SELECT EXISTS (SELECT FROM mentornet_outboxmessage WHERE lane = ANY(%(lanes)s) AND {_DUE})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"lanes": [int(one) for one in lanes], "now": now})
        [there] = cursor.fetchone()
    return bool(there)


def _claim(lanes: Sequence[Lane], after: dict[Lane, UUID], now: datetime) -> OutboxMessage | None:
    """Claim the first message of the most urgent lane; None where none is due. One statement.

    Of a lane that of the institution next after the one whose turn was last; at the end, the first.
    """
    places = [
        f"""(
            SELECT id FROM mentornet_outboxmessage
            WHERE lane = {lane:d} AND {_TURN} {which} %(after{lane:d})s AND {_DUE}
            ORDER BY {_TURN}, due_at LIMIT 1 FOR UPDATE SKIP LOCKED
        )"""  # noqa: S608
        for lane in lanes
        for which in (">", "<=")
    ]
    # What stands later in COALESCE is not looked for where something earlier was found.
    sql = f"""
        UPDATE mentornet_outboxmessage SET claimed_until = %(until)s, attempts = attempts + 1
        WHERE id = COALESCE({", ".join(places)}) RETURNING *, {_OF_SANDBOX} AS is_of_sandbox
    """  # noqa: S608
    values = {f"after{lane:d}": after[lane] for lane in lanes}
    found = OutboxMessage.objects.raw(sql, {**values, "now": now, "until": now + LEASE})
    return next(iter(found), None)


def _give_up(message: OutboxMessage) -> None:
    rows = OutboxMessage.objects.filter(pk=message.pk, state=State.PENDING)
    rows.update(state=State.FAILED, last_error=KILLED, claimed_until=None)


def _closed(message: OutboxMessage, calendars: dict[UUID, Closed]) -> Closed:
    """Return which days are holidays where *message* comes from; each institution is looked up once."""
    here = message.institution_id
    if here is not None and here in calendars:
        return calendars[here]
    school = message.institution
    if school is None:
        return never
    calendars[school.pk] = school.work_calendar.is_closed
    return calendars[school.pk]


@transaction.atomic
def _put_off(message: OutboxMessage, now: datetime, closed: Closed) -> None:
    """Let what is for working hours wait for the next ones, each at its reader's own minute.

    With *message*, which was claimed for nothing, what waits beside it for the same hours.
    """
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_until=None, attempts=models.F("attempts") - 1
    )
    beside = OutboxMessage.objects.filter(
        state=State.PENDING,
        lane=message.lane,
        institution=message.institution_id,
        zone=message.zone,
        due_at__lte=now,
        claimed_until=None,
    )
    rows = list(
        beside.only("pk", "recipient", "zone").select_for_update(skip_locked=True, of=("self",))[
            :PUT_OFF
        ]
    )
    for one in rows:
        person = uuid.uuid5(uuid.NAMESPACE_URL, one.recipient)
        one.due_at = next_slot(person, after=now, zone=_zone(one.zone), closed=closed)
    OutboxMessage.objects.bulk_update(rows, ["due_at"])


def _zone(name: str) -> ZoneInfo:
    """A zone that no longer exists keeps no message from going, and none behind it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
