from networks.concerns.models import Concern, ConcernAccess, ConcernMessage, ConcernReader
from networks.invitations.models import Invitation
from networks.peer_groups.models.group import GroupMember, PeerGroup
from networks.peer_groups.models.opening import GroupOpening, GroupOpeningAnswer
from networks.peer_groups.models.peer_function import PeerFunction
from networks.relationships.models.agreement import Agreement
from networks.relationships.models.contact import ExternalContact
from networks.relationships.models.exclusion import Exclusion
from networks.relationships.models.stage import StageReached
from networks.relationships.models.tie import Tie

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
    "PeerFunction",
    "PeerGroup",
    "StageReached",
    "Tie",
]
