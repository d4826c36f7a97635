"""The secrets that sign deliveries: two for a day after a change."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from mentornet import crypto
from mentornet.webhooks.models import WebhookEndpoint

OVERLAP = timedelta(hours=24)


def new_secret() -> str:
    """Return a new signing secret in the form of the Standard Webhooks convention."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def change_secret(endpoint: WebhookEndpoint, *, now: datetime) -> str:
    """Give the endpoint a new secret, unsaved; the old one signs for one more day."""
    secret = new_secret()
    endpoint.sealed_old_secret = endpoint.sealed_secret
    endpoint.old_secret_until = now + OVERLAP if endpoint.sealed_secret else None
    endpoint.sealed_secret = crypto.encrypt(secret)
    return secret


@transaction.atomic
def rotate_all(*, now: datetime) -> int:
    """Encrypt the secrets of all endpoints with the newest key; return how many. Raise InvalidToken."""
    rows = list(WebhookEndpoint.objects.select_for_update())
    for row in rows:
        signs_along = row.sealed_old_secret and row.old_secret_until and row.old_secret_until > now
        row.sealed_secret = crypto.rotate(row.sealed_secret)
        row.sealed_old_secret = crypto.rotate(row.sealed_old_secret) if signs_along else ""
        row.save(update_fields=["sealed_secret", "sealed_old_secret"])
    return len(rows)
