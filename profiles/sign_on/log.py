"""What the log keeps of signing in: that it was tried, by which way, from where; never an address.

An account is named by its key, or, where no one knows whether there is one, by a mark of the typed
address: the same mark for the same address, and no way back to it.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from mentornet.client_address import client_address

logger = logging.getLogger(__name__)


def connect() -> None:
    """Called once at start-up."""
    user_logged_in.connect(_signed_in, dispatch_uid="profiles.log_signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="profiles.log_signed_out")
    user_login_failed.connect(_failed, dispatch_uid="profiles.log_failed")


def note_refused(request: HttpRequest, kind: str, *, address: str) -> None:
    """Log that a limit has refused a try of *kind*."""
    logger.warning("Refused by limit: %s of %s from %s", kind, _mark(address), _from(request))


def _signed_in(sender: Any, *, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    records = getattr(request, "session", {}).get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
    ways = ", ".join(str(one.get("method", "link")) for one in records)
    logger.info("Signed in: %s by %s from %s", user.pk, ways, _from(request))


def _signed_out(sender: Any, *, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if user is not None:
        logger.info("Signed out: %s from %s", user.pk, _from(request))


def _failed(
    sender: Any, *, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "")
    logger.warning("Sign-in failed: %s from %s", _mark(address), _from(request))


def _mark(address: str) -> str:
    return salted_hmac("profiles.log", address.strip().lower(), algorithm="sha256").hexdigest()[:16]


def _from(request: HttpRequest | None) -> str:
    return client_address(request) if request is not None else "nowhere"
