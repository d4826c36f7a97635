"""What `manage.py check`, and with it every `migrate`, says of an installation of before."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def check_roles(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where one database role does everything."""
    if settings.DATABASE_OPERATIONS_URL:
        return []
    return [
        checks.Warning(
            "One database role does everything, so that only the application keeps institutions apart.",
            hint="docs/operation.md, “Database roles”, says how to give each its own.",
            id="mentornet.W001",
        )
    ]
