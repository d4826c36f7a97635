"""Probes ask a process by the address that it has just now, which is no host name of the site.

Kubernetes and load balancers send that address as Host. What `/healthz` and `/readyz` answer does not depend on it,
so it is left unread there; everywhere else it has to be one of ALLOWED_HOSTS.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

PROBES = frozenset({"/healthz", "/readyz"})


class ProbeMiddleware:
    """Take a probe's Host for the site's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in PROBES:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return self.get_response(request)
