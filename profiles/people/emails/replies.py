"""Where an answer to a mail goes that someone gets because of another person."""

from __future__ import annotations

from email.utils import formataddr

from mentornet.mail.outbox import NOWHERE
from profiles.models import Membership, User


def reply_to(other: Membership | None) -> dict[str, str]:
    """Return the header by which mail programs answer *other* instead of us; none where they do not wish it.

    For mail between the two people of a relationship or a request; never for concerns, check-ins,
    surveys, or what no one wrote.
    """
    if other is None or not other.is_current or not other.user.reply_to_me:
        return {}
    if not other.email or other.email.endswith(f"@{NOWHERE}"):
        return {}
    return {"Reply-To": formataddr((other.name, other.email))}


def choose_replies(user: User, *, wanted: bool) -> None:
    """Keep whether mails that others get because of *user* carry their address for answers."""
    if user.reply_to_me != wanted:
        user.reply_to_me = wanted
        user.save(update_fields=["reply_to_me"])


def shown_email(other: object) -> str:
    """Return the email by which the two of a relationship reach each other; "" where there is none."""
    email = str(getattr(other, "email", "") or "")
    return "" if email.endswith(f"@{NOWHERE}") else email
