"""SAML 2.0 Single Logout by redirect and by POST, both ways: every message signed, ours and theirs.

The sign-in library believes an unsigned message, and one that it has seen before; this does not.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.socialaccount.providers.saml import utils as saml
from django.http import HttpRequest
from django.utils.translation import gettext as _
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.logout_response import OneLogin_Saml2_Logout_Response
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from profiles.sign_on.provider.domain.id_token import LEEWAY, OLDEST
from profiles.sign_on.provider.domain.provider_sessions import MessageRefused
from profiles.sign_on.provider.posted_logout import read_posted, written

PARAMETERS = ("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature")
# Of the message once it is unpacked: a few hundred letters, and a name or two.
LONGEST = 64 * 1024
# What the library raises for what is no message, or none for us.
UNREADABLE = (
    OneLogin_Saml2_Error,
    OneLogin_Saml2_ValidationError,
    etree.Error,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    zlib.error,
)


@dataclass(frozen=True)
class Asked:
    """A provider's request: whose sessions end, all of them or those of these indexes.

    `until` is when it has become too old to be believed again.
    """

    key: str
    until: datetime
    subject: str
    sids: tuple[str, ...]


@dataclass(frozen=True)
class Onward:
    """Where the browser goes next; with *fields*, it posts them there."""

    address: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """A provider's answer: to which request of ours, and whether it has done what we asked."""

    to: str
    done: bool


def logout_address(own: dict[str, Any]) -> str:
    """Return where a provider takes requests: by redirect where it can, or by POST; or empty."""
    return own.get("slo_url") or own.get("slo_post_url") or ""


def leave(request: HttpRequest, provider: Any, hint: dict[str, Any]) -> tuple[Onward, str]:
    """Return where to sign out at the provider, with a signed request, and that request's key.

    Raises MessageRefused where we cannot sign.
    """
    posts = not provider.app.settings["idp"].get("slo_url")
    auth = _auth(request, provider, posts=posts)
    known = {name: hint.get(name) for name in ("name_id", "name_id_format", "session_index")}
    try:
        if posts:
            settings = auth.get_settings()
            made = OneLogin_Saml2_Logout_Request(settings, **known)
            fields = {"SAMLRequest": written(made.get_xml(), settings)}
            return Onward(settings.get_idp_slo_url(), fields), str(made.id)
        address = auth.logout(return_to=request.build_absolute_uri("/"), **known)
    except OneLogin_Saml2_Error as error:
        raise MessageRefused(_not_read()) from error
    return Onward(str(address)), str(auth.get_last_request_id())


def read_request(request: HttpRequest, provider: Any) -> Asked:
    """Return what the provider asks for. Raises MessageRefused for what is not signed by it, for us."""
    auth = _auth(request, provider)
    try:
        message = OneLogin_Saml2_Logout_Request(
            auth.get_settings(), _checked(request, auth, "SAMLRequest")
        )
        message.is_valid(_asked(request), raise_exceptions=True)
        root = OneLogin_Saml2_XML.to_etree(message.get_xml())
        made = _check_envelope(request, root, issuer=message.get_issuer(root), provider=provider)
        key = auth.get_settings().get_sp_key()
        subject = OneLogin_Saml2_Logout_Request.get_nameid(root, key)
        sids = tuple(filter(None, OneLogin_Saml2_Logout_Request.get_session_indexes(root)))
        found = Asked(str(root.get("ID")), made + _believed(), str(subject), sids)
    except UNREADABLE as error:
        raise MessageRefused(_not_read()) from error
    if not found.subject:
        raise MessageRefused(_("The message does not say who signed out."))
    return found


def answer(request: HttpRequest, provider: Any, asked: Asked) -> Onward | None:
    """Return where to tell the provider, signed, that it is done; None where it has no address.

    By redirect where it takes that, whichever way it asked: that needs no script, also in a frame.
    """
    posts = not provider.app.settings["idp"].get("slo_url")
    auth = _auth(request, provider, posts=posts)
    address = auth.get_slo_response_url()
    if not address:
        return None
    built = OneLogin_Saml2_Logout_Response(auth.get_settings())
    built.build(asked.key)
    given = request.POST if request.method == "POST" else request.GET
    relay = {"RelayState": given["RelayState"]} if "RelayState" in given else {}
    try:
        if posts:
            packed = written(built.get_xml(), auth.get_settings())
            return Onward(address, {"SAMLResponse": packed, **relay})
        said = {"SAMLResponse": built.get_response(), **relay}
        auth.add_response_signature(said, OneLogin_Saml2_Constants.RSA_SHA256)
    except OneLogin_Saml2_Error:
        return None  # our own key is lost; the directors' page says so
    return Onward(str(auth.redirect_to(address, said)))


def read_answer(request: HttpRequest, provider: Any) -> Answered:
    """Return what the provider says of a request of ours; whose that was is for the caller to see.

    Raises MessageRefused for an answer that is not signed by it, for us, just now.
    """
    auth = _auth(request, provider)
    try:
        message = OneLogin_Saml2_Logout_Response(
            auth.get_settings(), _checked(request, auth, "SAMLResponse")
        )
        message.is_valid(_asked(request), raise_exceptions=True)
        _check_envelope(request, message.document, issuer=message.get_issuer(), provider=provider)
        to, status = message.get_in_response_to(), message.get_status()
    except UNREADABLE as error:
        raise MessageRefused(_not_read()) from error
    return Answered(str(to or ""), status == OneLogin_Saml2_Constants.STATUS_SUCCESS)


def _not_read() -> str:
    return _("We can’t read the message, or it is not for us.")


def _auth(request: HttpRequest, provider: Any, *, posts: bool = False) -> OneLogin_Saml2_Auth:
    """Return the library's view of the provider; with *posts*, of its addresses for that."""
    config = saml.build_saml_config(request, provider.app.settings, provider.app.client_id)
    own = provider.app.settings["idp"]
    if posts and (address := own.get("slo_post_url")):
        config["idp"]["singleLogoutService"] = {
            "url": address,
            "responseUrl": own.get("slo_post_response_url") or address,
        }
    config["security"] |= {
        # The library looks for signatures of redirects alone; see posted_logout for others.
        "wantMessagesSigned": request.method != "POST",
        "logoutRequestSigned": True,
        "logoutResponseSigned": True,
        "rejectDeprecatedAlgorithm": True,
    }
    try:
        return OneLogin_Saml2_Auth(_asked(request), config)
    except OneLogin_Saml2_Error as error:
        # Such as where our own key is lost; the directors' page says so.
        raise MessageRefused(_not_read()) from error


def _asked(request: HttpRequest) -> dict[str, Any]:
    """This request as the library wants it; signatures are over the very letters that came."""
    request.META.setdefault("HTTP_HOST", request.get_host())
    return {
        **saml.prepare_django_request(request),
        "query_string": request.META.get("QUERY_STRING", ""),
        "validate_signature_from_qs": True,
    }


def _checked(request: HttpRequest, auth: OneLogin_Saml2_Auth, name: str) -> str:
    """Return the message as the library reads it, once its signature has been checked."""
    if request.method == "POST":
        text = read_posted(request.POST, name, auth.get_settings())
        # Packed by us: what came is read in one way alone.
        return str(OneLogin_Saml2_Utils.deflate_and_base64_encode(text))
    _check_query(request, name)
    is_request = name == "SAMLRequest"
    check = auth.validate_request_signature if is_request else auth.validate_response_signature
    if not check(request.GET):
        raise MessageRefused(auth.get_last_error_reason() or _not_read())
    return str(request.GET[name])


def _check_query(request: HttpRequest, name: str) -> None:
    """Refuse what is no message, what was given twice, and what grows beyond measure when unpacked."""
    if name not in request.GET or any(len(request.GET.getlist(one)) > 1 for one in PARAMETERS):
        raise MessageRefused(_not_read())
    try:
        packed = base64.b64decode(request.GET[name])
        unpacker = zlib.decompressobj(-15)
        unpacker.decompress(packed, LONGEST)
    except (ValueError, zlib.error) as error:
        raise MessageRefused(_not_read()) from error
    if unpacker.unconsumed_tail:
        raise MessageRefused(_not_read())


def _check_envelope(request: HttpRequest, root: Any, *, issuer: Any, provider: Any) -> datetime:
    """Return when the message was made: by this provider, for this address, and just now."""
    here = OneLogin_Saml2_Utils.get_self_url_no_query(_asked(request))
    normalized = OneLogin_Saml2_Utils.normalize_url
    if issuer != provider.app.settings["idp"]["entity_id"]:
        raise MessageRefused(_("The message comes from another provider."))
    if normalized(url=root.get("Destination") or "") != normalized(url=here):
        raise MessageRefused(_("The message is for another address."))
    made = datetime.fromtimestamp(
        OneLogin_Saml2_Utils.parse_SAML_to_time(root.get("IssueInstant")), UTC
    )
    now = datetime.now(UTC)
    if not now - timedelta(seconds=OLDEST + LEEWAY) < made < now + timedelta(seconds=LEEWAY):
        raise MessageRefused(_("The message is too old. Check that both clocks are right."))
    return made


def _believed() -> timedelta:
    return timedelta(seconds=OLDEST + 2 * LEEWAY)
