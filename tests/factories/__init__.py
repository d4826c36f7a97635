from tests.factories.matching import (
    EnrollmentFactory,
    GroupApplicationFactory,
    GroupProgramFactory,
    PreferenceFactory,
    ProgramFactory,
)
from tests.factories.networks import (
    ExclusionFactory,
    ExternalContactFactory,
    GroupMemberFactory,
    InvitationFactory,
    PeerGroupFactory,
    TieFactory,
)
from tests.factories.profiles import (
    GoalFactory,
    InstitutionFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
    SelfAssessmentFactory,
    StaffRoleFactory,
    UnitFactory,
    UserFactory,
)

__all__ = [
    "EnrollmentFactory",
    "ExclusionFactory",
    "ExternalContactFactory",
    "GoalFactory",
    "GroupApplicationFactory",
    "GroupMemberFactory",
    "GroupProgramFactory",
    "InstitutionFactory",
    "InvitationFactory",
    "MembershipFactory",
    "MentorOfferFactory",
    "NeedFactory",
    "PeerGroupFactory",
    "PreferenceFactory",
    "ProgramFactory",
    "SelfAssessmentFactory",
    "StaffRoleFactory",
    "TieFactory",
    "UnitFactory",
    "UserFactory",
]
