"""A logout token, believed after every check of OpenID Connect Back-Channel Logout 1.0, 2.6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from profiles.sign_on.provider.domain.id_token import (
    LEEWAY,
    OLDEST,
    Keys,
    TokenRefused,
    signed_claims,
)

EVENT = "http://schemas.openid.net/event/backchannel-logout"
# Providers from before the specification was final call it a JWT.
LOGOUT_TOKEN = frozenset({"LOGOUT+JWT", "JWT"})


@dataclass(frozen=True)
class SignedOut:
    """Whose session at the provider is over: of one subject, of one session of theirs, or both.

    `until` is when the message has become too old to be believed again.
    """

    message: str
    until: datetime
    subject: str
    sid: str


def signed_out(token: Any, *, keys: Keys, issuer: str, client_id: str) -> SignedOut:
    """Return what *token* says; raise TokenRefused for one that is no logout token for us, now."""
    claims, _algorithm = signed_claims(
        token,
        keys=keys,
        issuer=issuer,
        client_id=client_id,
        needed=("jti", "events"),
        kinds=LOGOUT_TOKEN,
    )
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise TokenRefused(_("The token does not say that someone signed out (events)."))
    if "nonce" in claims:
        raise TokenRefused(_("The token is one for signing in (nonce)."))
    subject, sid, name = claims.get("sub", ""), claims.get("sid", ""), claims["jti"]
    if not all(isinstance(one, str) for one in (subject, sid, name)) or not name:
        raise TokenRefused(_("The names in the token are not text (jti, sub, sid)."))
    if not subject and not sid:
        raise TokenRefused(_("The token does not say who signed out (sub or sid)."))
    made = datetime.fromtimestamp(claims["iat"], UTC)
    return SignedOut(
        message=name,
        until=made + timedelta(seconds=OLDEST + 2 * LEEWAY),
        subject=subject,
        sid=sid,
    )
