"""Links that activate an account, as a mail has them."""

from __future__ import annotations

from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from profiles.models import Membership, User


def activation_token(holder: User | Membership) -> str:
    """Return the token of a new link, void once its holder activates or has another address."""
    return links.issue(Purpose.ACTIVATION, holder=holder)
