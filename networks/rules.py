"""The permissions of this app, where django-rules looks for them."""

from networks.peer_groups import rules as peer_groups

__all__ = ["peer_groups"]
