"""Whether an institution's provider says that it asked for a second factor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

# In the session: which provider said so at this session's sign-in.
ASSERTED = "sign_on_asserted_mfa"

# RFC 8176: several methods of different kinds were used.
MFA_METHOD = "mfa"
# What providers call an authentication by more than a password: in `acr` of an ID token, or as an
# AuthnContextClassRef or authnmethodsreferences of SAML.
MFA_CONTEXTS = frozenset(
    {
        "https://refeds.org/profile/mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "http://schemas.microsoft.com/claims/multipleauthn",
        "phr",
        "phrh",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
    }
)


def asserts_mfa(*, methods: Any = (), contexts: Iterable[Any] = ()) -> bool:
    """Whether `amr` values or contexts, taken from a validated token or assertion, mean two factors.

    >>> asserts_mfa(methods=["pwd", "mfa"])
    True
    >>> asserts_mfa(methods="mfa", contexts=["0"])
    False
    """
    said = methods if isinstance(methods, list) else []
    return MFA_METHOD in said or any(one in MFA_CONTEXTS for one in contexts)


def provider_asserted_mfa(request: HttpRequest) -> bool:
    """Whether this session was opened by a provider that said it asked for a second factor."""
    user = request.user
    return user.is_authenticated and request.session.get(ASSERTED) == str(user.pk)
