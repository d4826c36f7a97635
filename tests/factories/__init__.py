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
    "ExclusionFactory",
    "ExternalContactFactory",
    "GoalFactory",
    "InstitutionFactory",
    "InvitationFactory",
    "MembershipFactory",
    "MentorOfferFactory",
    "NeedFactory",
    "SelfAssessmentFactory",
    "TieFactory",
    "UnitFactory",
    "UserFactory",
]
