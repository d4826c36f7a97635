"""The pages about the API: every operation to try out, and what each problem means."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularSwaggerSplitView

from mentornet.api.postman import collection
from mentornet.api.problems import PROBLEMS

COLLECTION = "For Postman and Bruno: [a collection of all operations](/api/postman.json)."


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
    schema = _schema()
    info = {**schema["info"], "description": f"{schema['info']['description']}\n\n{COLLECTION}"}
    servers = [{"url": "/", "description": "Production: where this comes from."}]
    return _json({**schema, "info": info, "servers": servers})


@cache
def collected() -> bytes:
    """The same as requests to send, for Postman and Bruno."""
    return _json(collection(_schema(), site=settings.SITE_URL))


@cache
def _schema() -> dict[str, Any]:
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        found: dict[str, Any] = json.loads(
            OpenApiJsonRenderer2().render(schema, renderer_context={})
        )
    return found


def _json(made: dict[str, Any]) -> bytes:
    return json.dumps(made, ensure_ascii=False, indent=2).encode()


@require_safe
@condition(etag_func=lambda request: f'"{hashlib.sha256(described()).hexdigest()[:32]}"')
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the same as docs/openapi.yaml, for tools."""
    return HttpResponse(described(), content_type="application/json")


@require_safe
@condition(etag_func=lambda request: f'"{hashlib.sha256(collected()).hexdigest()[:32]}"')
def postman(request: HttpRequest) -> HttpResponse:
    """Return every operation as a request with our examples, for Postman and Bruno."""
    return HttpResponse(
        collected(),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mentornet.postman_collection.json"'},
    )


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """What the codes of refusals mean; their `type` points here."""
    return render(request, "mentornet/api/problems.html", {"problems": PROBLEMS})
