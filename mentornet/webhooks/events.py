"""What an institution's systems may be told of: the names of events, and what they carry.

An event carries keys and states, and nothing that anyone wrote. What two people do between
themselves is no event: ties that they found themselves, invitations and their answers, meetings of
pairs, check-ins, feedback, concerns.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StrOrPromise = str | Promise
Facts = dict[str, str | list[str] | None]


@dataclass(frozen=True)
class Event:
    """A kind of event: its public name, what it is about, which fields of the row go along."""

    name: str
    label: StrOrPromise
    about: str
    fields: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """What a client must be allowed to read for this event; empty where it says nothing."""
        return SCOPES[self.about]


# By what an event is about. One about something that is not here can't be made.
SCOPES = {
    "member": "members:read",
    "institution": "members:read",
    "unit": "units:read",
    "program": "programs:read",
    "enrollment": "enrollments:read",
    "run": "matches:read",
    "tie": "ties:read",
    "group": "groups:read",
    "part": "groups:read",
    "session": "sessions:read",
    "survey": "results:read",
    "report": "reports:read",
    "endpoint": "",
}
_all: list[Event] = []


def _event(name: str, label: StrOrPromise, about: str, *fields: str) -> Event:
    event = Event(name, label, about, fields)
    _all.append(event)
    return event


MEMBER_CREATED = _event(
    "member.created", _("Someone was added to the roster"), "member", "external_id"
)
MEMBER_UPDATED = _event(
    "member.updated", _("Someone’s roster details changed"), "member", "external_id"
)
MEMBER_ENDED = _event("member.ended", _("Someone left"), "member", "external_id")
MEMBER_RETURNED = _event("member.returned", _("Someone came back"), "member", "external_id")
MEMBER_EMAIL_CHANGED = _event(
    "member.email_changed", _("Someone’s sign-in email changed"), "member", "external_id"
)
MEMBER_ACTIVATED = _event(
    "member.activated", _("Someone activated their account"), "member", "external_id"
)
UNIT_CREATED = _event("unit.created", _("A unit was added"), "unit", "parent_id")
UNIT_UPDATED = _event("unit.updated", _("A unit was renamed or moved"), "unit", "parent_id")
UNIT_REMOVED = _event("unit.removed", _("A unit was deleted"), "unit", "parent_id")
UNIT_MERGED = _event("unit.merged", _("A unit was merged into another one"), "unit", "parent_id")
ROSTER_IMPORTED = _event("roster.imported", _("A roster was imported"), "institution")
PROGRAM_ENROLLING = _event(
    "program.enrolling", _("A program opened enrollment"), "program", "state"
)
PROGRAM_MATCHING = _event("program.matching", _("A program closed enrollment"), "program", "state")
PROGRAM_RUNNING = _event("program.running", _("A program started"), "program", "state")
PROGRAM_CLOSED = _event("program.closed", _("A program ended"), "program", "state")
ENROLLMENT_CREATED = _event(
    "enrollment.created",
    _("Someone enrolled"),
    "enrollment",
    "program_id",
    "member_id",
    "member.external_id",
    "side",
)
ENROLLMENT_UPDATED = _event(
    "enrollment.updated",
    _("An enrollment changed"),
    "enrollment",
    "program_id",
    "member_id",
    "member.external_id",
    "side",
)
ENROLLMENT_WITHDRAWN = _event(
    "enrollment.withdrawn",
    _("Someone withdrew"),
    "enrollment",
    "program_id",
    "member_id",
    "member.external_id",
    "side",
)
RUN_PUBLISHED = _event("run.published", _("Pairs were published"), "run", "program_id", "state")
_PAIR = (
    "protege_id",
    "protege.external_id",
    "mentor_id",
    "mentor.external_id",
    "state",
    "started_on",
    "ended_on",
)
TIE_STARTED = _event("tie.started", _("A pair in a program started"), "tie", *_PAIR)
TIE_ENDED = _event("tie.ended", _("A pair in a program ended"), "tie", *_PAIR)
GROUP_CREATED = _event("group.created", _("A group was created"), "group", "kind")
GROUP_ENDED = _event("group.ended", _("A group closed"), "group", "kind")
GROUP_MEMBER_ADDED = _event(
    "group.member_added",
    _("Someone joined a group"),
    "part",
    "group_id",
    "member_id",
    "member.external_id",
)
GROUP_MEMBER_LEFT = _event(
    "group.member_left",
    _("Someone left a group"),
    "part",
    "group_id",
    "member_id",
    "member.external_id",
)
SESSION_ATTENDED = _event(
    "session.attended", _("Attendance of a session was taken"), "session", "group_id", "state"
)
SURVEY_OPENED = _event(
    "survey.opened", _("A survey was opened"), "survey", "instrument_id", "program_id", "occasion"
)
SURVEY_COUNTED = _event(
    "survey.counted",
    _("A survey closed and was counted"),
    "survey",
    "instrument_id",
    "program_id",
    "occasion",
)
REPORT_READY = _event("report.ready", _("A gap report is ready"), "report", "state")
WEBHOOK_TEST = _event("webhook.test", _("A test that you send yourself"), "endpoint")

EVENTS = tuple(_all)
BY_NAME = {event.name: event for event in EVENTS}


def readable(scopes: Collection[str]) -> list[str]:
    """Return the names of the events that a client with these scopes may be told of."""
    return [event.name for event in EVENTS if not event.scope or event.scope in scopes]


def facts(event: Event, subject: Any) -> Facts:
    """Return what the event says of *subject*, a row: its key, and the fields named above.

    A field of a row that it points to, `member.external_id`, is said as `member_external_id`.
    """
    found = {name.replace(".", "_"): attrgetter(name)(subject) for name in event.fields}
    return {
        "object": event.about,
        "id": str(subject.pk),
        **{name: None if value is None else str(value) for name, value in found.items()},
    }
