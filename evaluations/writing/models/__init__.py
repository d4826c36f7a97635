from evaluations.writing.models.approval import FinalApproval, FinalVersion
from evaluations.writing.models.project import (
    Contribution,
    DraftReview,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)

__all__ = [
    "Contribution",
    "DraftReview",
    "FinalApproval",
    "FinalVersion",
    "OrderChange",
    "OrderConsent",
    "ProjectAuthor",
    "ProjectDraft",
    "ProjectMilestone",
    "WritingProject",
]
