from networks.peer_groups.models.group import GroupMember, GroupMemberQuerySet, PeerGroup
from networks.peer_groups.models.opening import GroupOpening, GroupOpeningAnswer
from networks.peer_groups.models.peer_function import PeerFunction

__all__ = [
    "GroupMember",
    "GroupMemberQuerySet",
    "GroupOpening",
    "GroupOpeningAnswer",
    "PeerFunction",
    "PeerGroup",
]
