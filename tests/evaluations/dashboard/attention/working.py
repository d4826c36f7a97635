"""A member as they are in a request: rules ask for the membership with which the login acts."""

from profiles.models import Membership


def at_work(member: Membership) -> Membership:
    member.user.current_membership = member
    return member
