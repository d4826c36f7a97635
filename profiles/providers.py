"""The sign-in library's two protocols as they are used here: what is read, what is not kept."""

from __future__ import annotations

from typing import Any, cast

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.saml import utils as saml
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest

from profiles.domain.sign_on_secret import opened

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
TYPED_ADDRESS = "sign_on_address"


class RosterOIDCAdapter(OpenIDConnectOAuth2Adapter):
    """Keeps the ID token with the login, for a sign-out at the provider later."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        login = super().complete_login(request, app, token, **kwargs)
        login.sign_out_hint = {"id_token": kwargs["response"]["id_token"]}
        return login


class RosterOIDCProvider(OpenIDConnectProvider):
    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = RosterOIDCAdapter

    def __init__(self, request: HttpRequest, app: Any = None) -> None:
        super().__init__(request, app=opened(app))

    def sociallogin_from_response(self, request: HttpRequest, data: Any) -> SocialLogin:
        """Claims of the ID token and of userinfo together, where both speak of the same person.

        That they must is OpenID Connect Core 1.0, 5.3.2; raises ProviderException where not.
        """
        token, userinfo = data.get("id_token"), data.get("userinfo") or {}
        if not token or not token.get("sub"):
            raise ProviderException("The provider sent no ID token.")
        if userinfo and userinfo.get("sub") != token["sub"]:
            raise ProviderException("Userinfo speaks of somebody else than the ID token.")
        claims = {**token, **userinfo}
        login = super().sociallogin_from_response(request, {"userinfo": claims})
        login.claims = claims
        return cast(SocialLogin, login)

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """What an address bar says is not passed on; the address that was typed is."""
        typed = request.session.get(TYPED_ADDRESS)
        return {**self.get_auth_params(), **({"login_hint": typed} if typed else {})}


class RosterSAMLProvider(SAMLProvider):
    package = "allauth.socialaccount.providers.saml"
    default_attribute_mapping = {
        **SAMLProvider.default_attribute_mapping,
        "email": [
            *SAMLProvider.default_attribute_mapping["email"],
            "email",
            "mail",
            "emailAddress",
            "Email",
        ],
    }

    def __init__(self, request: HttpRequest, app: Any = None) -> None:
        super().__init__(request, app=opened(app))

    def sociallogin_from_response(self, request: HttpRequest, data: Any) -> SocialLogin:
        """Raises ProviderException for a name that the provider makes anew each time."""
        login = super().sociallogin_from_response(request, data)
        read = self._extract(data)
        claims = {name: values[0] for name, values in data.get_attributes().items() if values}
        login.claims = {**claims, "email": read.get("email", "")}
        if "email_verified" in read:
            login.claims["email_verified"] = bool(read["email_verified"])
        login.sign_out_hint = {
            "name_id": data.get_nameid(),
            "name_id_format": data.get_nameid_format(),
            "session_index": data.get_session_index(),
        }
        login.name_is_transient = data.get_nameid_format() == TRANSIENT and not read.get("uid")
        return cast(SocialLogin, login)

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}


_with_one_certificate = saml.build_saml_config


def _with_every_certificate(request: HttpRequest, app_settings: Any, org: str) -> Any:
    """What python3-saml is told, with all the certificates that the provider signs with."""
    config = _with_one_certificate(request, app_settings, org)
    if several := app_settings["idp"].get("x509certs"):
        config["idp"]["x509certMulti"] = {"signing": list(several)}
    return config


# The library hands on the first alone and offers no way to say more.
saml.build_saml_config = _with_every_certificate
