"""What asks by a process's own address is answered, and nothing else is."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_probes_are_answered_whatever_host_they_name_and_pages_are_not(settings) -> None:
    settings.ALLOWED_HOSTS = ["mentornet.example"]
    settings.SITE_URL = "https://mentornet.example"
    settings.SECURE_SSL_REDIRECT = True
    pod = Client(headers={"host": "10.1.2.3:8000"}, raise_request_exception=False)

    assert (pod.get("/healthz").status_code, pod.get("/healthz").content) == (200, b"ok\n")
    assert pod.get("/readyz").status_code in (200, 503)
    assert pod.get("/accounts/login/").status_code == 400
    assert pod.get("/healthz/").status_code == 400
