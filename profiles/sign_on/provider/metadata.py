"""What an identity provider says of itself, and what we say of ourselves to it.

Makes requests to addresses that a director typed in: never to be called within a transaction.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from mentornet.safe_http import fetch
from profiles.errors import DomainError

# What we ask of a SAML provider, in the words of the sign-in library.
ADVANCED = {
    "authn_request_signed": True,
    "logout_request_signed": True,
    "logout_response_signed": True,
    "want_assertion_signed": True,
    "want_name_id": True,
    "want_attribute_statement": False,
    "reject_idp_initiated_sso": True,
    "allow_single_label_domains": True,
}
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ConnectionFailed(DomainError):
    """The provider's own description could not be read; `field` is where to look."""

    code = "connection_failed"

    def __init__(self, message: Any, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def read_discovery(issuer: str) -> dict[str, Any]:
    """Return what the OpenID provider at *issuer* says of itself; raise ConnectionFailed."""
    address = issuer.rstrip("/") + "/.well-known/openid-configuration"
    if not _is_safe(issuer):
        raise ConnectionFailed(_("Enter an address that starts with https://."), field="issuer")
    try:
        found = json.loads(fetch(address))
    except (requests.RequestException, ValueError) as error:
        raise ConnectionFailed(
            _("We found nothing readable at %(address)s. Check that this is the issuer’s address.")
            % {"address": address},
            field="issuer",
        ) from error
    needed = ("issuer", *ENDPOINTS)
    if not isinstance(found, dict) or any(not isinstance(found.get(key), str) for key in needed):
        raise ConnectionFailed(
            _("The page at %(address)s does not describe an OpenID provider.")
            % {"address": address},
            field="issuer",
        )
    if found["issuer"].rstrip("/") != issuer.rstrip("/"):
        raise ConnectionFailed(
            _("The provider calls itself %(name)s. Use exactly that address.")
            % {"name": found["issuer"]},
            field="issuer",
        )
    if not all(_is_safe(address) for address in endpoints_of(found).values()):
        raise ConnectionFailed(
            _("The provider lists an address that does not start with https://."), field="issuer"
        )
    return found


def endpoints_of(found: dict[str, Any]) -> dict[str, str]:
    """Return the addresses that we keep of a provider's description."""
    every = {name: found[name] for name in ENDPOINTS}
    if isinstance(found.get("userinfo_endpoint"), str):
        every["userinfo_endpoint"] = found["userinfo_endpoint"]
    return every


def _is_safe(address: str) -> bool:
    return urlsplit(address).scheme == "https" or settings.MENTORNET_DEMO


def read_metadata(text: str) -> dict[str, Any]:
    """Return entity_id, sso_url, slo_url, and the signing certificates of a SAML provider's metadata.

    They are all in x509certs, since providers publish the next beside the present one; x509cert is the
    first, for the sign-in library.
    *text* is the XML itself or the address where it lies. Raises ConnectionFailed.
    """
    source = text.strip()
    try:
        if source.startswith(("https://", "http://")):
            source = fetch(source).decode()
        found = OneLogin_Saml2_IdPMetadataParser.parse(source)["idp"]
        several = found.get("x509certMulti", {}).get("signing", [])
        certificates = [one for one in several or [found.get("x509cert")] if one]
        read = {
            "entity_id": found["entityId"],
            "sso_url": found["singleSignOnService"]["url"],
            "slo_url": found.get("singleLogoutService", {}).get("url", ""),
            "x509cert": next(iter(certificates), ""),
            "x509certs": list(dict.fromkeys(certificates)),
        }
    except requests.RequestException as error:
        raise ConnectionFailed(_("We found nothing at this address."), field="metadata") from error
    except (KeyError, TypeError, ValueError, etree.Error) as error:
        raise ConnectionFailed(
            _(
                "This is not the metadata of a SAML identity provider with a sign-on address by "
                "redirect."
            ),
            field="metadata",
        ) from error
    if not read["x509cert"]:
        raise ConnectionFailed(
            _("The metadata has no certificate to check signatures with."), field="metadata"
        )
    return read


def service_key(slug: str) -> tuple[str, str]:
    """Return a new key of our own that signs requests to an institution's provider; its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"MentorNet {slug}")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()
