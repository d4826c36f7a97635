"""Second factors' secrets, encrypted while they lie in the database: whoever reads it makes no codes."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext_lazy

from mentornet import crypto

# Where the library keeps what it has encrypted, by the kind of authenticator.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class EncryptedMFAAdapter(DefaultMFAAdapter):
    """Encrypts with SECRET_KEY; a secret from before lies in the clear until `encrypt_all`."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is wrong. Check it and try again."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return crypto.decrypt(encrypted_text)
        except InvalidToken:
            if _is_encrypted(encrypted_text):
                raise
            return encrypted_text


@transaction.atomic
def encrypt_all() -> int:
    """Encrypt every secret with the newest key, those in the clear too; return how many.

    Raises InvalidToken where one was encrypted with a key that is not there any more.
    """
    rows = Authenticator.objects.filter(type__in=SECRETS).select_for_update()
    count = 0
    for row in rows:
        name = SECRETS[Authenticator.Type(row.type)]
        if stored := row.data.get(name):
            row.data[name] = (
                crypto.rotate(stored) if _is_encrypted(stored) else crypto.encrypt(stored)
            )
            row.save(update_fields=["data"])
            count += 1
    return count


def _is_encrypted(text: str) -> bool:
    """A Fernet token begins with its version, 0x80; a TOTP secret is base32 in capitals, a seed hex."""
    return text.startswith("gAAAA")
