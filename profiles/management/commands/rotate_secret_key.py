"""Encrypt the secrets of webhooks, sign-on and second factors with the newest key."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mentornet import crypto
from mentornet.drafts.domain import rotate_drafts
from mentornet.tenancy.scope import operations
from mentornet.webhooks import signing
from profiles.sign_on.credentials import authenticators
from profiles.sign_on.provider.domain import secrets


class Command(BaseCommand):
    help = (
        "Seal the secrets of webhooks, of institutions' sign-on and of second factors, and drafts, with "
        "SECRET_KEY, also those that lie in the clear from before. Put the key of before into "
        "SECRET_KEY_FALLBACKS, run this, then take it away once no session needs it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with operations(), transaction.atomic():
                count = signing.rotate_all(now=timezone.now()) + secrets.rotate_all()
                count += authenticators.encrypt_all() + rotate_drafts(confidential=False)
                count += crypto.rotate_registered()
        except InvalidToken:
            raise CommandError(
                "A secret cannot be opened with any of the keys; nothing was changed."
            ) from None
        self.stdout.write(f"{count} secrets are sealed with SECRET_KEY.")
