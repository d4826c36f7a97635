from matching.models.enrollment import Enrollment, Preference
from matching.models.program import PairRule, Program
from matching.models.run import MatchRun, Proposal
from matching.models.sheet import SheetMapping, SheetUpload
from matching.models.team import Milestone, Team, TeamMember

__all__ = [
    "Enrollment",
    "MatchRun",
    "Milestone",
    "PairRule",
    "Preference",
    "Program",
    "Proposal",
    "SheetMapping",
    "SheetUpload",
    "Team",
    "TeamMember",
]
