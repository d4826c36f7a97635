"""What those who run programs read of someone's account: whether it is used, and whether email arrives."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mentornet.mail.models import Link
from mentornet.mail.purposes import Purpose
from profiles.models import Preferences

if TYPE_CHECKING:
    from profiles.models import Membership


class Account(StrEnum):
    """The state of an account, from the one that needs most attention."""

    BOUNCED = "bounced"
    NEW = "new"
    INVITED = "invited"
    ACTIVE = "active"


LABELS: dict[Account, tuple[StrOrPromise, str]] = {
    Account.BOUNCED: (_("Email bounces"), "danger"),
    Account.NEW: (_("No email sent yet"), "empty"),
    Account.INVITED: (_("Email sent, not activated"), "warn"),
    Account.ACTIVE: (_("Active"), "ok"),
}
CHOICES = [(one.value, label) for one, (label, _tone) in LABELS.items()]
_SENT = Link.objects.filter(purpose=Purpose.ACTIVATION, user=OuterRef("user"))
_BOUNCES = Q(preferences__trouble=Preferences.Trouble.BOUNCED)


def account_of(member: Membership, *, was_sent: bool) -> Account:
    """Return the state of *member*'s account; read their preferences with them."""
    preferences = getattr(member, "preferences", None)
    if preferences is not None and preferences.trouble == Preferences.Trouble.BOUNCED:
        return Account.BOUNCED
    if member.joined_at is not None:
        return Account.ACTIVE
    return Account.INVITED if was_sent else Account.NEW


def with_account(people: QuerySet[Membership], account: str) -> QuerySet[Membership]:
    """Return those of *people* whose account is in this state."""
    if account == Account.BOUNCED:
        return people.filter(_BOUNCES)
    people = people.exclude(_BOUNCES)
    if account == Account.ACTIVE:
        return people.exclude(joined_at=None)
    waiting = people.filter(joined_at=None)
    return waiting.filter(Exists(_SENT) if account == Account.INVITED else ~Exists(_SENT))
