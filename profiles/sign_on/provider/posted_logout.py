"""SAML messages that a browser posts: the signature stands within the message itself.

The sign-in library checks signatures of redirects alone for these messages. What is signed here is the
whole message and nothing less: one signature, the root's own, over the root.
"""

from __future__ import annotations

import base64
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from profiles.sign_on.provider.domain.provider_sessions import MessageRefused

# Of a message, as letters; with a certificate in it, it has about four thousand.
LONGEST = 64 * 1024
LONGEST_RELAY = 2048
SIGNATURES = {
    OneLogin_Saml2_Constants.RSA_SHA256,
    OneLogin_Saml2_Constants.RSA_SHA384,
    OneLogin_Saml2_Constants.RSA_SHA512,
}
DIGESTS = {
    OneLogin_Saml2_Constants.SHA256,
    OneLogin_Saml2_Constants.SHA384,
    OneLogin_Saml2_Constants.SHA512,
}
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
DS = f"{{{OneLogin_Saml2_Constants.NS_DS}}}"
SAMLP = f"{{{OneLogin_Saml2_Constants.NS_SAMLP}}}"
# By the name of the field that holds it.
KINDS = {"SAMLRequest": "LogoutRequest", "SAMLResponse": "LogoutResponse"}


def read_posted(form: QueryDict, name: str, settings: OneLogin_Saml2_Settings) -> str:
    """Return the XML of the message in *form*, which the provider has signed as a whole.

    Raises MessageRefused, and what the XML library raises for what it can't read.
    """
    given = {one: form.getlist(one) for one in (*KINDS, "RelayState")}
    packed = form.get(name, "")
    relay = form.get("RelayState", "")
    if any(len(several) > 1 for several in given.values()) or all(given[one] for one in KINDS):
        raise MessageRefused(_("We can’t read the message, or it is not for us."))
    if not packed or len(packed) > LONGEST or len(relay) > LONGEST_RELAY:
        raise MessageRefused(_("We can’t read the message, or it is not for us."))
    # Lines may be folded; anything else that is no base64 is refused.
    text = base64.b64decode("".join(packed.split()), validate=True).decode()
    _check_signature(text, KINDS[name], _certificates(settings))
    return text


def written(text: str, settings: OneLogin_Saml2_Settings) -> str:
    """Return our message *text*, signed, as a form's field takes it."""
    signed = OneLogin_Saml2_Utils.add_sign(
        text,
        settings.get_sp_key(),
        settings.get_sp_cert(),
        sign_algorithm=OneLogin_Saml2_Constants.RSA_SHA256,
        digest_algorithm=OneLogin_Saml2_Constants.SHA256,
    )
    return base64.b64encode(signed if isinstance(signed, bytes) else signed.encode()).decode()


def _certificates(settings: OneLogin_Saml2_Settings) -> list[str]:
    """Return those that the provider was connected with; never one that a message brings along."""
    idp = settings.get_idp_data()
    several = (idp.get("x509certMulti") or {}).get("signing")
    return list(several or [idp["x509cert"]])


def _check_signature(text: str, kind: str, certificates: list[str]) -> None:
    root = OneLogin_Saml2_XML.to_etree(text)
    if root.tag != f"{SAMLP}{kind}" or not _signs_the_whole(root):
        raise MessageRefused(_("The message is not signed as a whole, with SHA-256 or stronger."))
    if not OneLogin_Saml2_Utils.validate_sign(
        text, multicerts=certificates, xpath=f"/samlp:{kind}/ds:Signature"
    ):
        raise MessageRefused(_("The signature is not one of this provider’s certificates."))


def _signs_the_whole(root: Any) -> bool:
    """Return whether the one signature is the root's own, refers to the root, and leaves out nothing."""
    key, signatures = root.get("ID"), list(root.iter(f"{DS}Signature"))
    if not key or len(signatures) != 1 or signatures[0].getparent() is not root:
        return False
    named = [one for one in root.iter("*") for name in one.attrib if name.lower() == "id"]
    [signature] = signatures
    references = list(signature.iter(f"{DS}Reference"))
    if len(references) != 1 or sum(one.get("ID") == key for one in named) != 1:
        return False
    if any(True for tag in ("Object", "Manifest") for _one in signature.iter(f"{DS}{tag}")):
        return False
    [reference] = references
    transforms = {one.get("Algorithm") for one in reference.iter(f"{DS}Transform")}
    return bool(
        reference.get("URI") == f"#{key}"
        and ENVELOPED in transforms
        and transforms <= {ENVELOPED, EXCLUSIVE}
        and _algorithm(signature, "CanonicalizationMethod") == EXCLUSIVE
        and _algorithm(signature, "SignatureMethod") in SIGNATURES
        and _algorithm(signature, "DigestMethod") in DIGESTS
    )


def _algorithm(signature: Any, name: str) -> str | None:
    """Return the one algorithm of that name; None where there are several."""
    found = [one.get("Algorithm") for one in signature.iter(f"{DS}{name}")]
    return found[0] if len(found) == 1 else None
