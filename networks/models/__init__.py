from networks.models.agreement import Agreement
from networks.models.concern import Concern, ConcernAccess, ConcernMessage, ConcernReader
from networks.models.contact import ExternalContact
from networks.models.exclusion import Exclusion
from networks.models.group_peer import PeerFunction
from networks.models.invitation import Invitation
from networks.models.peer_group import GroupMember, PeerGroup
from networks.models.stage import StageReached
from networks.models.tie import Tie
from networks.peer_groups.models import GroupOpening, GroupOpeningAnswer

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
