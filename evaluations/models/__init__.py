from evaluations.check_ins.feedback.models import Feedback
from evaluations.check_ins.models import CheckIn
from evaluations.dashboard.attention.models import AttentionState
from evaluations.dashboard.pair_help.models import PairNote
from evaluations.files.models import Attachment
from evaluations.first_steps.models import FirstSteps
from evaluations.gaps.models import GapCell, GapReport
from evaluations.meetings.models import (
    ActionItem,
    Attendance,
    CalendarFeed,
    Meeting,
    MeetingAnswer,
    MeetingTime,
    PrivateNote,
)
from evaluations.outcomes.closing.models import (
    Completion,
    Continuation,
    ContinuationAnswer,
    ProgramEnding,
)
from evaluations.outcomes.skills.models import SessionSkill, SkillRating
from evaluations.plans.models import DevelopmentPlan, PlanComment, PlanShare, PlanVersion
from evaluations.plans.work.models import PieceOfWork, WorkStep
from evaluations.privacy.models import (
    Dimension,
    FigurePublication,
    FrozenFigures,
    PublishedPerson,
    PublishedRow,
)
from evaluations.sessions.attendance.models import AbsenceNotice, SessionNeeds
from evaluations.sessions.curriculum.models import Curriculum, Material, Outline, SessionPlan
from evaluations.sessions.guests.models import SessionGuest
from evaluations.sessions.halfway.models import HalfwayReview
from evaluations.sessions.live.models import ParkedItem, SpokeMark
from evaluations.sessions.messages.models import GroupMessage
from evaluations.sessions.preparation.models import PreparationTick
from evaluations.sessions.reflections.models import AnonymousReflection, Reflection
from evaluations.sessions.schedule.models import DatedSession
from evaluations.surveys.models import Answer, Instrument, Item, Response, Survey, SurveyFigure
from evaluations.writing.models import (
    Contribution,
    DraftReview,
    FinalApproval,
    FinalVersion,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)

__all__ = [
    "AbsenceNotice",
    "ActionItem",
    "AnonymousReflection",
    "Answer",
    "Attachment",
    "Attendance",
    "AttentionState",
    "CalendarFeed",
    "CheckIn",
    "Completion",
    "Continuation",
    "ContinuationAnswer",
    "Contribution",
    "Curriculum",
    "DatedSession",
    "DevelopmentPlan",
    "Dimension",
    "DraftReview",
    "Feedback",
    "FigurePublication",
    "FinalApproval",
    "FinalVersion",
    "FirstSteps",
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
    "PairNote",
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
