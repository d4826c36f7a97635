from evaluations.meetings.models.action_item import ActionItem
from evaluations.meetings.models.answer import MeetingAnswer
from evaluations.meetings.models.calendar_feed import CalendarFeed
from evaluations.meetings.models.meeting import (
    Attendance,
    Meeting,
    MeetingTime,
    PrivateNote,
    new_uid,
    session_opened_to,
)

__all__ = [
    "ActionItem",
    "Attendance",
    "CalendarFeed",
    "Meeting",
    "MeetingAnswer",
    "MeetingTime",
    "PrivateNote",
    "new_uid",
    "session_opened_to",
]
