from profiles.api_access.models import ApiClient
from profiles.assessment.models.assessment import (
    AssessmentVersion,
    Goal,
    GoalNote,
    GoalTarget,
    Need,
    PartSharing,
    SelfAssessment,
)
from profiles.assessment.models.content_consent import ContentConsent, ContentGrant
from profiles.institution.models.approval import Approval
from profiles.institution.models.audit import AuditEvent
from profiles.institution.models.institution import Institution
from profiles.institution.models.threshold_change import ThresholdChange
from profiles.institution.models.unit import Unit
from profiles.logo.models import Logo
from profiles.offer.models import MentorOffer
from profiles.people.director_notes.models import DirectorNote
from profiles.people.emails.models import AddressClaim, MembershipOffer
from profiles.people.models.introduction import Introduction, Photo
from profiles.people.models.membership import Membership
from profiles.people.models.name_token import NameToken
from profiles.people.models.preferences import Preferences
from profiles.people.models.self_description import SelfDescription
from profiles.people.models.tips import DismissedTips
from profiles.people.models.training import MentorTraining
from profiles.people.models.user import User
from profiles.people.staff_roles.models import StaffRole
from profiles.provisioning.models import ProvisionedMember, ProvisioningToken
from profiles.questions.models import Question, QuestionAnswer
from profiles.roster.models import HeldEnding, RosterImport, RosterMeaning
from profiles.sign_on.provider.models import (
    SignOn,
    SignOnDomain,
    SignOnLink,
    SignOnMessage,
    SignOnSession,
)
from profiles.words.models import InstitutionWord

__all__ = [
    "AddressClaim",
    "ApiClient",
    "Approval",
    "AssessmentVersion",
    "AuditEvent",
    "ContentConsent",
    "ContentGrant",
    "DirectorNote",
    "DismissedTips",
    "Goal",
    "GoalNote",
    "GoalTarget",
    "HeldEnding",
    "Institution",
    "InstitutionWord",
    "Introduction",
    "Logo",
    "Membership",
    "MembershipOffer",
    "MentorOffer",
    "MentorTraining",
    "NameToken",
    "Need",
    "PartSharing",
    "Photo",
    "Preferences",
    "ProvisionedMember",
    "ProvisioningToken",
    "Question",
    "QuestionAnswer",
    "RosterImport",
    "RosterMeaning",
    "SelfAssessment",
    "SelfDescription",
    "SignOn",
    "SignOnDomain",
    "SignOnLink",
    "SignOnMessage",
    "SignOnSession",
    "StaffRole",
    "ThresholdChange",
    "Unit",
    "User",
]
