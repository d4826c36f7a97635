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
from matching.programs.models import DateAnswer, ProgramDate, TimeConfirmation

__all__ = [
    "AttendanceRules",
    "DateAnswer",
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
    "ProgramDate",
    "ProgramGroup",
    "Proposal",
    "Publication",
    "Seat",
    "SheetMapping",
    "SheetUpload",
    "Team",
    "TeamMember",
    "TimeConfirmation",
]
