from matching.groups.models.application import GroupApplication
from matching.groups.models.forming_rules import GroupRules
from matching.groups.models.proposals import GroupMove, GroupProposal, ProgramGroup, Seat
from matching.newcomers.models import MentorSuggestion, Newcomer, NewcomerWelcome
from matching.pairing.models import PairRequest
from matching.pairs.models import MatchRule, PairRule, Preference, Proposal
from matching.programs.attendance.models import AttendanceRules
from matching.programs.dates.models import DateAnswer, ProgramDate, TimeConfirmation
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.recruiting.models import EnrollmentFile
from matching.programs.runs.models import MatchRun, Publication
from matching.projects.models import Project, ProjectChoice, ProjectMentor
from matching.spreadsheets.models import SheetMapping, SheetUpload
from matching.teams.models import Milestone, Team, TeamMember

__all__ = [
    "AttendanceRules",
    "DateAnswer",
    "Enrollment",
    "EnrollmentFile",
    "GroupApplication",
    "GroupMove",
    "GroupProposal",
    "GroupRules",
    "MatchRule",
    "MatchRun",
    "MentorSuggestion",
    "Milestone",
    "Newcomer",
    "NewcomerWelcome",
    "PairRequest",
    "PairRule",
    "Preference",
    "Program",
    "ProgramDate",
    "ProgramGroup",
    "Project",
    "ProjectChoice",
    "ProjectMentor",
    "Proposal",
    "Publication",
    "Seat",
    "SheetMapping",
    "SheetUpload",
    "Team",
    "TeamMember",
    "TimeConfirmation",
]
