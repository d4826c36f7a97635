"""Whose sign-in needs a second factor, and what stays closed without it.

Operators need one for everything, who has a staff role (but facilitators) for what it opens, everyone where
the institution says so. A code sent by email is none: it comes to the mailbox that also resets the
password. What an institution's own provider has validated counts.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from profiles.models import Institution, Membership, User
from profiles.sign_on.provider.asserted_mfa import provider_asserted_mfa
from profiles.sign_on.provider.domain.requirement import is_operator_login
from profiles.vocabulary import NEEDS_SECOND_FACTOR


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether this session was opened with a second factor, or one was set up in it."""
    records = get_authentication_records(request, request.user)
    return (
        any(one.get("method") == "mfa" for one in records)
        or any(one.get("passwordless") for one in records)
        or provider_asserted_mfa(request)
    )


def note_set_up(request: HttpRequest, *, user: User, authenticator: Authenticator) -> None:
    """Count the factor that *user* has just set up as used: setting it up showed that they have it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", type=authenticator.type, reauthenticated=True
        )
        # The library tells of it after the commit, which may be after the session was written.
        request.session.save()


def is_demanded_of_role(member: Membership) -> bool:
    """Return whether *member* holds a role here that needs a second factor."""
    demanded = member.institution.second_factor != Institution.SecondFactor.NO_ONE
    return demanded and bool(NEEDS_SECOND_FACTOR & set(member.offices))


def is_demanded_of_everyone(member: Membership) -> bool:
    """Return whether *member*'s institution demands a second factor of all its people."""
    return member.institution.second_factor == Institution.SecondFactor.EVERYONE


def is_demonstration() -> bool:
    """Return whether this is a demonstration, which demands none and says who would need one."""
    return bool(settings.MENTORNET_DEMO)


def close_what_needs_it(request: HttpRequest, own: list[Membership]) -> frozenset[UUID]:
    """Close roles in memberships *own* that this session may not use; return the barred institutions.

    A membership with `roles_closed` holds no role. Barred are institutions that demand a second
    factor of everyone.
    """
    user: Any = request.user
    demanding = [one for one in own if is_demanded_of_role(one) or is_demanded_of_everyone(one)]
    if not demanding or is_demonstration() or has_second_factor(request):
        return frozenset()
    for one in demanding:
        one.roles_closed = True
    user.closed_roles = frozenset(one.institution_id for one in demanding)
    return frozenset(one.institution_id for one in demanding if is_demanded_of_everyone(one))


def is_operator_without(request: HttpRequest) -> bool:
    """Return whether an operator's login is used without a second factor, which opens nothing."""
    user: Any = request.user
    return is_operator_login(user) and not is_demonstration() and not has_second_factor(request)
