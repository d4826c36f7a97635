"""The sign-in library's two protocols as they are used here: what is read, what is not kept."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any, cast

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.saml import utils as saml
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest

from profiles.sign_on.credentials.confirmation import ASKED_AGAIN
from profiles.sign_on.credentials.proof import LINKING
from profiles.sign_on.provider.asserted_mfa import asserts_mfa
from profiles.sign_on.provider.discovery import kept_discovery
from profiles.sign_on.provider.domain.id_token import TokenRefused, validated
from profiles.sign_on.provider.domain.secrets import opened
from profiles.sign_on.provider.keys import published_keys
from profiles.sign_on.provider.reading import ConnectionFailed
from profiles.sign_on.provider.trial import tried_app

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
AUTHN_METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
TYPED_ADDRESS = "sign_on_address"


class RosterOIDCAdapter(OpenIDConnectOAuth2Adapter):
    """Believes nothing but a validated ID token, and keeps it for a sign-out at the provider later."""

    # What was put away for this sign-in when it began; the callback view finds it.
    flow: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """The addresses that were read when the provider was connected.

        A connection from before they were kept reads them every hour, from an issuer of the same name.
        """
        own = self.get_provider().app.settings
        if "endpoints" in own:
            return {"issuer": own["issuer"], **own["endpoints"]}
        try:
            found = kept_discovery(own["issuer"])
        except ConnectionFailed as error:
            raise ValueError(str(error.message)) from error
        if found.get("issuer") != own["issuer"]:
            raise ValueError("The provider uses a different name than when it was connected.")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Validate the ID token first; userinfo is asked only then. Raises ProviderException."""
        response, config = kwargs["response"], self.openid_config
        try:
            claims = validated(
                response.get("id_token"),
                keys=partial(published_keys, config["jwks_uri"]),
                issuer=config["issuer"],
                client_id=app.client_id,
                nonce=self.flow.get("nonce", ""),
                access_token=token.token,
            )
        except TokenRefused as error:
            raise ProviderException(str(error.message)) from error
        asks = app.settings.get("fetch_userinfo", True) and "userinfo_endpoint" in config
        userinfo = self._fetch_user_info(token.token) if asks else {}
        data = {"id_token": claims, "userinfo": userinfo}
        login = self.get_provider().sociallogin_from_response(request, data)
        login.asserts_mfa = asserts_mfa(methods=claims.get("amr"), contexts=[claims.get("acr")])
        login.sign_out_hint = {
            "id_token": response["id_token"],
            "subject": claims["sub"],
            "sid": claims.get("sid"),
        }
        return login


class RosterCallbackView(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """Hand on what was put away, and refuse an answer that names another issuer (RFC 9207)."""
        state, response = super()._get_state(request, provider)
        self.adapter.flow = state or {}
        named = request.GET.get("iss")
        if named is not None and named != provider.app.settings["issuer"]:
            raise ValueError("The answer comes from another issuer.")
        return state, response


class RosterOIDCProvider(OpenIDConnectProvider):
    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = RosterOIDCAdapter

    def __init__(self, request: HttpRequest, app: Any = None) -> None:
        chosen, self.on_trial = tried_app(request, app)
        super().__init__(request, app=opened(chosen))

    def redirect(self, request: HttpRequest, process: str, *args: Any, **kwargs: Any) -> Any:
        """To the provider, with a nonce that its ID token must repeat."""
        nonce = secrets.token_urlsafe(32)
        asked = kwargs.pop("auth_params", None) or self.get_auth_params()
        kwargs |= {"auth_params": {**asked, "nonce": nonce}, "nonce": nonce}
        return super().redirect(request, process, *args, **kwargs)

    def get_pkce_params(self) -> dict[str, Any]:
        """Always, whatever a setting says: RFC 7636 with S256."""
        return cast(dict[str, Any], generate_code_challenge())

    def sociallogin_from_response(self, request: HttpRequest, data: Any) -> SocialLogin:
        """Claims of the ID token and of userinfo together, where both speak of the same person.

        That they must is OpenID Connect Core 1.0, 5.3.2; raises ProviderException where not.
        """
        token, userinfo = data["id_token"], data.get("userinfo") or {}
        if not isinstance(userinfo, dict) or (userinfo and userinfo.get("sub") != token["sub"]):
            raise ProviderException("Userinfo and the ID token are about different people.")
        claims = {**userinfo, **token}
        login = super().sociallogin_from_response(request, {"userinfo": claims})
        login.claims = claims
        return cast(SocialLogin, login)

    def verify_token(self, request: HttpRequest, token: Any) -> Any:
        """No one signs in with a token that did not come by our own request."""
        raise ProviderException("Not offered.")

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """What an address bar says is not passed on; the address that was typed is."""
        typed = request.session.get(TYPED_ADDRESS)
        # Who links an account, or shows again who they are, says so at the provider: someone else
        # may still be signed in there on a shared computer.
        asks = {"prompt": "login"} if {LINKING, ASKED_AGAIN} & set(request.session.keys()) else {}
        return {**self.get_auth_params(), **({"login_hint": typed} if typed else {}), **asks}


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
        chosen, self.on_trial = tried_app(request, app)
        super().__init__(request, app=opened(chosen))

    def sociallogin_from_response(self, request: HttpRequest, data: Any) -> SocialLogin:
        """Raises ProviderException for a name that the provider makes again each time."""
        login = super().sociallogin_from_response(request, data)
        read = self._extract(data)
        claims = {name: values[0] for name, values in data.get_attributes().items() if values}
        login.claims = {**claims, "email": read.get("email", "")}
        login.sign_out_hint = {
            "name_id": data.get_nameid(),
            "name_id_format": data.get_nameid_format(),
            "session_index": data.get_session_index(),
            "subject": data.get_nameid(),
            "sid": data.get_session_index(),
        }
        login.asserts_mfa = asserts_mfa(
            contexts=[
                *data.get_last_authn_contexts(),
                *data.get_attributes().get(AUTHN_METHODS, ()),
            ]
        )
        login.name_is_transient = data.get_nameid_format() == TRANSIENT and not read.get("uid")
        return cast(SocialLogin, login)

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}


_with_one_certificate = saml.build_saml_config


def _with_every_certificate(request: HttpRequest, app_settings: Any, org: str) -> Any:
    """Return what python3-saml is told, with all the certificates that the provider signs with."""
    config = _with_one_certificate(request, app_settings, org)
    if several := app_settings["idp"].get("x509certs"):
        config["idp"]["x509certMulti"] = {"signing": list(several)}
    answers = app_settings["idp"].get("slo_response_url")
    if answers and app_settings["idp"].get("slo_url"):
        config["idp"]["singleLogoutService"]["responseUrl"] = answers
    return config


# The library hands on the first alone and offers no way to say more.
saml.build_saml_config = _with_every_certificate
