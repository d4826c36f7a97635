"""Where a client's library finds how to get a token here (RFC 8414)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mentornet.api.scopes import SCOPES

# What the library takes: the secret in the header, or in the form.
METHODS = ["client_secret_basic", "client_secret_post"]


@require_safe
def metadata(request: HttpRequest) -> JsonResponse:
    """Return what this authorization server can do: client credentials, and giving a token back."""
    return JsonResponse(
        {
            "issuer": settings.SITE_URL,
            "token_endpoint": settings.SITE_URL + reverse("api:token"),
            "token_endpoint_auth_methods_supported": METHODS,
            "revocation_endpoint": settings.SITE_URL + reverse("api:revoke"),
            "revocation_endpoint_auth_methods_supported": METHODS,
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "scopes_supported": list(SCOPES),
            "service_documentation": settings.SITE_URL + reverse("api:docs"),
        },
        headers={"Cache-Control": "public, max-age=3600"},
    )
