"""The pages about the API: every operation to try out, and what each problem means."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularSwaggerSplitView

from mentornet.api.problems import PROBLEMS


# The page's styles are set by its script; nothing else on the site may do so.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI out of the package, without a line from elsewhere."""

    url_name = "api:openapi"
    title = "MentorNet API"
    authentication_classes: Any = ()
    permission_classes: Any = ()
    throttle_classes: Any = ()
    http_method_names: Any = ["get", "head"]


@cache
def described() -> bytes:
    """The description of the API as JSON, made once: it changes with the program alone."""
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        schema["servers"] = [{"url": "/", "description": "Production: where this comes from."}]
        text: bytes = OpenApiJsonRenderer2().render(schema, renderer_context={})
    return text


@require_safe
@condition(etag_func=lambda request: f'"{hashlib.sha256(described()).hexdigest()[:32]}"')
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the same as docs/openapi.yaml, for tools."""
    return HttpResponse(described(), content_type="application/json")


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """What the codes of refusals mean; their `type` points here."""
    return render(request, "mentornet/api/problems.html", {"problems": PROBLEMS})
