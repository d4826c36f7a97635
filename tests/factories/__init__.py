from tests.factories.matching import EnrollmentFactory, PreferenceFactory, ProgramFactory
from tests.factories.networks import (
    ExclusionFactory,
    ExternalContactFactory,
    InvitationFactory,
    TieFactory,
)
from tests.factories.profiles import (
    GoalFactory,
    InstitutionFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
    SelfAssessmentFactory,
    UnitFactory,
    UserFactory,
)

__all__ = [
    "EnrollmentFactory",
    "ExclusionFactory",
    "ExternalContactFactory",
    "GoalFactory",
    "InstitutionFactory",
    "InvitationFactory",
    "MembershipFactory",
    "MentorOfferFactory",
    "NeedFactory",
    "PreferenceFactory",
    "ProgramFactory",
    "SelfAssessmentFactory",
    "TieFactory",
    "UnitFactory",
    "UserFactory",
]
