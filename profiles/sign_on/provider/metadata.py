"""What a SAML provider says of itself, and what we say of ourselves to it.

Makes requests to addresses that a director typed in: never to be called within a transaction.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from mentornet.safe_http import fetch
from profiles.sign_on.provider.reading import (
    READING_SECONDS,
    ConnectionFailed,
    is_safe,
    why_unread,
)

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
REDIRECT = OneLogin_Saml2_Constants.BINDING_HTTP_REDIRECT
POST = OneLogin_Saml2_Constants.BINDING_HTTP_POST
ADDRESSES = ("sso_url", "slo_url", "slo_response_url", "slo_post_url", "slo_post_response_url")
ADDRESSES_READ_HERE = ADDRESSES[2:]
METADATA = f"{{{OneLogin_Saml2_Constants.NS_MD}}}"


def read_metadata(text: str) -> dict[str, Any]:
    """Return entity_id, addresses, and the signing certificates of a SAML provider's metadata.

    They are all in x509certs, since providers publish the next beside the present one; x509cert is the
    first, for the sign-in library.
    *text* is the XML itself or the address where it lies. Raises ConnectionFailed.
    """
    source = text.strip()
    try:
        if source.startswith(("https://", "http://")):
            source = fetch(source, seconds=READING_SECONDS).decode()
        found = OneLogin_Saml2_IdPMetadataParser.parse(source)["idp"]
        several = found.get("x509certMulti", {}).get("signing", [])
        certificates = [one for one in several or [found.get("x509cert")] if one]
        read = {
            "entity_id": found["entityId"],
            "sso_url": found["singleSignOnService"]["url"],
            "slo_url": found.get("singleLogoutService", {}).get("url", ""),
            "slo_response_url": _logout_address(source, REDIRECT, "ResponseLocation"),
            "slo_post_url": _logout_address(source, POST, "Location"),
            "slo_post_response_url": _logout_address(source, POST, "ResponseLocation"),
            "x509cert": next(iter(certificates), ""),
            "x509certs": list(dict.fromkeys(certificates)),
        }
    except requests.RequestException as error:
        raise ConnectionFailed(why_unread(error, address=text.strip()), field="metadata") from error
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
    if not all(is_safe(read[name]) for name in ADDRESSES if read[name]):
        raise ConnectionFailed(
            _("The provider lists an address that does not start with https://."), field="metadata"
        )
    # Without those that there are not, as for connections from before they were read.
    return {name: value for name, value in read.items() if value or name not in ADDRESSES_READ_HERE}


def _logout_address(source: str, binding: str, attribute: str) -> str:
    """Return where a provider wants messages about signing out; the library reads one address alone."""
    found = OneLogin_Saml2_XML.query(
        OneLogin_Saml2_XML.to_etree(source),
        f"//md:IDPSSODescriptor/md:SingleLogoutService[@Binding='{binding}']/@{attribute}",
    )
    return str(found[0]) if found else ""


def with_both_logouts(text: bytes) -> bytes:
    """Return our own metadata, in which the library lists signing out by redirect alone."""
    root = OneLogin_Saml2_XML.to_etree(text)
    for listed in list(root.iter(f"{METADATA}SingleLogoutService")):
        other = copy.deepcopy(listed)
        other.set("Binding", POST)
        listed.addnext(other)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def service_key(slug: str) -> tuple[str, str]:
    """Return a new key of our own that signs requests to an institution's provider; its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
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
