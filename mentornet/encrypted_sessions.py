"""Sessions sealed in the database: they hold codes for a sign-in and new authenticators' secrets."""

from __future__ import annotations

from typing import Any

from django.core.signing import JSONSerializer

from mentornet import crypto


class SealedSerializer:
    """Writes JSON that only SECRET_KEY opens. What was written before it reads as an empty session."""

    def dumps(self, obj: Any) -> bytes:
        return crypto.encrypt(JSONSerializer().dumps(obj).decode("latin-1")).encode("latin-1")

    def loads(self, data: bytes) -> Any:
        return JSONSerializer().loads(crypto.decrypt(data.decode("latin-1")).encode("latin-1"))
