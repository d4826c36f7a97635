"""Who counts as a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from profiles.models import Approval, Membership, User


def mailbox(address: str) -> str:
    """Return the mailbox behind an address: in lower case, without a tag.

    >>> mailbox("Ada.Grant+ops@School.example")
    'ada.grant@school.example'
    """
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def is_same_person(one: User, other: User) -> bool:
    """Return whether two logins are one person's, as far as their addresses tell.

    Two logins with mailboxes of different names look like two people: nothing here can know better.
    """
    return one.pk == other.pk or mailbox(one.email) == mailbox(other.email)


def is_persons(user: User, member: Membership) -> bool:
    """Whether *member* is the person behind *user*: by their login, or by the invited email."""
    own = mailbox(user.email)
    return is_same_person(user, member.user) or own == mailbox(member.address)


def is_involved(user: User, approval: Approval) -> bool:
    """Return whether *user* asked, or gains by it, under this login or another of theirs."""
    involved = (one for one in (approval.asked_by, approval.gains) if one is not None)
    return any(is_same_person(user, one) for one in involved)
