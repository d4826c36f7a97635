"""Turning an account of the roster into someone's own, by a link that only their mailbox has."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail import links
from mentornet.mail.addresses import TEST_DOMAIN
from mentornet.mail.errors import LinkError, LinkUnknown
from mentornet.mail.links import Wanted
from mentornet.mail.models import Link
from mentornet.mail.outbox import Lane, Message, queue_messages
from mentornet.mail.purposes import PURPOSES, Purpose
from mentornet.models import OutboxMessage
from mentornet.tenancy.scope import as_person, operations
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User
from profiles.people.emails.domain.membership_offers import ask_again
from profiles.people.emails.models import OPEN
from profiles.people.models.membership import MembershipQuerySet

SALT = "profiles.activation"
LIFETIME = PURPOSES[Purpose.ACTIVATION].lifetime or timedelta()
BATCH = 1_000


class ActivationRefused(DomainError):
    """The link is expired, used, or not ours."""

    code = "activation_refused"
    message = _("This link was already used, has expired, or a part of it is missing.")


def activation_path(token: str, *, next_path: str = "") -> str:
    """Return the path under which one activates; then one lands on *next_path*."""
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return reverse("profiles:activate", args=[token]) + query


def user_of_token(token: str) -> User:
    """Return the person whom *token* may activate; raise ActivationRefused."""
    user = _user_of_signed(token) if ":" in token else _link_of(token).user
    if user is None or user.activated_at is not None or not user.is_active:
        raise ActivationRefused
    return user


def opens_account(link: Link) -> bool:
    """Whether a link of another kind, too, reached the person's own address lately enough."""
    return (
        link.user is not None
        and link.user.email.lower() == link.address
        and timezone.now() - link.created_at < LIFETIME
    )


def _link_of(token: str) -> Link:
    try:
        return links.look_up(Purpose.ACTIVATION, token)
    except LinkUnknown:
        pass
    except LinkError as error:
        raise ActivationRefused(error.message) from error
    # A newcomer who is asked for mentoring opens their account by that message.
    try:
        link = links.look_up(Purpose.PAGE, token)
    except LinkError as error:
        raise ActivationRefused from error
    if not opens_account(link):
        raise ActivationRefused
    return link


def _user_of_signed(token: str) -> User | None:
    """Return the person of a link that was mailed before there was a table of them."""
    try:
        pk, mark = signing.loads(token, salt=SALT, max_age=LIFETIME)
        user = User.objects.filter(pk=uuid.UUID(pk)).first()
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise ActivationRefused from error
    return user if user and constant_time_compare(mark, _address_mark(user)) else None


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
    _end_links(user)
    EmailAddress.objects.filter(email__iexact=user.email).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    with as_person(user.pk):
        own = list(Membership.objects.current().filter(user=user).select_related("institution"))
    for membership in own:
        record(
            Verb.ACCOUNT_ACTIVATED,
            actor=user,
            institution=membership.institution,
            subject=membership,
        )
        announce(events.MEMBER_ACTIVATED, membership)
    return user


def note_sign_in(user: User) -> None:
    """Count a first sign-in by mailed code as the activation: the code came to the same mailbox."""
    if user.activated_at is not None:
        return
    user.activated_at = timezone.now()
    user.save(update_fields=["activated_at"])
    _end_links(user)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _end_links(user: User) -> None:
    links.revoke(purposes=[Purpose.ACTIVATION], holder=user)


@operations()
def ask_for_activation_mail(email: str, *, lane: Lane = Lane.URGENT) -> None:
    """Mail a fresh link if *email* is that of someone to be activated; tell the caller nothing.

    At most one mail an hour goes to a person, however often it is asked for.
    """
    waiting = (
        _waiting()
        .filter(user__email__iexact=email, user__is_active=True)
        .order_by("start_date", "id")
    )
    if membership := waiting.first():
        _send([membership], round_name=timezone.now().strftime("%Y-%m-%dT%H"), lane=lane)


def send_activation_mail(member: Membership) -> None:
    """Mail a link to one member whose login is theirs and not activated; once an hour."""
    able = member.user.is_test_login or not member.institution.is_sandbox
    if able and member.user.is_active and member.user.activated_at is None:
        _send([member], round_name=timezone.now().strftime("%Y-%m-%dT%H"))


def count_waiting(institution: Institution) -> int:
    """Return how many current members of *institution* have not activated their account."""
    return _waiting().filter(institution=institution).count()


@transaction.atomic
def send_activation_mails(institution: Institution, *, actor: User) -> int:
    """Mail a link to every current member who has not activated, once a day; return how many."""
    waiting = list(_waiting().filter(institution=institution))
    able = [one for one in waiting if one.user.is_active]
    for at in range(0, len(able), BATCH):
        _send(able[at : at + BATCH], round_name=_today(), lane=Lane.BULK)
    ask_again(institution, now=timezone.now())
    record(Verb.ACTIVATION_MAILS_SENT, actor=actor, institution=institution, subject=institution)
    return len(waiting)


def who_gets_activation_mail(people: MembershipQuerySet) -> list[Membership]:
    """Return those of *people* who have not activated and got no such email today."""
    waiting = _waiting().filter(pk__in=people.order_by().values("pk"))
    able = [one for one in waiting if one.user.is_active]
    keys = {_key(one, _today()): one for one in able}
    there = OutboxMessage.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return [one for key, one in keys.items() if key not in set(there)]


@transaction.atomic
def send_activation_mails_to(
    people: MembershipQuerySet, *, institution: Institution, actor: User
) -> int:
    """Mail a link to those of *people* who have not activated, once a day; return how many get one."""
    getting = who_gets_activation_mail(people)
    for at in range(0, len(getting), BATCH):
        _send(getting[at : at + BATCH], round_name=_today(), lane=Lane.BULK)
    if getting:
        record(
            Verb.ACTIVATION_MAILS_SENT, actor=actor, institution=institution, subject=institution
        )
    return len(getting)


def last_activation_mails(people: Sequence[Membership]) -> dict[UUID, datetime]:
    """Return when each of *people* was last sent an activation link, by their key. One statement.

    By their institution: what another one sent to the same login is not its business.
    """
    sent = (
        Link.objects.filter(purpose=Purpose.ACTIVATION, membership__in=[one.pk for one in people])
        .order_by()
        .values_list("membership")
        .annotate(last=Max("created_at"))
    )
    return dict(sent)


def _today() -> str:
    return timezone.now().strftime("%Y-%m-%d")


def _key(member: Membership, round_name: str) -> str:
    return f"activation:{member.user_id}:{round_name}"


def _waiting() -> MembershipQuerySet:
    """Those who have not signed in, and those who have not joined: their institution sees one kind.

    What a test institution sends is read by others: never a link that opens a real login.
    """
    waits = Q(offer_to_join__state__in=OPEN)
    is_theirs = Q(institution__sandbox_of=None) | Q(user__email__endswith=f"@{TEST_DOMAIN}")
    return (
        Membership.objects.current()
        .filter(Q(user__is_active=True) | waits, is_theirs, user__activated_at=None)
        .select_related("user", "institution")
    )


def _send(memberships: Sequence[Membership], *, round_name: str, lane: Lane | None = None) -> None:
    """Queue a mail with a link of their own to each who has none of this round."""
    keys = {_key(one, round_name): one for one in memberships}
    there = OutboxMessage.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    for key in list(there):
        del keys[key]
    tokens = links.issue_many(Purpose.ACTIVATION, [Wanted(one) for one in keys.values()])
    queue_messages(
        [
            _message(key, one, token, lane)
            for (key, one), token in zip(keys.items(), tokens, strict=True)
        ]
    )


@read_by("to")
def _message(key: str, to: Membership, token: str, lane: Lane | None) -> Message:
    return Message(
        key=key,
        to=to.user.email,
        subject=_("Your mentoring account at %(institution)s")
        % {"institution": to.institution.name},
        template="activation",
        context={
            "membership": to,
            "link": settings.SITE_URL + activation_path(token),
            "days": LIFETIME.days,
        },
        institution_id=to.institution_id,
        lane=lane,
    )


def _address_mark(user: User) -> str:
    return salted_hmac(SALT, user.email.lower()).hexdigest()[:16]
