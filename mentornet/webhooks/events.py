"""What an institution's systems may be told of: the names of events, and what they carry.

An event carries keys and states, and nothing that anyone wrote. What two people do between
themselves is no event: ties that they found themselves, invitations and their answers, meetings of
pairs, check-ins, feedback, concerns.
"""

from __future__ import annotations

from dataclasses import dataclass
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


EVENTS = (
    Event("member.created", _("Somebody is new on the roster"), "member"),
    Event("member.updated", _("What the roster says of somebody has changed"), "member"),
    Event("member.ended", _("Somebody has left"), "member"),
    Event("member.returned", _("Somebody is back"), "member"),
    Event("member.email_changed", _("Somebody signs in with another address"), "member"),
    Event("member.activated", _("Somebody has activated their account"), "member"),
    Event("roster.imported", _("A roster was imported"), "institution"),
    Event("program.enrolling", _("A program has opened enrolment"), "program", ("state",)),
    Event("program.matching", _("A program has closed enrolment"), "program", ("state",)),
    Event("program.running", _("A program has begun"), "program", ("state",)),
    Event("program.closed", _("A program has ended"), "program", ("state",)),
    Event(
        "enrollment.created",
        _("Somebody has enrolled"),
        "enrollment",
        ("program_id", "member_id", "side"),
    ),
    Event(
        "enrollment.withdrawn",
        _("Somebody has withdrawn"),
        "enrollment",
        ("program_id", "member_id", "side"),
    ),
    Event("run.published", _("Pairs were published"), "run", ("program_id", "state")),
    Event(
        "tie.started",
        _("A pair of a program has begun"),
        "tie",
        ("protege_id", "mentor_id", "state"),
    ),
    Event(
        "tie.ended", _("A pair of a program has ended"), "tie", ("protege_id", "mentor_id", "state")
    ),
    Event("group.created", _("A group was made"), "group", ("kind",)),
    Event("group.ended", _("A group has closed"), "group", ("kind",)),
    Event(
        "group.member_added", _("Somebody has joined a group"), "part", ("group_id", "member_id")
    ),
    Event("group.member_left", _("Somebody has left a group"), "part", ("group_id", "member_id")),
    Event(
        "session.attended", _("Attendance of a session was taken"), "session", ("group_id", "state")
    ),
    Event(
        "survey.opened",
        _("A survey was opened"),
        "survey",
        ("instrument_id", "program_id", "occasion"),
    ),
    Event(
        "survey.counted",
        _("A survey is over and counted"),
        "survey",
        ("instrument_id", "program_id", "occasion"),
    ),
    Event("report.ready", _("A gap report was counted"), "report", ("state",)),
    Event("webhook.test", _("A test that you ask for yourself"), "endpoint"),
)
BY_NAME = {event.name: event for event in EVENTS}

# What the audit calls it, where that alone says that it is to be told.
BY_VERB = {
    verb: BY_NAME[name]
    for verb, name in {
        "membership_ended": "member.ended",
        "membership_returned": "member.returned",
        "email_changed": "member.email_changed",
        "activated": "member.activated",
        "roster_imported": "roster.imported",
        "program_opened": "program.enrolling",
        "program_matching": "program.matching",
        "program_running": "program.running",
        "program_closed": "program.closed",
        "enrolled": "enrollment.created",
        "withdrawn": "enrollment.withdrawn",
        "run_published": "run.published",
        "tie_started": "tie.started",
        "group_created": "group.created",
        "group_ended": "group.ended",
        "group_member_added": "group.member_added",
        "group_member_left": "group.member_left",
        "attendance_taken": "session.attended",
        "survey_opened": "survey.opened",
        "survey_counted": "survey.counted",
    }.items()
}


def facts(event: Event, subject: Any) -> Facts:
    """Return what the event says of *subject*, a row: its key, and the fields named above."""
    found = {name: getattr(subject, name) for name in event.fields}
    return {
        "object": event.about,
        "id": str(subject.pk),
        **{name: None if value is None else str(value) for name, value in found.items()},
    }
