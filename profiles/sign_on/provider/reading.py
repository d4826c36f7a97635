"""Reading what a provider publishes, at an address that a director typed in; why it failed, in words.

Never to be called within a transaction.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from mentornet.safe_http import NoContent, TooLarge
from mentornet.safe_targets import Unreachable, UnsafeTarget
from profiles.errors import DomainError

# For the whole of one answer: someone waits for it at the page, and a thread with them.
READING_SECONDS = 10.0
# The descriptions of providers have some thousand letters.
MOST_BYTES = 512 * 1024


class ConnectionFailed(DomainError):
    """The provider's own description could not be read; `field` is where to look."""

    code = "connection_failed"

    def __init__(self, message: Any, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def is_safe(address: str) -> bool:
    """Return whether *address* is one of the web, by TLS but in the demonstration."""
    allowed = {"https", "http"} if settings.MENTORNET_DEMO else {"https"}
    try:
        parts = urlsplit(address)
        return parts.scheme in allowed and bool(parts.hostname)
    except ValueError:
        return False


def why_unread(error: requests.RequestException, *, address: str) -> str:
    """Return what *error* means for the person who typed *address*, and what they can do."""
    host = urlsplit(address).hostname or address
    known = {"host": host, "address": address, "seconds": round(READING_SECONDS)}
    inner = error.args[0] if error.args else None
    if isinstance(inner, UnsafeTarget | Unreachable):
        return str(inner)
    if isinstance(error, requests.Timeout):
        said = _("%(host)s did not answer within %(seconds)s seconds. Try again later.")
    elif isinstance(error, requests.exceptions.SSLError):
        said = _(
            "We can’t trust the certificate of %(host)s. It may have expired, or belong to another "
            "name."
        )
    elif isinstance(error, requests.HTTPError) and error.response is not None:
        known["status"] = error.response.status_code
        said = _("%(address)s answered with error %(status)s. Check the address.")
    elif isinstance(error, TooLarge):
        said = _("The page at %(address)s is too large. Check the address.")
    elif isinstance(error, NoContent):
        said = _("The page at %(address)s is empty, or leads to another one. Check the address.")
    elif isinstance(error, requests.ConnectionError):
        said = _("We can’t connect to %(host)s. It may be down, or closed to us by a firewall.")
    else:
        said = _("We can’t read %(address)s. Check the address.")
    return said % known
