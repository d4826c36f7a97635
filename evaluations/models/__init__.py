from evaluations.meetings.models import MeetingAnswer
from evaluations.models.action_item import ActionItem
from evaluations.models.attachment import Attachment
from evaluations.models.calendar_feed import CalendarFeed
from evaluations.models.check_in import CheckIn
from evaluations.models.console import ParkedItem, SpokeMark
from evaluations.models.curriculum import Curriculum, Material, Outline, SessionPlan
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
from evaluations.sessions.closing.models import (
    Completion,
    Continuation,
    ContinuationAnswer,
    ProgramEnding,
)

__all__ = [
    "ActionItem",
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
    "Delivery",
    "DevelopmentPlan",
    "Dimension",
    "DraftReview",
    "Feedback",
    "FigurePublication",
    "FrozenFigures",
    "GapCell",
    "GapReport",
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
    "PrivateNote",
    "ProgramEnding",
    "ProjectAuthor",
    "ProjectDraft",
    "ProjectMilestone",
    "PublishedPerson",
    "PublishedRow",
    "Response",
    "SessionPlan",
    "SessionSkill",
    "SkillRating",
    "SpokeMark",
    "Survey",
    "SurveyFigure",
    "WorkStep",
    "WritingProject",
]
