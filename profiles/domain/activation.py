"""Turning an account of the roster into somebody's own, by a link that only their mailbox has."""

from __future__ import annotations

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from mentornet.outbox import queue_mail
from profiles.domain.audit import record
from profiles.errors import DomainError
from profiles.models import Institution, Membership, User
from profiles.models.membership import MembershipQuerySet
from profiles.people.domain.offers import ask_again
from profiles.people.models import OPEN

SALT = "profiles.activation"
LIFETIME = timedelta(days=14)


class ActivationRefused(DomainError):
    """The link is expired, used, or not ours; which of these, strangers are not told."""

    code = "activation_refused"
    message = "This link can't be used any more."


def activation_token(user: User) -> str:
    """Return a signed token for *user*, void once they activate or their address changes."""
    return signing.dumps([str(user.pk), _address_mark(user)], salt=SALT)


def activation_link(user: User, *, next_path: str = "") -> str:
    """Return the whole address under which *user* activates; then they land on *next_path*."""
    path = reverse("profiles:activate", args=[activation_token(user)])
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return f"{settings.SITE_URL}{path}{query}"


def user_of_token(token: str) -> User:
    """Return the person whom *token* may activate; raise ActivationRefused."""
    try:
        pk, mark = signing.loads(token, salt=SALT, max_age=LIFETIME)
        user = User.objects.filter(pk=uuid.UUID(pk), is_active=True, activated_at=None).first()
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise ActivationRefused from error
    if user is None or not constant_time_compare(mark, _address_mark(user)):
        raise ActivationRefused
    return user


@transaction.atomic
def activate(token: str, *, password: str | None = None) -> User:
    """Make the account behind *token* its owner's, with *password* or without; once.

    Without a password the person signs in by a mailed code or a passkey. The mailbox is proven
    by the link, so its address counts as verified. Raises ActivationRefused.
    """
    user = User.objects.select_for_update().get(pk=user_of_token(token).pk)
    # The other of two submits at once may have been first.
    if user.activated_at:
        raise ActivationRefused
    if password:
        user.set_password(password)
    user.activated_at = timezone.now()
    user.save(update_fields=["password", "activated_at"])
    EmailAddress.objects.filter(email__iexact=user.email).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    for membership in Membership.objects.current().filter(user=user).select_related("institution"):
        record("activated", actor=user, institution=membership.institution, subject=membership)
    return user


def note_sign_in(user: User) -> None:
    """Count a first sign-in by mailed code as the activation: the code came to the same mailbox."""
    if user.activated_at is not None:
        return
    user.activated_at = timezone.now()
    user.save(update_fields=["activated_at"])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def ask_for_activation_mail(email: str) -> None:
    """Mail a fresh link if *email* is that of somebody to be activated; tell the caller nothing.

    At most one mail an hour goes to a person, however often it is asked for.
    """
    waiting = (
        _waiting()
        .filter(user__email__iexact=email, user__is_active=True)
        .order_by("start_date", "id")
    )
    if membership := waiting.first():
        _send(membership, round_name=timezone.now().strftime("%Y-%m-%dT%H"))


def count_waiting(institution: Institution) -> int:
    """Return how many current members of *institution* have not activated their account."""
    return _waiting().filter(institution=institution).count()


@transaction.atomic
def send_activation_mails(institution: Institution, *, actor: User) -> int:
    """Mail a link to every current member who has not activated, once a day; how many they are."""
    waiting = list(_waiting().filter(institution=institution))
    for membership in waiting:
        if membership.user.is_active:
            _send(membership, round_name=timezone.now().strftime("%Y-%m-%d"))
    ask_again(institution, now=timezone.now())
    record("activation_mails_sent", actor=actor, institution=institution, subject=institution)
    return len(waiting)


def _waiting() -> MembershipQuerySet:
    """Those who have not signed in, and those who have not joined: their institution sees one kind."""
    waits = Q(offer_to_join__state__in=OPEN)
    return (
        Membership.objects.current()
        .filter(Q(user__is_active=True) | waits, user__activated_at=None)
        .select_related("user", "institution")
    )


def _send(membership: Membership, *, round_name: str) -> None:
    queue_mail(
        key=f"activation:{membership.user_id}:{round_name}",
        to=membership.user.email,
        subject=f"Your mentoring account at {membership.institution.name}",
        template="activation",
        context={
            "membership": membership,
            "link": activation_link(membership.user),
            "days": LIFETIME.days,
        },
        institution=membership.institution,
    )


def _address_mark(user: User) -> str:
    return salted_hmac(SALT, user.email.lower()).hexdigest()[:16]
