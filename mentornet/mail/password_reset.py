"""Password resets as links of the table, for the sign-in library."""

from __future__ import annotations

from typing import Any

from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.purposes import Purpose


class ResetTokens:
    """What `ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR` names: a token is a link with one hour to live."""

    def make_token(self, user: Any) -> str:
        return links.issue(Purpose.RESET, holder=user)

    def check_token(self, user: Any, token: str | None) -> bool:
        """Return whether *token* resets the password of *user* now. Changes nothing."""
        try:
            return links.look_up(Purpose.RESET, token or "").user_id == user.pk
        except LinkError:
            return False
