"""Signing in at an institution's own identity provider: who is let in as which member.

A provider's word opens an account only where the person has bound the two themselves: by issuer and
subject, signed in by other means. What it claims of someone (an address, a number) chooses no one.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Membership, SignOn, SignOnDomain, SignOnLink, User
from profiles.sign_on.domain.notices import Change, notify_security_change
from profiles.sign_on.domain.sessions import EndReason, end_sessions
from profiles.sign_on.provider.domain.requirement import is_operator_login


@dataclass(frozen=True)
class Assertion:
    """What a provider says of someone who has just signed in there; `uid` is its subject."""

    uid: str
    issuer: str = ""
    email: str = ""
    external_id: str = ""


class SignOnRefused(DomainError):
    """The provider's word does not open an account here; which is told to its bearer alone."""


class NotInUse(SignOnRefused):
    code = "not_in_use"
    message = gettext_lazy(
        "This single sign-on is off. Sign in with a password or an emailed code."
    )


class NotOnRoster(SignOnRefused):
    code = "not_on_roster"

    def __init__(self, sign_on: SignOn) -> None:
        super().__init__(
            _(
                "The account that you are signed in with is not at %(institution)s now, so "
                "%(sign_on)s can’t be linked to it. The mentoring office there can add you."
            )
            % {"sign_on": sign_on, "institution": sign_on.institution}
        )


class TwoPeople(SignOnRefused):
    code = "two_people"
    message = gettext_lazy(
        "Your institution’s single sign-on says that this account belongs to someone else on the "
        "roster, so we did not link it. Sign in there with your own account. If it is yours, "
        "ask the mentoring office to correct the roster."
    )


class LinkedToAnother(SignOnRefused):
    code = "linked_to_another"
    message = gettext_lazy(
        "Your account here, or the one at your institution, is already linked to a different one. "
        "If your account there is new, ask the mentoring office to remove the old link."
    )


class HasLeft(SignOnRefused):
    code = "has_left"
    message = gettext_lazy("You are no longer at this institution, so you can’t sign in this way.")


class RunsTheService(SignOnRefused):
    code = "runs_the_service"
    message = gettext_lazy(
        "This is an operator account. Sign in with its own password and two-factor authentication."
    )


class NotATestLogin(SignOnRefused):
    code = "not_a_test_login"
    message = gettext_lazy(
        "This is the single sign-on of a test institution. It signs in only the people of its own "
        "test roster, and never your own account."
    )


class ProofNeeded(SignOnRefused):
    code = "proof_needed"

    def __init__(self, sign_on: SignOn, asserted: Assertion) -> None:
        self.known_as = asserted.email or asserted.external_id or asserted.uid
        super().__init__(
            _(
                "%(sign_on)s knows you as “%(said)s”. Confirm once that your MentorNet account is "
                "yours, and we link the two. After that, %(sign_on)s signs you in."
            )
            % {"sign_on": sign_on, "said": self.known_as}
        )


def claims_on_address(email: str) -> list[SignOnDomain]:
    """Return the claims of providers in use on this address's domain, by their institution's name.

    Tells nothing about accounts.
    """
    domain = email.rpartition("@")[2].strip().lower()
    return list(
        SignOnDomain.objects.exclude(sign_on__state=SignOn.State.DRAFT)
        .select_related("sign_on__institution", "sign_on__app")
        .filter(name=domain, institution__sandbox_of=None)
        .order_by("institution__name", "institution__slug")
    )


def any_sign_on() -> bool:
    """Return whether any institution's provider is in use here."""
    on = SignOn.objects.exclude(state=SignOn.State.DRAFT)
    return on.filter(institution__sandbox_of=None).exists()


def speaks_of_another(member: Membership, asserted: Assertion) -> bool:
    """Return whether number or address belong to someone else on the roster than *member*.

    Then they may stand at a computer where that person is still signed in at the provider.
    """
    others = Membership.objects.of(member.institution).exclude(pk=member.pk)
    named = Q()
    if asserted.external_id:
        named |= Q(external_id=asserted.external_id)
    if asserted.email:
        # The logins of a test institution have none of the emails that its roster names.
        is_test = member.institution.is_sandbox
        named |= Q(**{f"{'address' if is_test else 'user__email'}__iexact": asserted.email})
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
    if member.institution.is_sandbox and not user.is_test_login:
        raise NotATestLogin


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
    record(Verb.SIGN_ON_LINKED, actor=member.user, institution=sign_on.institution, subject=link)
    notify_security_change(
        member.user, change=Change.SIGN_ON_ADDED, institution=sign_on.institution
    )
    return link


@transaction.atomic
def unlink(link: SignOnLink, *, actor: User) -> None:
    """Remove a link, and end the sessions of its owner, who is told; only they can make the next."""
    record(Verb.SIGN_ON_UNLINKED, actor=actor, institution=link.institution, subject=link.member)
    end_sessions(link.member.user, reason=EndReason.PROVIDER)
    link.account.delete()


@transaction.atomic
def note_refusal(sign_on: SignOn, *, code: str) -> None:
    """Note that *sign_on* sent someone who was not let in, and why; not who."""
    record(
        Verb.SIGN_ON_REFUSED,
        detail=code,
        actor=None,
        institution=sign_on.institution,
        subject=sign_on,
    )


def domains_of(sign_on: SignOn) -> list[str]:
    """Return the e-mail domains of *sign_on*, by name."""
    return list(SignOnDomain.objects.filter(sign_on=sign_on).values_list("name", flat=True))
