from matching.models.enrollment import Enrollment, Preference
from matching.models.program import PairRule, Program
from matching.models.run import MatchRun, Proposal
from matching.models.sheet import SheetMapping, SheetUpload

__all__ = [
    "Enrollment",
    "MatchRun",
    "PairRule",
    "Preference",
    "Program",
    "Proposal",
    "SheetMapping",
    "SheetUpload",
]
