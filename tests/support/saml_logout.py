"""Messages of SAML Single Logout, as a provider packs and signs them, and reads ours.

Made from bare cryptography, and by signxml where they are posted: no code is shared with what checks them.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree
from signxml import VerifyResult, XMLSigner, XMLVerifier, methods

from tests.support.saml import EXCLUSIVE, NAMES, PERSISTENT, IdentityProvider

DS = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
HASHES: dict[str, Any] = {SHA256: hashes.SHA256, SHA1: hashes.SHA1}

REQUEST = """<samlp:LogoutRequest xmlns:samlp="{samlp}" xmlns:saml="{saml}" ID="{key}" Version="2.0"
 IssueInstant="{made}"{destination}{until}>{issuer}<saml:NameID Format="{format}">{name}</saml:NameID>
{sids}</samlp:LogoutRequest>"""
RESPONSE = """<samlp:LogoutResponse xmlns:samlp="{samlp}" xmlns:saml="{saml}" ID="{key}" Version="2.0"
 IssueInstant="{made}"{destination} InResponseTo="{to}">{issuer}<samlp:Status>
<samlp:StatusCode Value="{status}"/></samlp:Status></samlp:LogoutResponse>"""


class WeakSigner(XMLSigner):
    """One that still signs with SHA-1, which the library refuses."""

    def check_deprecated_methods(self) -> None:
        """Let them pass."""


@dataclass
class Sender:
    """What a message says of itself; each test changes one thing."""

    idp: IdentityProvider
    destination: str | None = "http://testserver/accounts/saml/at-north/sls/"
    issuer: str | None = None
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    until: datetime | None = None
    algorithm: str = SHA256
    signed: bool = True
    signed_by: IdentityProvider | None = None
    relay: str | None = None

    def request(self, name: str, *, sids: tuple[str, ...] = (), key: str = "") -> str:
        """Return the query of a request to end sessions."""
        return self.packed("SAMLRequest", self.request_text(name, sids=sids, key=key))

    def request_text(self, name: str, *, sids: tuple[str, ...] = (), key: str = "") -> str:
        until = f' NotOnOrAfter="{_stamp(self.until)}"' if self.until else ""
        indexes = "".join(f"<samlp:SessionIndex>{one}</samlp:SessionIndex>" for one in sids)
        known = self._envelope(key) | {"until": until, "sids": indexes}
        return REQUEST.format(**known, name=name, format=PERSISTENT)

    def response(self, to: str, *, status: str = SUCCESS) -> str:
        """Return the query of an answer to our request."""
        return self.packed("SAMLResponse", self.response_text(to, status=status))

    def response_text(self, to: str, *, status: str = SUCCESS) -> str:
        return RESPONSE.format(**self._envelope(""), to=to, status=status)

    def posted_request(
        self, name: str, *, sids: tuple[str, ...] = (), key: str = ""
    ) -> dict[str, str]:
        """Return the form of a request to end sessions."""
        return self.form(
            "SAMLRequest", self.signed_text(self.request_text(name, sids=sids, key=key))
        )

    def posted_response(self, to: str, *, status: str = SUCCESS) -> dict[str, str]:
        """Return the form of an answer to our request."""
        return self.form("SAMLResponse", self.signed_text(self.response_text(to, status=status)))

    def signed_text(self, text: str) -> str:
        """Return *text* with a signature in its place, after who issued it."""
        root = etree.fromstring(text)
        if not self.signed:
            return text
        place = etree.Element(f"{{{DS}}}Signature", Id="placeholder", nsmap={"ds": DS})
        issuer = root.find("saml:Issuer", NAMES)
        root.insert(0 if issuer is None else 1, place)
        weak = self.algorithm == SHA1
        signer = (WeakSigner if weak else XMLSigner)(
            method=methods.enveloped,
            c14n_algorithm=EXCLUSIVE,
            signature_algorithm="rsa-sha1" if weak else "rsa-sha256",
            digest_algorithm="sha1" if weak else "sha256",
        )
        by = self.signed_by or self.idp
        made = signer.sign(root, key=by.key, cert=by.certificate, reference_uri=root.get("ID"))
        return etree.tostring(made).decode()

    def form(self, parameter: str, text: str) -> dict[str, str]:
        relay = {"RelayState": self.relay} if self.relay is not None else {}
        return {parameter: base64.b64encode(text.encode()).decode(), **relay}

    def packed(self, parameter: str, text: str) -> str:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()
        pairs = [(parameter, packed)]
        pairs += [("RelayState", self.relay)] if self.relay is not None else []
        pairs += [("SigAlg", self.algorithm)] if self.signed else []
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
        if not self.signed:
            return query
        key = (self.signed_by or self.idp).key
        made = key.sign(query.encode(), padding.PKCS1v15(), HASHES[self.algorithm]())
        return f"{query}&Signature={quote(base64.b64encode(made).decode(), safe='')}"

    def _envelope(self, key: str) -> dict[str, str]:
        issuer = self.idp.issuer if self.issuer is None else self.issuer
        return {
            **NAMES,
            "key": key or f"_{uuid4().hex}",
            "made": _stamp(self.made),
            "destination": f' Destination="{self.destination}"' if self.destination else "",
            "issuer": f"<saml:Issuer>{issuer}</saml:Issuer>" if issuer else "",
        }


def read(address: str, certificate: str) -> tuple[Any, dict[str, str]]:
    """Return the message that we sent to *address* and its query, its signature checked."""
    parts = {one.partition("=")[0]: one for one in urlsplit(address).query.split("&")}
    known = dict(parse_qsl(urlsplit(address).query))
    order = [one for one in ("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg") if one in parts]
    signed = "&".join(parts[one] for one in order)
    assert known["SigAlg"] == SHA256
    public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    public.verify(  # type: ignore[union-attr,call-arg]
        base64.b64decode(known["Signature"]), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    text = known.get("SAMLRequest") or known["SAMLResponse"]
    return etree.fromstring(zlib.decompress(base64.b64decode(text), -15)), known


def read_form(packed: str, certificate: str) -> Any:
    """Return the message that we posted, as its signature covers it."""
    made = XMLVerifier().verify(base64.b64decode(packed), x509_cert=certificate)
    assert isinstance(made, VerifyResult)
    return made.signed_xml


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def minutes_ago(number: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=number)
