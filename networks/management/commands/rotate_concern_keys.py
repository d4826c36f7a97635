"""Encrypt all concerns with the newest key."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mentornet.drafts.domain import rotate_drafts
from mentornet.tenancy.scope import operations
from networks.concerns.domain.threads import rotate_keys


class Command(BaseCommand):
    help = (
        "Seal every concern with the first key of CONCERN_KEYS. Put the new key first, keep the "
        "old ones behind it, run this, then take the old ones away."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with operations(), transaction.atomic():
                count = rotate_keys() + rotate_drafts(confidential=True)
        except InvalidToken:
            raise CommandError(
                "A message cannot be opened with any of the keys; nothing was changed."
            ) from None
        self.stdout.write(f"{count} messages are sealed with the first key.")
