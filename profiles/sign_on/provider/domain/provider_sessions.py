"""Sessions here that an institution's provider opened, and their end when the provider says so.

A provider ends what it opened itself, and nothing else: neither what another institution's provider
opened, nor what a password did, for the same person or for anyone else.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy.scope import in_institution, operations
from profiles.errors import DomainError
from profiles.models import SignOn, SignOnMessage, SignOnSession
from profiles.sign_on.domain.sessions import delete_sessions

logger = logging.getLogger(__name__)

# In a session that a provider opened: which one did, and by which names of its own.
SIGN_OUT_HINT = "sign_on_hint"


class MessageRefused(DomainError):
    """A provider's message that ends nothing. `message` is for those who run the provider."""

    code = "message_refused"

    def __init__(self, message: Any) -> None:
        super().__init__(message)


def digest(text: str) -> str:
    """Return what stands in the table for a provider's own name of someone or something."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def note_session(session: Any, opened_by: Mapping[str, Any]) -> None:
    """Note that *session* was opened by a provider, by its names: subject, and sid if it has one."""
    sid = opened_by.get("sid")
    with in_institution(opened_by["institution"]):
        SignOnSession.objects.create(
            institution_id=opened_by["institution"],
            sign_on_id=opened_by["sign_on"],
            session_key=session.session_key,
            subject=digest(opened_by["subject"]),
            sid=digest(sid) if isinstance(sid, str) and sid else "",
        )


def is_unnoted(session: Any) -> bool:
    """Return whether a provider opened *session* at a time when that was not noted.

    No message of the provider's could end it, nor is it known whether one should have.
    """
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
    by_provider = records[0].get("method") == "socialaccount"
    return by_provider and "sign_on" not in (session.get(SIGN_OUT_HINT) or {})


@transaction.atomic
def end_by_message(
    sign_on: SignOn, *, message: str, until: datetime, subject: str = "", sids: Iterable[str] = ()
) -> list[str]:
    """End the sessions that *sign_on* opened for *subject*, or those of its own sessions *sids*.

    Return their keys. With both, sessions that the provider has not named are among those that end.
    *message* is the provider's name of this message, good once; it is kept *until* then. Raises
    MessageRefused.
    """
    _row, is_new = SignOnMessage.objects.get_or_create(
        institution_id=sign_on.institution_id,
        sign_on=sign_on,
        digest=digest(message),
        defaults={"until": until},
    )
    if not is_new:
        raise MessageRefused(_("This message was here before."))
    rows = SignOnSession.objects.filter(sign_on=sign_on)
    named = [digest(one) for one in sids]
    if subject:
        rows = rows.filter(subject=digest(subject))
        rows = rows.filter(sid__in=[*named, ""]) if named else rows
    else:
        rows = rows.filter(sid__in=named)
    keys = list(rows.values_list("session_key", flat=True))
    delete_sessions(keys)
    rows.delete()
    logger.info("Ended by the provider of sign-on %s: %d sessions", sign_on.pk, len(keys))
    return keys


def purge_provider_sessions(now: datetime) -> None:
    """Delete what is noted of sessions that are over, and of messages that can't come again."""
    with operations():
        SignOnMessage.objects.filter(until__lte=now).delete()
        there = Session.objects.values("session_key")
        SignOnSession.objects.exclude(session_key__in=there).delete()
