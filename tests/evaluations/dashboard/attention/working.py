"""A member as they are in a request: rules ask for the membership with which the login acts."""

from django.db import connection
from django.utils import timezone

from profiles.models import Membership
from tests.factories import MembershipFactory, UserFactory


def at_work(member: Membership) -> Membership:
    member.user.current_membership = member
    return member


def crowd(director: Membership, count: int, *, activated: int = 0) -> None:
    """Add *count* people to the institution of *director*; the first *activated* have an account."""
    now = timezone.now()
    logins = UserFactory.build_batch(count)
    for one in logins[:activated]:
        one.activated_at = now
    UserFactory._meta.model.objects.bulk_create(logins)
    Membership.objects.bulk_create(
        MembershipFactory.build(
            institution=director.institution, user=one, joined_at=one.activated_at
        )
        for one in logins
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_user; ANALYZE profiles_membership")
