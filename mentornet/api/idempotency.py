"""Answers that were given once, so that a request sent twice acts once.

The row is written in the same transaction as the act: a second request with the same key waits at
the unique index until the first is over, and then reads its answer, or acts itself if that failed.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from mentornet.tenancy import OfInstitution

KEPT_FOR = timedelta(days=1)


class IdempotencyKey(OfInstitution):
    """The answer to one request: whose key, a digest of what was asked, status and body."""

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "mentornet"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "caller", "key"], name="idempotency_key_once"
            )
        ]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"answer {self.pk}"


def digest_of(method: str, path: str, body: bytes) -> str:
    """Return what tells one request from another."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()


def claim(
    *, institution_id: UUID, caller: str, key: str, digest: str
) -> tuple[IdempotencyKey, bool]:
    """Return the row of *key* and whether it is ours to answer; waits while another one answers.

    Call it inside the transaction of the act. An answer older than a day is forgotten.
    """
    IdempotencyKey.objects.filter(
        institution=institution_id, caller=caller, key=key, created_at__lt=timezone.now() - KEPT_FOR
    ).delete()
    row, is_new = IdempotencyKey.objects.get_or_create(
        institution_id=institution_id, caller=caller, key=key, defaults={"digest": digest}
    )
    return row, is_new


def purge_answers() -> int:
    """Delete the answers older than a day; how many."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
