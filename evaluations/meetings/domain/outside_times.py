"""Choosing one of the times offered by the link of an email, as a mentor without an account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import cancel_meetings, plan_at
from evaluations.meetings.domain.outside_mail import mail_none_fits
from evaluations.meetings.errors import TimeNotOffered
from evaluations.meetings.models import Meeting
from mentornet.mail import links
from mentornet.mail.errors import LinkUsed
from mentornet.mail.models import Link
from mentornet.mail.purposes import PURPOSES, Purpose
from networks.relationships.domain.outside_links import tie_of_link


def read_times(token: str) -> Meeting:
    """Return the meeting whose times *token* lets someone choose from. Change nothing.

    Raise a LinkError.
    """
    return _read(token)[1]


@transaction.atomic
def pick_by_link(token: str, *, starts_at: datetime) -> Meeting:
    """Plan the meeting at one of the times, as if a member had chosen it; the link ends.

    Raise a LinkError, and TimeNotOffered, also for a time that is past.
    """
    link, meeting = _read(token, lock=True)
    if starts_at <= timezone.now() or not meeting.times.filter(starts_at=starts_at).exists():
        raise TimeNotOffered
    links.use(link)
    came = [meeting.created_by] if meeting.created_by is not None else []
    plan_at(meeting, starts_at=starts_at, came=came, actor=None)
    return meeting


@transaction.atomic
def refuse_times(token: str) -> Meeting:
    """Say that none of the times works: the offer is closed, and the member told. Raise a LinkError."""
    link, meeting = _read(token, lock=True)
    links.use(link)
    cancel_meetings([meeting], by=None)
    if meeting.created_by is not None:
        mail_none_fits(meeting, to=meeting.created_by)
    return meeting


def _read(token: str, *, lock: bool = False) -> tuple[Link, Meeting]:
    link = links.look_up(Purpose.OUTSIDE_TIMES, token)
    key = links.key_of(link, Meeting)
    tie = tie_of_link(link, lock=lock, meetings=key)
    rows = Meeting.objects.select_related("institution", "created_by__user")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row: Meeting | None = rows.filter(pk=key, state=Meeting.State.PROPOSED).first()
    if row is None:
        raise LinkUsed(PURPOSES[Purpose.OUTSIDE_TIMES].ended)
    row.tie, row.institution = tie, tie.institution
    return link, row
