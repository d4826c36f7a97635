from matching.models.enrollment import Enrollment, Preference
from matching.models.group_application import GroupApplication
from matching.models.group_rules import GroupRules
from matching.models.group_run import GroupMove, GroupProposal, ProgramGroup, Seat
from matching.models.program import PairRule, Program
from matching.models.run import MatchRun, Proposal
from matching.models.sheet import SheetMapping, SheetUpload

__all__ = [
    "Enrollment",
    "GroupApplication",
    "GroupMove",
    "GroupProposal",
    "GroupRules",
    "MatchRun",
    "PairRule",
    "Preference",
    "Program",
    "ProgramGroup",
    "Proposal",
    "Seat",
    "SheetMapping",
    "SheetUpload",
]
