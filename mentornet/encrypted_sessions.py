"""Encryption of sessions in the database: they hold sign-in codes and authenticators' secrets."""

from __future__ import annotations

from typing import Any

from django.core.signing import JSONSerializer

from mentornet import crypto


class SealedSerializer:
    """Write JSON that only SECRET_KEY decrypts. Earlier data reads as an empty session."""

    def dumps(self, obj: Any) -> bytes:
        return crypto.encrypt(JSONSerializer().dumps(obj).decode("latin-1")).encode("latin-1")

    def loads(self, data: bytes) -> Any:
        return JSONSerializer().loads(crypto.decrypt(data.decode("latin-1")).encode("latin-1"))
