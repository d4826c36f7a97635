from evaluations.meetings.models import MeetingAnswer
from evaluations.models.action_item import ActionItem
from evaluations.models.attachment import Attachment
from evaluations.models.calendar_feed import CalendarFeed
from evaluations.models.check_in import CheckIn
from evaluations.models.console import ParkedItem, SpokeMark
from evaluations.models.curriculum import Curriculum, Material, Outline, SessionPlan
from evaluations.models.dated_session import DatedSession
from evaluations.models.delivery import Delivery
from evaluations.models.development_plan import (
    DevelopmentPlan,
    PlanComment,
    PlanShare,
    PlanVersion,
)
from evaluations.models.feedback import Feedback
from evaluations.models.gap import GapCell, GapReport
from evaluations.models.instrument import Instrument, Item
from evaluations.models.meeting import Attendance, Meeting, MeetingTime, PrivateNote
from evaluations.models.skill_rating import SessionSkill, SkillRating
from evaluations.models.survey import Answer, Response, Survey, SurveyFigure
from evaluations.models.writing_project import (
    Contribution,
    DraftReview,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)
from evaluations.plans.work.models import PieceOfWork, WorkStep
from evaluations.privacy.models import (
    Dimension,
    FigurePublication,
    FrozenFigures,
    PublishedPerson,
    PublishedRow,
)
from evaluations.sessions.attendance_models import AbsenceNotice, SessionNeeds
from evaluations.sessions.closing.models import (
    Completion,
    Continuation,
    ContinuationAnswer,
    ProgramEnding,
)
from evaluations.sessions.guest_models import SessionGuest
from evaluations.sessions.halfway.models import HalfwayReview
from evaluations.sessions.messages.models import GroupMessage
from evaluations.sessions.preparation.models import PreparationTick
from evaluations.sessions.reflections.models import AnonymousReflection, Reflection
from evaluations.writing.models import FinalApproval, FinalVersion

__all__ = [
    "AbsenceNotice",
    "ActionItem",
    "AnonymousReflection",
    "Answer",
    "Attachment",
    "Attendance",
    "CalendarFeed",
    "CheckIn",
    "Completion",
    "Continuation",
    "ContinuationAnswer",
    "Contribution",
    "Curriculum",
    "DatedSession",
    "Delivery",
    "DevelopmentPlan",
    "Dimension",
    "DraftReview",
    "Feedback",
    "FigurePublication",
    "FinalApproval",
    "FinalVersion",
    "FrozenFigures",
    "GapCell",
    "GapReport",
    "GroupMessage",
    "HalfwayReview",
    "Instrument",
    "Item",
    "Material",
    "Meeting",
    "MeetingAnswer",
    "MeetingTime",
    "OrderChange",
    "OrderConsent",
    "Outline",
    "ParkedItem",
    "PieceOfWork",
    "PlanComment",
    "PlanShare",
    "PlanVersion",
    "PreparationTick",
    "PrivateNote",
    "ProgramEnding",
    "ProjectAuthor",
    "ProjectDraft",
    "ProjectMilestone",
    "PublishedPerson",
    "PublishedRow",
    "Reflection",
    "Response",
    "SessionGuest",
    "SessionNeeds",
    "SessionPlan",
    "SessionSkill",
    "SkillRating",
    "SpokeMark",
    "Survey",
    "SurveyFigure",
    "WorkStep",
    "WritingProject",
]
