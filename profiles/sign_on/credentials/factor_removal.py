"""Taking someone's second factors away for them, when they have lost them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from mentornet.audit_verbs import Verb
from mentornet.tenancy.scope import as_person
from profiles.institution.domain.audit import record
from profiles.models import Membership, User
from profiles.sign_on.domain.notices import Change, notify_security_change
from profiles.sign_on.domain.sessions import EndReason, end_sessions


@transaction.atomic
def remove_second_factors(user: User) -> int:
    """Remove all second factors of *user* and their sessions, and tell them; return how many.

    For operators at the command line alone: no page, no director and no API client does this.
    """
    removed, _by_kind = Authenticator.objects.filter(user=user).delete()
    end_sessions(user, reason=EndReason.FACTORS)
    notify_security_change(user, change=Change.FACTORS_REMOVED)
    with as_person(user.pk):
        own = list(Membership.objects.current().filter(user=user).select_related("institution"))
    for member in own:
        record(
            Verb.SECOND_FACTORS_REMOVED, actor=None, institution=member.institution, subject=member
        )
    return removed
