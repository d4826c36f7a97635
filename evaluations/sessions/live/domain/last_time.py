"""What a live session shows of the time before: who is ready, and what was said last time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluations.meetings.models import Meeting
from evaluations.sessions.preparation.domain import preparation_at
from evaluations.sessions.reflections.domain.queries import named_before, read_out_at
from evaluations.sessions.reflections.models import Reflection
from profiles.models import Membership


@dataclass(frozen=True)
class FromLastTime:
    """What is read out at a session, and what members told those who facilitate, by name."""

    read_out: list[Reflection]
    named: list[Reflection]


def live_parts(meeting: Meeting, *, reader: Membership) -> dict[str, Any]:
    """Return what the console shows of the time before: who is ready, and what was said last time."""
    if meeting.group is None or meeting.starts_at is None:
        return {}
    return {
        "preparation": preparation_at(meeting, reader),
        "last_time": FromLastTime(
            read_out=read_out_at(meeting, reader=reader),
            named=named_before(meeting, reader=reader),
        ),
    }
