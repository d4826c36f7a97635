"""What a reminder says of a session: its title, its parts, what is left to prepare, the way to decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evaluations.meetings.models import Meeting
from evaluations.sessions.attendance.domain.absence import absence_address
from evaluations.sessions.curriculum.domain.clock_times import clock_times
from evaluations.sessions.curriculum.models import SessionPlan
from evaluations.sessions.preparation.domain import left_to_prepare, ticks_of
from mentornet import moments
from mentornet.mail.links import Batch
from profiles.models import Membership


@dataclass(frozen=True)
class SessionDetails:
    """What sessions are about, by meeting, and what each person has prepared already."""

    plans: dict[UUID, SessionPlan]
    ticks: dict[tuple[UUID, UUID], set[str]]
    batch: Batch

    def __call__(self, meeting: Meeting, member: Membership) -> dict[str, Any]:
        """Return what *member* is reminded of at *meeting*; nothing where it is no session."""
        if not meeting.group_id:
            return {}
        cannot = absence_address(meeting, member, batch=self.batch)
        plan = self.plans.get(meeting.pk)
        if plan is None:
            return {"cannot": cannot}
        return {
            "cannot": cannot,
            "title": plan.title,
            "prepare": left_to_prepare(plan, self.ticks.get((plan.pk, member.pk), ())),
            "segments": [
                f"{moments.clock(one['starts_at'])}–{moments.clock(one['ends_at'])} {one['title']}"
                for one in clock_times(plan.segments, meeting.starts_at)
            ],
        }


def read_details(pairs: Sequence[tuple[Meeting, Membership]], batch: Batch) -> SessionDetails:
    """Read what the sessions of all reminders ask for. Two queries."""
    sessions = {meeting.pk for meeting, _member in pairs if meeting.group_id}
    plans = list(SessionPlan.objects.filter(meeting__in=sessions)) if sessions else []
    ticks = ticks_of(plans, [member for _meeting, member in pairs]) if plans else {}
    return SessionDetails({plan.meeting_id: plan for plan in plans}, ticks, batch)
