from profiles.institution.models import Approval, StaffRole, ThresholdChange
from profiles.models.api_client import ApiClient
from profiles.models.assessment import (
    AssessmentVersion,
    Goal,
    GoalNote,
    GoalTarget,
    Need,
    PartSharing,
    SelfAssessment,
)
from profiles.models.audit import AuditEvent
from profiles.models.content_consent import ContentConsent, ContentGrant
from profiles.models.institution import Institution, Unit
from profiles.models.membership import Membership, SelfDescription
from profiles.models.offer import MentorOffer
from profiles.models.provisioning import ProvisionedMember, ProvisioningToken
from profiles.models.roster_import import RosterImport
from profiles.models.sign_on import SignOn, SignOnDomain, SignOnLink
from profiles.models.training import MentorTraining
from profiles.models.user import User
from profiles.people.models import AddressClaim, MembershipOffer
from profiles.questions.models import Question, QuestionAnswer

__all__ = [
    "AddressClaim",
    "ApiClient",
    "Approval",
    "AssessmentVersion",
    "AuditEvent",
    "ContentConsent",
    "ContentGrant",
    "Goal",
    "GoalNote",
    "GoalTarget",
    "Institution",
    "Membership",
    "MembershipOffer",
    "MentorOffer",
    "MentorTraining",
    "Need",
    "PartSharing",
    "ProvisionedMember",
    "ProvisioningToken",
    "Question",
    "QuestionAnswer",
    "RosterImport",
    "SelfAssessment",
    "SelfDescription",
    "SignOn",
    "SignOnDomain",
    "SignOnLink",
    "StaffRole",
    "ThresholdChange",
    "Unit",
    "User",
]
