"""What a start refuses. The settings are read anew, in a process of their own."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "long-and-random",
    "CONCERN_KEYS": "c2VhbHMtY29uY2VybnMtaW4tYS10ZXN0LW9ubHktMDE=",
    "SITE_URL": "https://mentornet.example",
    "ALLOWED_HOSTS": "mentornet.example",
    "DATABASE_URL": "postgresql:///none",
    "REDIS_URL": "redis://localhost",
    "EMAIL_URL": "smtp://localhost",
    "DEFAULT_FROM_EMAIL": "mentornet@mentornet.example",
}
PROGRAM = "import mentornet.settings as s; print({})"


def read_settings(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(expression)],
        cwd=settings.BASE_DIR,
        env={**kept, "MENTORNET_DEMO": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", PRODUCTION)
def test_deployment_without_a_required_setting_names_it(name):
    done = read_settings("1", **{**PRODUCTION, name: ""})

    assert done.returncode == 1
    assert f"ImproperlyConfigured: Set {name} (see .env.example)" in done.stderr


def test_deployment_with_debug_is_refused():
    done = read_settings("1", **PRODUCTION, DEBUG="1")

    assert done.returncode == 1
    assert "ImproperlyConfigured: DEBUG is for demo mode only" in done.stderr


def test_deployment_is_safe():
    done = read_settings(
        "s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS, 'unsafe' in str(s.CONTENT_SECURITY_POLICY)",
        **PRODUCTION,
    )

    assert done.stdout.strip() == "False True True True 31536000 False"


def test_demo_needs_no_setting():
    done = read_settings("s.DEBUG, s.EMAIL_BACKEND", MENTORNET_DEMO="1")

    assert done.stdout.strip() == "False mentornet.demo_mail.DemoMailBackend"


def test_every_setting_is_explained():
    read = set(
        re.findall(
            r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"",
            (settings.BASE_DIR / "mentornet" / "settings.py").read_text(),
        )
    )
    explained = set(
        re.findall(r"^([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.M)
    )

    assert read | {"PORT"} == explained
