"""Mail about changes to how someone signs in, so that a change that was not theirs is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from profiles.models import User

KIND = "security_notice"
SUBJECT = gettext_lazy("Your MentorNet sign-in changed")


class Change(Enum):
    """What has changed: the one sentence that the mail says of it."""

    PASSWORD = gettext_lazy("The password of your MentorNet account was set or changed.")
    SECOND_FACTOR_ADDED = gettext_lazy("An authenticator app was added to your account.")
    SECOND_FACTOR_REMOVED = gettext_lazy("The authenticator app was removed from your account.")
    PASSKEY_ADDED = gettext_lazy("A passkey or security key was added to your account.")
    PASSKEY_REMOVED = gettext_lazy("A passkey or security key was removed from your account.")
    RECOVERY_CODES_MADE = gettext_lazy("New recovery codes were created for your account.")
    RECOVERY_CODES_REMOVED = gettext_lazy("The recovery codes of your account were removed.")
    FACTORS_REMOVED = gettext_lazy(
        "An operator turned off two-factor authentication on your account and signed you out "
        "everywhere."
    )
    ADDRESS = gettext_lazy("The email address that you sign in with was changed.")
    SIGN_ON_ADDED = gettext_lazy("Your institution’s single sign-on was connected to your account.")
    PROVIDER_ENDED = gettext_lazy(
        "A single sign-on that opened your account was removed, and you were signed out everywhere."
    )
    SESSIONS_ENDED = gettext_lazy("Someone signed your account out on its devices.")
    NEW_DEVICE = gettext_lazy("Someone signed in to your account from a new browser or device.")


@read_by("user.reading")
def notify_security_change(
    user: User, *, change: Change, also_to: Iterable[str] = (), institution: Any = None
) -> None:
    """Tell *user* by mail of a change to their sign-in, in the transaction that makes it.

    *also_to*: further addresses that are told, such as the one of before.
    """
    addresses = dict.fromkeys([user.email, *also_to])
    queue_messages([_message(one, change, institution) for one in addresses if one])


def notify_security_changes(users: QuerySet[User], *, change: Change) -> None:
    """Tell many people of the same change, with one statement."""
    queue_messages([_to_user(one, change) for one in users.only("email", "language", "time_zone")])


@read_by("user.reading")
def _to_user(user: User, change: Change) -> Message:
    return _message(user.email, change, None)


def _message(address: str, change: Change, institution: Any) -> Message:
    return Message(
        key=f"security:{uuid4()}",
        to=address,
        subject=_("New sign-in to MentorNet") if change is Change.NEW_DEVICE else str(SUBJECT),
        template=KIND,
        context={"change": str(change.value), "site": settings.SITE_URL},
        institution_id=institution.pk if institution else None,
    )
