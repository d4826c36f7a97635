"""Mail about sign-in emails: both mailboxes are told, in plain words, and never what an account holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentornet.languages import Text, later, reading
from mentornet.mail import links
from mentornet.mail.outbox import Message, queue_messages
from mentornet.mail.purposes import Purpose
from profiles.models import AddressClaim, Institution, Membership, MembershipOffer, User
from profiles.people.emails.domain.addresses import NOWHERE
from profiles.vocabulary import StaffRoleKind


class _Move(Protocol):
    @property
    def member(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def old(self) -> str: ...
    @property
    def new(self) -> str: ...


def notify_moved(institution: Institution, moves: Sequence[_Move]) -> None:
    """Tell both emails of logins that no one uses yet: the old links are dead."""
    messages = []
    for move in moves:
        messages += _both(
            institution, name=move.name, old=move.old, new=move.new, template="address_moved"
        )
    queue_messages(messages)


def notify_claims(claims: Sequence[AddressClaim]) -> None:
    """Ask the owners at their present email, tell the new one, and who watches over takeovers."""
    tokens = links.issue_many(
        Purpose.STOP_ADDRESS_CLAIM,
        [
            links.Wanted(
                holder=one.user, address=one.old_address, institution=one.institution, subject=one
            )
            for one in claims
        ],
    )
    queue_messages(
        [
            message
            for claim, token in zip(claims, tokens, strict=True)
            for message in _about_claim(claim, token)
        ]
    )


def _about_claim(claim: AddressClaim, token: str) -> list[Message]:
    here = claim.institution
    context = {
        "name": claim.membership.short_name,
        "claim": claim,
        "institution": here,
        "link": _whole("profiles:my_address"),
        "stop_link": _whole("profiles:stop_address_claim", token),
    }
    to_owner = (claim.old_address, _("Confirm your new email"), "address_claimed")
    to_new = (claim.address, _("Your new email is waiting"), "address_waiting")
    messages = [
        _message(here, to, subject, context, template=template, user=claim.user)
        for to, subject, template in (to_owner, to_new)
    ]
    if claim.due_at is not None:
        messages += _to_watchers(claim, _("A new sign-in email is waiting"), "address_watched")
    return messages


def notify_stopped(claim: AddressClaim) -> None:
    """Tell the owner, and who watches over it, that nothing changes."""
    context = {
        "name": claim.membership.short_name,
        "claim": claim,
        "institution": claim.institution,
    }
    messages = _to_watchers(claim, _("An email change was stopped"), "address_stopped")
    messages.append(
        _message(
            claim.institution,
            claim.old_address,
            _("Your email was not changed"),
            context,
            template="address_kept",
            user=claim.user,
        )
    )
    queue_messages(messages)


def notify_changed(claims: Sequence[AddressClaim], *, taken_over: bool) -> None:
    """Tell both emails that the new one is in use, and who watches over it of a takeover."""
    messages = []
    for claim in claims:
        messages += _both(
            claim.institution,
            name=claim.membership.short_name,
            old=claim.old_address,
            new=claim.address,
            template="address_taken_over" if taken_over else "email_changed",
            user=claim.user,
        )
        if taken_over:
            messages += _to_watchers(claim, _("A new sign-in email took over"), "address_watched")
    queue_messages(messages)


def notify_offer(offer: MembershipOffer, owner: User) -> None:
    """Ask the owner of a login whether they join."""
    context = {
        "name": offer.membership.short_name,
        "institution": offer.institution,
        "link": _whole("profiles:offers"),
    }
    subject = later(_("Join %(institution)s on MentorNet?"), {"institution": offer.institution})
    queue_messages(
        [
            _message(
                offer.institution,
                owner.email,
                subject,
                context,
                template="membership_offer",
                user=owner,
            )
        ]
    )


def notify_domain_changed(
    institution: Institution, moved: Iterable[tuple[str, str, str]], *, old: str, new: str
) -> None:
    """Tell everyone whose email has another domain now: *moved* are names, old and new emails."""
    messages = []
    for name, before, after in moved:
        messages += _both(
            institution,
            name=name,
            old=before,
            new=after,
            template="domain_changed",
            old_domain=old,
            new_domain=new,
        )
    queue_messages(messages)


def watchers(claim: AddressClaim) -> list[User]:
    """Return who looks over *claim*: the ombuds and another director; where there is none, operators."""
    staff = (
        Membership.objects.current()
        .of(claim.institution)
        .exclude(user=claim.user)
        .select_related("user")
        .order_by("external_id")
    )
    directors = staff.filter(offices__contains=[StaffRoleKind.DIRECTOR]).exclude(
        user=claim.asked_by_id
    )
    ombuds = staff.filter(offices__contains=[StaffRoleKind.OMBUDS]).exclude(user=claim.asked_by_id)
    found = {one.user_id: one.user for one in (*ombuds, *directors)}
    if not directors:
        operators = User.objects.filter(is_superuser=True, is_active=True)
        others = operators.exclude(Q(pk=claim.asked_by_id) | Q(pk=claim.user_id))
        found |= {one.pk: one for one in others.order_by("email")}
    return list(found.values())


def _to_watchers(claim: AddressClaim, subject: Text, template: str) -> list[Message]:
    context = {
        "claim": claim,
        "person": claim.membership.name,
        "institution": claim.institution,
        "link": _whole("profiles:address_claims"),
    }
    return [
        _message(claim.institution, user.email, subject, context, template=template, user=user)
        for user in watchers(claim)
    ]


def _both(
    institution: Institution,
    *,
    name: str,
    old: str,
    new: str,
    template: str,
    user: User | None = None,
    **more: Any,
) -> list[Message]:
    context = {"name": name, "institution": institution, "old": old, "new": new, **more}
    return [
        _message(
            institution,
            to,
            _("Your email for MentorNet has changed"),
            context,
            template=template,
            user=user,
        )
        for to in (old, new)
        if not to.endswith(f"@{NOWHERE}")
    ]


def _message(
    institution: Institution,
    to: str,
    subject: Text,
    context: dict[str, Any],
    *,
    template: str,
    user: User | None = None,
) -> Message:
    """Write for *user*, whose address it is; for someone unknown in the institution's language."""
    with reading(user.reading_at(institution) if user else institution.reading):
        return Message(
            key=f"{template}:{uuid.uuid4()}",
            to=to,
            subject=subject,
            template=template,
            context={**context, "to_old": to == context.get("old")},
            institution_id=institution.pk,
        )


def _whole(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
