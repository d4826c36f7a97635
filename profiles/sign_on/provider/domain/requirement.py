"""Which provider a person must use to sign in, and who may do without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail.outbox import queue_message
from mentornet.tenancy.scope import as_person, in_institution
from profiles.institution.domain.audit import record
from profiles.models import Membership, SignOn, User
from profiles.vocabulary import StaffRoleKind


@dataclass(frozen=True)
class Session:
    """How a session was opened: the sign-in library's records, read once."""

    providers: frozenset[str] = frozenset()
    with_two_steps: bool = False
    locally: bool = False

    LOCAL: ClassVar = frozenset({"password", "code", "mfa"})

    @classmethod
    def of(cls, records: Sequence[Mapping[str, Any]]) -> Session:
        """Read the records of a session, as allauth keeps them."""
        methods = {str(one.get("method")) for one in records}
        passkey = any(one.get("passwordless") for one in records)
        return cls(
            providers=frozenset(
                str(one.get("provider")) for one in records if one.get("method") == "socialaccount"
            ),
            with_two_steps=passkey or {"password", "mfa"} <= methods,
            locally=bool(methods & cls.LOCAL),
        )


def is_operator_login(user: User) -> bool:
    """Return whether *user* runs the service; no provider opens or bars such a login."""
    return user.is_staff or user.is_superuser


def enforced_sign_on(member: Membership) -> SignOn | None:
    """Return the provider that *member*'s institution requires, or None. No query where joined.

    That of a test institution signs in its test logins, and is required of no other.
    """
    if member.institution.is_sandbox and not member.user.is_test_login:
        return None
    sign_on: SignOn | None = getattr(member.institution, "sign_on", None)
    return sign_on if sign_on is not None and sign_on.is_enforced else None


def is_barred(member: Membership, session: Session) -> bool:
    """Return whether *session* lacks the provider that *member*'s institution requires."""
    sign_on = enforced_sign_on(member)
    if sign_on is None or sign_on.app.provider_id in session.providers:
        return False
    return not (session.with_two_steps and may_break_glass(member, sign_on))


def may_break_glass(member: Membership, sign_on: SignOn) -> bool:
    """Return whether *member* is a named director with a second step, who needs no provider."""
    with in_institution(member.institution_id):
        return (
            member.holds(StaffRoleKind.DIRECTOR)
            and sign_on.break_glass.filter(pk=member.pk).exists()
            and has_second_step(member.user)
        )


def has_second_step(user: User) -> bool:
    """Return whether *user* has set up a code app or a passkey."""
    return Authenticator.objects.filter(
        user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()


def demanded_of(user: User, *, by_code: bool) -> SignOn | None:
    """Return the provider that *user* must use in place of what they have just tried; None: go on.

    A login of several institutions may be opened by other means: what it can do in an institution
    that requires its provider is decided by is_barred.
    """
    if is_operator_login(user):
        return None
    with as_person(user.pk):
        own = list(
            Membership.objects.filter(user=user).select_related("user", "institution__sign_on__app")
        )
    if not user.is_test_login:
        own = [one for one in own if not one.institution.is_sandbox]
    current = [one for one in own if one.is_current]
    if len(own) != 1 or not current:
        return None
    sign_on = enforced_sign_on(current[0])
    if sign_on is None or (not by_code and may_break_glass(current[0], sign_on)):
        return None
    return sign_on


@transaction.atomic
def note_broken_glass(user: User) -> None:
    """Record that *user* came in past the required provider, and tell the other directors."""
    with as_person(user.pk):
        own = list(
            Membership.objects.current()
            .filter(user=user)
            .select_related("user", "institution__sign_on__app")
        )
    for member in own:
        with in_institution(member.institution_id):
            _note_broken_glass(member)


def _note_broken_glass(member: Membership) -> None:
    sign_on = enforced_sign_on(member)
    if sign_on is not None and may_break_glass(member, sign_on):
        record(
            Verb.SIGN_ON_BYPASSED,
            actor=member.user,
            institution=member.institution,
            subject=member,
        )
        others = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
        for director in others.filter(offices__contains=[StaffRoleKind.DIRECTOR]).select_related(
            "user", "institution"
        ):
            with reading(director):
                queue_message(
                    key=f"break-glass:{uuid4()}",
                    to=director.user.email,
                    subject=_("Someone signed in without %(sign_on)s") % {"sign_on": sign_on},
                    template="break_glass",
                    context={"director": director, "member": member, "sign_on": sign_on},
                    institution=member.institution,
                )
