"""The secrets that sign deliveries: two of them for a day after a change."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from mentornet import crypto
from mentornet.webhooks.models import WebhookEndpoint

OVERLAP = timedelta(hours=24)


def new_secret() -> str:
    """A signing secret in the form that the Standard Webhooks convention gives it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def change_secret(endpoint: WebhookEndpoint, *, now: datetime) -> str:
    """Give the endpoint another secret, unsaved; the one before signs along for a day."""
    secret = new_secret()
    endpoint.sealed_old_secret = endpoint.sealed_secret
    endpoint.old_secret_until = now + OVERLAP if endpoint.sealed_secret else None
    endpoint.sealed_secret = crypto.encrypt(secret)
    return secret


@transaction.atomic
def rotate_all(*, now: datetime) -> int:
    """Seal the secrets of all endpoints with the newest key; of how many. Raise InvalidToken."""
    rows = list(WebhookEndpoint.objects.select_for_update())
    for row in rows:
        signs_along = row.sealed_old_secret and row.old_secret_until and row.old_secret_until > now
        row.sealed_secret = crypto.rotate(row.sealed_secret)
        row.sealed_old_secret = crypto.rotate(row.sealed_old_secret) if signs_along else ""
        row.save(update_fields=["sealed_secret", "sealed_old_secret"])
    return len(rows)
