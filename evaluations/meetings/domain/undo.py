"""Taking an act on meetings back while its mail is held: for ten seconds it can be undone.

What the meetings were before is kept with the one who acted (their session), never asked of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from evaluations.meetings.domain.announcements import HELD
from evaluations.meetings.domain.participants import lock_participants_for_update
from evaluations.meetings.errors import TooLate
from evaluations.meetings.models import ActionItem, Attendance, Meeting, PrivateNote
from mentornet.audit_verbs import Verb
from mentornet.mail.withholding import withhold
from profiles.institution.domain.audit import record
from profiles.models import Membership

# Mail leaves when a worker comes by; until then it can be taken back, and not much longer.
LONGEST = timedelta(seconds=60)
TIMES = ("starts_at", "original_at")
FIELDS = (*TIMES, "state", "minutes", "mode", "place", "sequence", "uid", "zone")
TEMPLATES = ("meeting_planned", "meeting_moved", "meeting_cancelled", "meeting_proposed")

Act = dict[str, Any]


def snapshot(meetings: Iterable[Meeting]) -> dict[str, Act]:
    """Return what meetings are now, by their keys, to be given to `remember` after the act."""
    return {str(one.pk): _facts(one) for one in meetings}


def remember(
    before: dict[str, Act], after: Sequence[Meeting], *, by: Membership, now: datetime | None = None
) -> Act:
    """Return the act that made *after* of *before*, as plain data; {} where nothing changed.

    What is not in *before* was made by it.
    """
    moment = now or timezone.now()
    # Who plans what was planned long ago, or by another, gets that meeting, and has made none.
    new = [one for one in after if str(one.pk) in before or _is_made(one, by, moment)]
    rows = {str(one.pk): _facts(one) for one in new}
    changed = {key: facts for key, facts in rows.items() if before.get(key) != facts}
    if not changed:
        return {}
    return {
        "by": str(by.pk),
        "at": moment.timestamp(),
        "rows": [[key, before.get(key), facts] for key, facts in changed.items()],
    }


def _is_made(meeting: Meeting, by: Membership, moment: datetime) -> bool:
    return meeting.created_by_id == by.pk and moment - meeting.created_at < LONGEST


def seconds_left(act: Act, *, now: datetime | None = None) -> int:
    """Return for how long the act can still be undone for sure, as whole seconds; 0 if not at all."""
    passed = (now or timezone.now()).timestamp() - float(act.get("at", 0))
    return max(0, round(HELD.total_seconds() - passed))


def made_by(act: Act) -> Meeting | None:
    """Return a meeting that the act made, where it made any; it is gone once the act is undone."""
    keys = [UUID(key) for key, before, _after in act["rows"] if before is None]
    return Meeting.objects.filter(pk__in=keys, created_by=act.get("by")).first() if keys else None


@transaction.atomic
def undo(act: Act, *, by: Membership, now: datetime | None = None) -> Meeting | None:
    """Make the meetings what they were, and delete the mail; one of them that is there still.

    Raise TooLate where a mail is on its way or someone changed a meeting since, and NotYourTie or
    NotLeading where *by* takes no part any more.
    """
    moment = now or timezone.now()
    if act.get("by") != str(by.pk) or moment.timestamp() - act["at"] > LONGEST.total_seconds():
        raise TooLate
    keys = [UUID(key) for key, _before, _after in act["rows"]]
    found = Meeting.objects.filter(pk__in=keys).select_related("tie", "group")
    first = found.first()
    if first is None:
        raise TooLate
    lock_participants_for_update(first.participants, by, active=False, leading=True)
    rows = {str(one.pk): one for one in found.select_for_update(of=("self",)).order_by("pk")}
    if any(key not in rows or _facts(rows[key]) != after for key, _before, after in act["rows"]):
        raise TooLate
    made = [rows[key] for key, before, _after in act["rows"] if before is None]
    if any(_has_been_used(row) for row in made):
        raise TooLate
    prefixes = [
        f"{template}-{key}-{after['sequence']}-"
        for key, _before, after in act["rows"]
        for template in TEMPLATES
    ]
    if not withhold(prefixes):
        raise TooLate
    left = [_restore(rows[key], before, by) for key, before, _after in act["rows"]]
    return next((one for one in left if one is not None), None)


def _has_been_used(row: Meeting) -> bool:
    """Return whether someone has written into a new meeting since: that must not go with it."""
    if row.agenda_revision or row.notes_revision:
        return True
    named = (PrivateNote, ActionItem, Attendance)
    return any(model._base_manager.filter(meeting=row).exists() for model in named)


def _restore(row: Meeting, before: Act | None, by: Membership) -> Meeting | None:
    verb = Verb.MEETING_RESTORED if before else Verb.MEETING_DISCARDED
    record(verb, actor=by.user, institution=row.institution, subject=row)
    if before is None:
        row.delete()
        return None
    for name, value in before.items():
        setattr(row, name, parse_datetime(value) if name in TIMES and value else value)
    if row.is_open:
        row.cancelled_by = None
    row.save(update_fields=[*FIELDS, "cancelled_by"])
    return row


def _facts(meeting: Meeting) -> Act:
    facts = {name: getattr(meeting, name) for name in FIELDS}
    return facts | {name: facts[name] and facts[name].astimezone(UTC).isoformat() for name in TIMES}
