"""SCIM 2.0 over HTTP (RFC 7644): what all its addresses share. One token, one institution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pydantic import ValidationError as SchemaError
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from scim2_models import ResponseParameters, SCIMException

from mentornet.api.content import ApiParser
from mentornet.api.problems import Busy
from mentornet.api.share import take
from mentornet.lost_races import is_lock_timeout
from profiles.models import Institution, ProvisioningToken
from profiles.provisioning.domain.scim_resources import MESSAGES, ScimError, refusal
from profiles.provisioning.domain.scim_versions import Match, tags_in
from profiles.provisioning.domain.tokens import token_of

MAX_BODY = 2 * 1024**2
WRITING = ("POST", "PUT", "PATCH")


class ScimJSONParser(ApiParser):
    media_type = "application/scim+json"


class ScimJSONRenderer(JSONRenderer):
    media_type = "application/scim+json"
    charset = "utf-8"


class BearerToken(BaseAuthentication):
    """The institution's provisioning token; sessions and cookies mean nothing here."""

    def authenticate(self, request: Request) -> tuple[Any, ProvisioningToken]:
        scheme, _blank, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        token = token_of(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
        if token is None:
            raise AuthenticationFailed("Send a valid bearer token.")
        return None, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="scim"'


class HasToken(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ProvisioningToken)


def scim_error(error: Exception, context: Any) -> Response | None:
    """Every error in the protocol's own form (RFC 7644, 3.12)."""
    del context
    headers: dict[str, str] = {}
    scim_type = ""
    if isinstance(error, SchemaError | SCIMException):
        error = refusal(error)
    if isinstance(error, ScimError):
        status, detail, scim_type = error.status, str(error.message), error.scim_type
        if status == 503:
            headers["Retry-After"] = str(Busy.wait)
    elif isinstance(error, Busy):
        status, detail = Busy.status_code, str(error.detail)
        headers["Retry-After"] = str(Busy.wait)
    elif isinstance(error, APIException):
        status, detail = error.status_code, str(error.detail)
        scim_type = "invalidSyntax" if status == 400 else ""
        if header := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = header
    elif isinstance(error, ValidationError):
        status, detail, scim_type = 400, " ".join(error.messages), "invalidValue"
    elif isinstance(error, IntegrityError):
        status, detail = 409, "Somebody changed the same in the meantime. Try again."
    elif is_lock_timeout(error):
        status, detail = Busy.status_code, str(Busy.default_detail)
        headers["Retry-After"] = str(Busy.wait)
    else:
        return None
    body = {"schemas": [f"{MESSAGES}:Error"], "status": str(status), "detail": detail}
    if scim_type:
        body["scimType"] = scim_type
    return Response(body, status=status, headers=headers)


class ScimView(APIView):
    authentication_classes = (BearerToken,)
    permission_classes = (HasToken,)
    parser_classes = (ScimJSONParser, ApiParser)
    renderer_classes = (ScimJSONRenderer, JSONRenderer)
    throttle_classes = ()
    schema = None
    max_body = MAX_BODY

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return scim_error

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        take(request._request, self.institution.pk)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > self.max_body:
            raise ScimError(
                f"The body has at most {self.max_body} bytes.", status=413, scim_type=""
            )
        if request.method in WRITING and not isinstance(request.data, dict):
            raise ScimError("The body is an object.", scim_type="invalidSyntax")

    @property
    def token(self) -> ProvisioningToken:
        return cast(ProvisioningToken, self.request.auth)

    @property
    def institution(self) -> Institution:
        return self.token.institution

    @property
    def body(self) -> dict[str, Any]:
        """The body, an object as `initial` has seen."""
        return cast(dict[str, Any], self.request.data)

    @property
    def match(self) -> Match:
        """The versions that If-Match names."""
        return tags_in(self.request.headers.get("If-Match", ""))


def wanted_in(said: Any, model: Any) -> ResponseParameters[Any] | None:
    """Return which attributes *said* asks for (RFC 7644, 3.9); raise ScimError for unknown ones."""
    names = {name: said.get(name) or None for name in ("attributes", "excludedAttributes")}
    if not any(names.values()):
        return None
    found = ResponseParameters[model].model_validate(names)
    for path in [*(found.attributes or ()), *(found.excluded_attributes or ())]:
        if path.model is None and path.resolve() is None:
            raise ScimError(f"There is no such attribute: {path}", scim_type="invalidPath")
    return found
