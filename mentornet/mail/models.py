from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from mentornet.mail.purposes import PURPOSES, Purpose
from mentornet.tenancy import Row

STANDING = sorted(name for name, terms in PURPOSES.items() if terms.standing)


class Link(Row):
    """One link that was sent: what for, to whom, until when, and what became of it.

    The token stands only in the message; here is its SHA-256. The table is read before anybody is
    known to be at an institution, so it belongs to none: `institution` says whose matter it is.
    `subject` names the row that it is about, as `label_lower:key`.
    """

    class State(models.TextChoices):
        LIVE = "live", "Live"
        USED = "used", "Used"
        REVOKED = "revoked", "Revoked"

    purpose = models.CharField(max_length=30, choices=Purpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    membership = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(blank=True)
    institution = models.ForeignKey(
        "profiles.Institution",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    subject = models.CharField(max_length=200, blank=True)
    token_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="link_token_once"),
            models.UniqueConstraint(
                fields=["purpose", "membership", "subject"],
                condition=models.Q(state="live", purpose__in=STANDING),
                name="link_standing_once",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False)
                | models.Q(membership__isnull=False)
                | ~models.Q(address=""),
                name="link_has_a_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(state="live", ended_at=None)
                | (~models.Q(state="live") & models.Q(ended_at__isnull=False)),
                name="link_end_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject"], condition=models.Q(state="live"), name="link_live_subject"
            ),
            models.Index(fields=["expires_at"], name="link_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk} ({self.state})"
