"""What a second person agrees to before an institution's sign-on lets anyone in, and what follows.

The yes is for one connection as it was then: where it was changed since, it must be asked for again.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.broadcast import queue_for_all
from mentornet.mail.outbox import Message
from profiles.errors import DomainError
from profiles.institution.domain.approvals import register, request_approval
from profiles.institution.domain.audit import record
from profiles.models import Approval, Membership, SignOn, User
from profiles.sign_on.domain.sessions import EndReason, end_sessions
from profiles.sign_on.provider.domain.configuration import Configuration, apply
from profiles.sign_on.provider.domain.requirement import has_second_step
from profiles.vocabulary import StaffRoleKind

KIND = "sign_on"
CHANGE = "change"


class NotTested(DomainError):
    code = "not_tested"
    message = gettext_lazy("Test the connection with your own account first.")


class NoBreakGlass(DomainError):
    code = "no_break_glass"
    message = gettext_lazy(
        "First choose a director who has a password and two-factor authentication. Someone must be "
        "able to sign in when the provider is down."
    )


class Outdated(DomainError):
    code = "outdated"
    message = gettext_lazy(
        "The connection changed after this request was made. Refuse it. The director can ask again."
    )


def connect() -> None:
    """Say what a yes and a no do. Called once at start-up."""
    register(KIND, carry_out, give_up, describe=describe)


def ask(sign_on: SignOn, *, act: str, wanted: Configuration, asked_by: User) -> Approval:
    """Ask for the yes of a second person to switching on, requiring, or changing *sign_on*."""
    payload = {
        "act": str(act),
        "digest": wanted.digest,
        "name": wanted.name,
        "provider": wanted.identity[1],
        "domains": wanted.domains,
        "claim": wanted.external_id_claim,
    }
    return request_approval(
        institution=sign_on.institution,
        kind=KIND,
        subject=sign_on,
        asked_by=asked_by,
        payload=payload,
    )


def describe(approval: Approval) -> str:
    """Return what is asked for, for who decides."""
    said = approval.payload
    acts = {
        SignOn.State.ON.value: _("Let people sign in with “%(name)s”"),
        SignOn.State.ENFORCED.value: _("Require “%(name)s” for signing in"),
        CHANGE: _("Change the connection to “%(name)s”"),
    }
    facts = _("provider %(provider)s, email domains %(domains)s, roster ID in the claim %(claim)s")
    known = {
        "name": said["name"],
        "provider": said["provider"],
        "domains": ", ".join(said["domains"]) or "–",
        "claim": said["claim"] or "–",
    }
    return f"{acts[said['act']] % known} ({facts % known})"


def carry_out(approval: Approval, *, by: User) -> None:
    """Do what was asked for. Raises Outdated, NotTested, NoBreakGlass and DomainRefused."""
    sign_on = _lock_for_update(approval)
    act, digest = approval.payload["act"], approval.payload["digest"]
    if act == CHANGE:
        wanted = Configuration(**sign_on.proposal) if sign_on.proposal else None
        present = Configuration.of(sign_on)
        if wanted is None or wanted.digest != digest or wanted.identity != present.identity:
            raise Outdated
        sign_on.proposal = None
        apply(sign_on, wanted)
        record(Verb.SIGN_ON_CHANGED, actor=by, institution=sign_on.institution, subject=sign_on)
        announce(sign_on, CHANGE)
        return
    if Configuration.of(sign_on).digest != digest:
        raise Outdated
    wanted_state = SignOn.State(act)
    still_needed(sign_on, wanted_state)
    switch(sign_on, wanted_state, by=by)


def give_up(approval: Approval, *, by: User | None) -> None:
    """Drop the proposal that no one agreed to."""
    sign_on = SignOn.objects.select_for_update().filter(pk=approval.subject_id).first()
    if sign_on is None or approval.payload["act"] != CHANGE or not sign_on.proposal:
        return
    if Configuration(**sign_on.proposal).digest == approval.payload["digest"]:
        sign_on.proposal = None
        sign_on.save(update_fields=["proposal"])


def _lock_for_update(approval: Approval) -> SignOn:
    rows = SignOn.objects.select_for_update(of=("self",)).select_related("app", "institution")
    sign_on: SignOn | None = rows.filter(
        pk=approval.subject_id, institution=approval.institution_id
    ).first()
    if sign_on is None:
        raise Outdated
    return sign_on


def still_needed(sign_on: SignOn, wanted: str) -> None:
    """Raise what stands in the way of *wanted*: NotTested, NoBreakGlass."""
    if wanted != SignOn.State.DRAFT and sign_on.tested_at is None:
        raise NotTested
    if wanted == SignOn.State.ENFORCED and not any(
        is_ready_to_break_glass(one) for one in sign_on.break_glass.select_related("user")
    ):
        raise NoBreakGlass


def is_ready_to_break_glass(member: Membership) -> bool:
    """Whether *member* could get in without the provider: director, password, second step."""
    return (
        member.holds(StaffRoleKind.DIRECTOR)
        and member.user.has_usable_password()
        and has_second_step(member.user)
    )


@transaction.atomic
def switch(sign_on: SignOn, wanted: str, *, by: User | None) -> SignOn:
    """Set the state, and tell everyone. Switched off, its links and the sessions it opened end."""
    relaxed = sign_on.is_enforced and wanted == SignOn.State.ON
    sign_on.state = wanted
    if wanted == SignOn.State.DRAFT:
        sign_on.proposal = None
        drop_links(sign_on)
    sign_on.save(update_fields=["state", "proposal"])
    record(
        Verb.SIGN_ON_SWITCHED,
        detail=wanted,
        actor=by,
        institution=sign_on.institution,
        subject=sign_on,
    )
    announce(sign_on, "relaxed" if relaxed else wanted)
    return sign_on


def drop_links(sign_on: SignOn) -> None:
    """Take from the provider everyone whom it signed in, and end their sessions."""
    people = User.objects.filter(memberships__sign_on_link__sign_on=sign_on)
    end_sessions(people, reason=EndReason.PROVIDER)
    SocialAccount.objects.filter(provider=sign_on.app.provider_id).delete()


@read_by("sign_on.institution.reading")
def announce(sign_on: SignOn, what: str) -> int:
    """Mail everyone at the institution who has an account that its sign-on has changed."""
    told = (
        Membership.objects.current()
        .of(sign_on.institution)
        .filter(user__is_active=True, user__activated_at__isnull=False)
    )
    context: dict[str, Any] = {"sign_on": sign_on, "institution": sign_on.institution, "what": what}
    notice = Message(
        key=f"sign-on-changed:{uuid4()}:",
        to="",
        subject=_("How people sign in at %(institution)s") % {"institution": sign_on.institution},
        template="sign_on_changed",
        context=context,
        institution_id=sign_on.institution_id,
    )
    return queue_for_all(notice, told, address="user__email")
