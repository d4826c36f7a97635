from typing import Any

from django.conf import settings
from django.http import HttpRequest


def institution(request: HttpRequest) -> dict[str, Any]:
    """What every template may name: the reader's membership, their institution, demo mode."""
    membership = getattr(request, "membership", None)
    return {
        "membership": membership,
        "institution": membership.institution if membership else None,
        "demo": settings.MENTORNET_DEMO,
    }
