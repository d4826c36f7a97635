"""Signing in at an institution's own identity provider: who is let in as whom, and who must.

A provider's word opens an account only where the person has bound the two themselves: by issuer and
subject, signed in by other means. What it claims of somebody (an address, a number) chooses nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.mail.outbox import queue_message
from mentornet.tenancy.scope import as_person, in_institution
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Membership, SignOn, SignOnDomain, SignOnLink, User
from profiles.sign_on.domain.notices import Change, notify_security_change
from profiles.sign_on.domain.sessions import EndReason, end_sessions
from profiles.vocabulary import Office


@dataclass(frozen=True)
class Assertion:
    """What a provider says of somebody who has just signed in there; `uid` is its subject."""

    uid: str
    issuer: str = ""
    email: str = ""
    external_id: str = ""


class SignOnRefused(DomainError):
    """The provider's word does not open an account here; which is told to its bearer alone."""


class NotInUse(SignOnRefused):
    code = "not_in_use"
    message = gettext_lazy("This sign-on is not in use. Sign in with a password or a mailed code.")


class NotOnRoster(SignOnRefused):
    code = "not_on_roster"

    def __init__(self, sign_on: SignOn) -> None:
        super().__init__(
            _(
                "The login with which you are signed in has no place at %(institution)s now, so "
                "%(sign_on)s can’t be linked to it. The mentoring office there can add you."
            )
            % {"sign_on": sign_on, "institution": sign_on.institution}
        )


class TwoPeople(SignOnRefused):
    code = "two_people"
    message = gettext_lazy(
        "Your institution’s sign-on says that this account belongs to someone else on the roster, so "
        "it was not linked to your login. Sign in there with your own account. If it is your own, "
        "ask the mentoring office to correct the roster."
    )


class LinkedToAnother(SignOnRefused):
    code = "linked_to_another"
    message = gettext_lazy(
        "Your login here, or this account at your institution, is linked already, and not to the "
        "other one. If your account there is new, ask the mentoring office to remove the old link."
    )


class HasLeft(SignOnRefused):
    code = "has_left"
    message = gettext_lazy("Your time at this institution has ended, and so has this sign-on.")


class RunsTheService(SignOnRefused):
    code = "runs_the_service"
    message = gettext_lazy(
        "This login runs the service, so it is opened with its own password and second step only."
    )


class ProofNeeded(SignOnRefused):
    code = "proof_needed"

    def __init__(self, sign_on: SignOn, asserted: Assertion) -> None:
        self.known_as = asserted.email or asserted.external_id or asserted.uid
        super().__init__(
            _(
                "%(sign_on)s knows you as “%(said)s”. Show once that your MentorNet login is yours, "
                "and the two are linked. From then on, %(sign_on)s signs you in."
            )
            % {"sign_on": sign_on, "said": self.known_as}
        )


def is_operator_login(user: User) -> bool:
    return user.is_staff or user.is_superuser


def claims_on_address(email: str) -> list[SignOnDomain]:
    """Return the claims of providers in use on this address's domain, by their institution's name.

    Tells nothing about accounts.
    """
    domain = email.rpartition("@")[2].strip().lower()
    return list(
        SignOnDomain.objects.exclude(sign_on__state=SignOn.State.DRAFT)
        .select_related("sign_on__institution", "sign_on__app")
        .filter(name=domain)
        .order_by("institution__name", "institution__slug")
    )


def any_sign_on() -> bool:
    """Return whether any institution's provider is in use here."""
    return SignOn.objects.exclude(state=SignOn.State.DRAFT).exists()


def speaks_of_another(member: Membership, asserted: Assertion) -> bool:
    """Return whether number or address belong to somebody else on the roster than *member*.

    Then they may stand at a computer where that person is still signed in at the provider.
    """
    others = Membership.objects.of(member.institution).exclude(pk=member.pk)
    named = Q()
    if asserted.external_id:
        named |= Q(external_id=asserted.external_id)
    if asserted.email:
        named |= Q(user__email__iexact=asserted.email)
    return bool(named) and others.filter(named).exists()


@transaction.atomic
def admit(sign_on: SignOn, asserted: Assertion, *, proven_by: User | None = None) -> SignOnLink:
    """Return the standing link to the person whom *asserted* lets in.

    *proven_by*: who has just asked for the link, signed in by other means; it is made then. Raises
    SignOnRefused.
    """
    if not sign_on.is_on or asserted.issuer != sign_on.issuer:
        raise NotInUse
    link = (
        SignOnLink.objects.standing(sign_on)
        .select_for_update(of=("self",))
        .select_related("member__user", "member__institution", "account")
        .filter(account__uid=asserted.uid)
        .first()
    )
    if link is None and proven_by is None:
        raise ProofNeeded(sign_on, asserted)
    if link is None:
        return _bind(sign_on, asserted, user=proven_by)
    _check_may_enter(link.member, link.member.user)
    if proven_by is not None and proven_by.pk != link.member.user_id:
        raise LinkedToAnother
    return link


def _check_may_enter(member: Membership, user: User) -> None:
    if not member.is_current:
        raise HasLeft
    if is_operator_login(user):
        raise RunsTheService


def _bind(sign_on: SignOn, asserted: Assertion, *, user: User | None) -> SignOnLink:
    """Link *user*'s place with the account at the provider that they have just come from."""
    member = (
        Membership.objects.select_for_update(of=("self",))
        .of(sign_on.institution)
        .select_related("user", "institution")
        .filter(user=user)
        .first()
    )
    if member is None:
        raise NotOnRoster(sign_on)
    _check_may_enter(member, member.user)
    if speaks_of_another(member, asserted):
        raise TwoPeople
    if SignOnLink.objects.standing(sign_on).filter(member=member).exists():
        raise LinkedToAnother
    provider = sign_on.app.provider_id
    # What was linked by claims alone, or to an issuer of before, gives way to what is proven.
    stale = Q(pk__in=SignOnLink.objects.filter(member=member).values("account"))
    SocialAccount.objects.filter(stale | Q(provider=provider, uid=asserted.uid)).delete()
    account = SocialAccount.objects.create(user=member.user, provider=provider, uid=asserted.uid)
    link: SignOnLink = SignOnLink.objects.create(
        institution=sign_on.institution,
        sign_on=sign_on,
        member=member,
        account=account,
        issuer=sign_on.issuer,
        proven=True,
    )
    record("sign_on.link", actor=member.user, institution=sign_on.institution, subject=link)
    notify_security_change(
        member.user, change=Change.SIGN_ON_ADDED, institution=sign_on.institution
    )
    return link


@transaction.atomic
def unlink(link: SignOnLink, *, actor: User) -> None:
    """Remove a link, and end the sessions of its owner, who is told; only they can make the next."""
    record("sign_on.forget", actor=actor, institution=link.institution, subject=link.member)
    end_sessions(link.member.user, reason=EndReason.PROVIDER)
    link.account.delete()


@transaction.atomic
def note_refusal(sign_on: SignOn, *, code: str) -> None:
    """Note that *sign_on* sent somebody who was not let in, and why; not who."""
    record(f"sign_on.refuse.{code}", actor=None, institution=sign_on.institution, subject=sign_on)


# Whose session was opened how ---------------------------------------------------------------


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


def enforced_sign_on(member: Membership) -> SignOn | None:
    """The provider that *member*'s institution requires, if it does. No query where joined."""
    sign_on: SignOn | None = getattr(member.institution, "sign_on", None)
    return sign_on if sign_on is not None and sign_on.is_enforced else None


def is_barred(member: Membership, session: Session) -> bool:
    """Whether *member* may not act in *session*, because their institution's provider is required."""
    sign_on = enforced_sign_on(member)
    if sign_on is None or sign_on.app.provider_id in session.providers:
        return False
    return not (session.with_two_steps and may_break_glass(member, sign_on))


def may_break_glass(member: Membership, sign_on: SignOn) -> bool:
    """Whether *member* may do without the required provider: a named director with a second step."""
    with in_institution(member.institution_id):
        return (
            member.holds(Office.DIRECTOR)
            and sign_on.break_glass.filter(pk=member.pk).exists()
            and has_second_step(member.user)
        )


def has_second_step(user: User) -> bool:
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
            "sign_on.break_glass",
            actor=member.user,
            institution=member.institution,
            subject=member,
        )
        others = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
        for director in others.filter(offices__contains=[Office.DIRECTOR]).select_related("user"):
            queue_message(
                key=f"break-glass:{uuid4()}",
                to=director.user.email,
                subject=_("A sign-in past %(sign_on)s") % {"sign_on": sign_on},
                template="break_glass",
                context={"director": director, "member": member, "sign_on": sign_on},
                institution=member.institution,
            )


def domains_of(sign_on: SignOn) -> list[str]:
    """Return the e-mail domains of *sign_on*, by name."""
    return list(SignOnDomain.objects.filter(sign_on=sign_on).values_list("name", flat=True))
