from networks.concerns.models import Concern, ConcernAccess, ConcernMessage, ConcernReader
from networks.invitations.models import Invitation
from networks.peer_groups.models import (
    GroupMember,
    GroupOpening,
    GroupOpeningAnswer,
    PeerFunction,
    PeerGroup,
)
from networks.relationships.agreements.models import Agreement
from networks.relationships.models import (
    Exclusion,
    ExternalContact,
    OutsideConsent,
    StageReached,
    Tie,
)

__all__ = [
    "Agreement",
    "Concern",
    "ConcernAccess",
    "ConcernMessage",
    "ConcernReader",
    "Exclusion",
    "ExternalContact",
    "GroupMember",
    "GroupOpening",
    "GroupOpeningAnswer",
    "Invitation",
    "OutsideConsent",
    "PeerFunction",
    "PeerGroup",
    "StageReached",
    "Tie",
]
