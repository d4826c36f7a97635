from evaluations.models.action_item import ActionItem
from evaluations.models.attachment import Attachment
from evaluations.models.calendar_feed import CalendarFeed
from evaluations.models.check_in import CheckIn
from evaluations.models.console import ParkedItem, SpokeMark
from evaluations.models.curriculum import Curriculum, Material, Outline, SessionPlan
from evaluations.models.delivery import Delivery
from evaluations.models.feedback import Feedback
from evaluations.models.gap import GapCell, GapReport
from evaluations.models.meeting import Attendance, Meeting, MeetingTime, PrivateNote

__all__ = [
    "ActionItem",
    "Attachment",
    "Attendance",
    "CalendarFeed",
    "CheckIn",
    "Curriculum",
    "Delivery",
    "Feedback",
    "GapCell",
    "GapReport",
    "Material",
    "Meeting",
    "MeetingTime",
    "Outline",
    "ParkedItem",
    "PrivateNote",
    "SessionPlan",
    "SpokeMark",
]
