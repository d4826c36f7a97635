from matching.models.enrollment import Enrollment, Preference
from matching.models.group_application import GroupApplication
from matching.models.group_rules import GroupRules
from matching.models.group_run import GroupMove, GroupProposal, ProgramGroup, Seat
from matching.models.program import PairRule, Program
from matching.models.publication import Publication
from matching.models.run import MatchRun, Proposal
from matching.models.sheet import SheetMapping, SheetUpload
from matching.models.team import Milestone, Team, TeamMember
from matching.programs.attendance.models import AttendanceRules

__all__ = [
    "AttendanceRules",
    "Enrollment",
    "GroupApplication",
    "GroupMove",
    "GroupProposal",
    "GroupRules",
    "MatchRun",
    "Milestone",
    "PairRule",
    "Preference",
    "Program",
    "ProgramGroup",
    "Proposal",
    "Publication",
    "Seat",
    "SheetMapping",
    "SheetUpload",
    "Team",
    "TeamMember",
]
