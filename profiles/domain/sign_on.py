"""Signing in at an institution's own identity provider: who is let in as whom, and who must.

A provider vouches for people of its own institution's roster and for nobody else. Where a login
opens more than that (another institution, the service itself), its word alone is not enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.outbox import queue_mail
from profiles.domain.audit import record
from profiles.errors import DomainError
from profiles.models import Membership, SignOn, SignOnDomain, SignOnLink, User
from profiles.vocabulary import Office


@dataclass(frozen=True)
class Assertion:
    """What a provider says of somebody who has just signed in there."""

    uid: str
    email: str = ""
    email_verified: bool | None = None
    external_id: str = ""


class SignOnRefused(DomainError):
    """The provider's word does not open an account here; which is told to its bearer alone."""


class NotInUse(SignOnRefused):
    code = "not_in_use"
    message = gettext_lazy("This sign-on is not in use. Sign in with a password or a mailed code.")


class NotOnRoster(SignOnRefused):
    code = "not_on_roster"

    def __init__(self, sign_on: SignOn, asserted: Assertion) -> None:
        said = asserted.email or asserted.external_id or asserted.uid
        super().__init__(
            _(
                "%(sign_on)s knows you as “%(said)s”, and the roster of %(institution)s has no such "
                "person. The mentoring office there can add you."
            )
            % {"sign_on": sign_on, "said": said, "institution": sign_on.institution}
        )


class AddressNotVerified(SignOnRefused):
    code = "address_not_verified"
    message = gettext_lazy(
        "Your institution’s sign-on did not say that your e-mail address is really yours. Please "
        "tell the people who run it."
    )


class TwoPeople(SignOnRefused):
    code = "two_people"
    message = gettext_lazy(
        "Your institution’s sign-on names one person by number and another by address. The mentoring "
        "office must put that right before you can sign in with it."
    )


class LinkedToAnother(SignOnRefused):
    code = "linked_to_another"
    message = gettext_lazy(
        "This person signs in with another account of the same sign-on. If your account there was "
        "made anew, ask the mentoring office to forget the old one."
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
    message = gettext_lazy(
        "Your login serves another institution, too, so one institution’s sign-on alone cannot open "
        "it. Show once that both are you."
    )


def is_operator_login(user: User) -> bool:
    return user.is_staff or user.is_superuser


def serves_others(user: User, *, than: Any) -> bool:
    """Whether *user*'s login belongs, or has belonged, to an institution other than *than*."""
    return Membership.objects.filter(user=user).exclude(institution=than).exists()


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
    """Whether any institution's provider is in use here."""
    return SignOn.objects.exclude(state=SignOn.State.DRAFT).exists()


def match(sign_on: SignOn, asserted: Assertion) -> Membership:
    """Return the member of *sign_on*'s institution whom *asserted* names, by number or address.

    The number wins; where the address is somebody else's there, neither is believed. Raises
    SignOnRefused. People of other institutions are never looked at.
    """
    roster = Membership.objects.of(sign_on.institution).select_related("user", "institution")
    by_number = by_address = None
    if asserted.external_id:
        by_number = roster.filter(external_id=asserted.external_id).first()
    if asserted.email:
        by_address = roster.filter(user__email__iexact=asserted.email).first()
    if by_number and by_address and by_number.pk != by_address.pk:
        raise TwoPeople
    if by_number:
        return by_number
    if by_address is None:
        raise NotOnRoster(sign_on, asserted)
    if not _is_verified(sign_on, asserted):
        raise AddressNotVerified
    return by_address


def _is_verified(sign_on: SignOn, asserted: Assertion) -> bool:
    """The provider says so; or says nothing, and is trusted with addresses of its own domains."""
    if asserted.email_verified is not None:
        return asserted.email_verified
    domain = asserted.email.rpartition("@")[2].lower()
    return sign_on.trusts_addresses and sign_on.domains.filter(name=domain).exists()


@transaction.atomic
def admit(sign_on: SignOn, asserted: Assertion, *, proven_by: User | None = None) -> SignOnLink:
    """Return the link to the person whom *asserted* lets in, made now if this is the first time.

    *proven_by*: who has just asked for the link, signed in by other means. Raises SignOnRefused.
    """
    if not sign_on.is_on:
        raise NotInUse
    held = (
        SignOnLink.objects.select_for_update(of=("self",))
        .select_related("member__user", "member__institution", "account")
        .filter(sign_on=sign_on, account__uid=asserted.uid)
        .first()
    )
    member = held.member if held else match(sign_on, asserted)
    user = User.objects.select_for_update().get(pk=member.user_id)
    if not member.is_current:
        raise HasLeft
    if is_operator_login(user):
        raise RunsTheService
    if held is None and SignOnLink.objects.filter(member=member).exists():
        raise LinkedToAnother
    proven = bool(held and held.proven) or (proven_by is not None and proven_by.pk == user.pk)
    if not proven and serves_others(user, than=sign_on.institution):
        raise ProofNeeded
    if held is None:
        held = _link(sign_on, member=member, uid=asserted.uid)
    if proven and not held.proven:
        held.proven = True
        held.save(update_fields=["proven"])
        record("sign_on.prove", actor=user, institution=sign_on.institution, subject=held)
    return held


def _link(sign_on: SignOn, *, member: Membership, uid: str) -> SignOnLink:
    account = SocialAccount.objects.create(
        user=member.user, provider=sign_on.app.provider_id, uid=uid
    )
    link = SignOnLink.objects.create(
        institution=sign_on.institution, sign_on=sign_on, member=member, account=account
    )
    record("sign_on.link", actor=member.user, institution=sign_on.institution, subject=link)
    return link


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
    for member in (
        Membership.objects.current()
        .filter(user=user)
        .select_related("user", "institution__sign_on__app")
    ):
        sign_on = enforced_sign_on(member)
        if sign_on is None or not may_break_glass(member, sign_on):
            continue
        record("sign_on.break_glass", actor=user, institution=member.institution, subject=member)
        others = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
        for director in others.filter(offices__contains=[Office.DIRECTOR]).select_related("user"):
            queue_mail(
                key=f"break-glass:{uuid4()}",
                to=director.user.email,
                subject=_("A sign-in past %(sign_on)s") % {"sign_on": sign_on},
                template="break_glass",
                context={"director": director, "member": member, "sign_on": sign_on},
                institution=member.institution,
            )


def domains_of(sign_on: SignOn) -> list[str]:
    """The e-mail domains of *sign_on*, by name."""
    return list(SignOnDomain.objects.filter(sign_on=sign_on).values_list("name", flat=True))
