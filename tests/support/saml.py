"""A SAML 2.0 identity provider in a few lines: reads our request, signs what it says of somebody.

Signatures are made by signxml, which shares no code with what checks them.
"""

from __future__ import annotations

import base64
import copy
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
NAMES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
}

RESPONSE = """<samlp:Response xmlns:samlp="{samlp}" xmlns:saml="{saml}" ID="_{response}"
 Version="2.0" IssueInstant="{now}" Destination="{acs}"{in_response_to}>
<saml:Issuer>{issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_{assertion}" Version="2.0" IssueInstant="{now}">
<saml:Issuer>{issuer}</saml:Issuer>
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="placeholder"></ds:Signature>
<saml:Subject><saml:NameID Format="{name_format}">{name}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{acs}"{in_response_to}/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}">
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>
</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="{session}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{context}</saml:AuthnContextClassRef>
</saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>{attributes}</saml:AttributeStatement>
</saml:Assertion></samlp:Response>"""

METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{issuer}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
{keys}
<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="{issuer}/slo"/>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="{issuer}/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""

KEY = """<md:KeyDescriptor use="{use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</md:KeyDescriptor>"""


def _key_pair(name: str) -> tuple[rsa.RSAPrivateKey, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return key, made.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class IdentityProvider:
    issuer: str
    key: Any = field(init=False)
    certificate: str = field(init=False)

    def __post_init__(self) -> None:
        self.key, self.certificate = _key_pair(self.issuer)

    @property
    def metadata(self) -> str:
        return self.metadata_with(self)

    def metadata_with(
        self, *signing: IdentityProvider, encrypting: IdentityProvider | None = None
    ) -> str:
        """What it publishes where it signs with the keys of all of these, such as in a roll-over."""
        uses = [("signing", one) for one in signing]
        uses += [("encryption", encrypting)] if encrypting else []
        keys = [
            KEY.format(use=use, certificate="".join(one.certificate.splitlines()[1:-1]))
            for use, one in uses
        ]
        return METADATA.format(issuer=self.issuer, keys="\n".join(keys))

    def answer(
        self,
        address: str,
        *,
        name: str,
        name_format: str = PERSISTENT,
        attributes: dict[str, str] | None = None,
        signed: bool = True,
        audience: str = "",
        minutes: int = 5,
        unasked: bool = False,
        session: str = "s1",
        context: str = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
    ) -> dict[str, str]:
        """Return the form that the browser brings back from *address*, where we had sent it."""
        assert address.startswith(f"{self.issuer}/sso?")
        query = parse_qs(urlsplit(address).query)
        asked = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
        now = datetime.now(UTC)
        issuer_of_request = asked.findtext("saml:Issuer", namespaces=NAMES)
        filled = RESPONSE.format(
            **NAMES,
            response=uuid4().hex,
            assertion=uuid4().hex,
            now=_stamp(now),
            since=_stamp(now - timedelta(minutes=60)),
            until=_stamp(now + timedelta(minutes=minutes)),
            acs=asked.get("AssertionConsumerServiceURL"),
            in_response_to="" if unasked else f' InResponseTo="{asked.get("ID")}"',
            issuer=self.issuer,
            audience=audience or issuer_of_request,
            name=name,
            name_format=name_format,
            session=session,
            context=context,
            attributes="".join(
                f'<saml:Attribute Name="{key}"><saml:AttributeValue>{value}</saml:AttributeValue>'
                "</saml:Attribute>"
                for key, value in (attributes or {}).items()
            ),
        )
        document = etree.fromstring(filled)
        assertion = document.find("saml:Assertion", NAMES)
        if signed:
            signer = XMLSigner(method=methods.enveloped, c14n_algorithm=EXCLUSIVE)
            made = signer.sign(
                copy.deepcopy(assertion),
                key=self.key,
                cert=self.certificate,
                reference_uri=assertion.get("ID"),
            )
            document.replace(assertion, made)
        else:
            assertion.remove(assertion.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
        return {
            "SAMLResponse": base64.b64encode(etree.tostring(document)).decode(),
            "RelayState": query.get("RelayState", [""])[0],
        }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def tampered(form: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The same answer with a word of it changed after it was signed."""
    text = base64.b64decode(form["SAMLResponse"]).decode()
    assert old in text
    return {**form, "SAMLResponse": base64.b64encode(text.replace(old, new).encode()).decode()}
