from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class OutsideConsentQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OutsideConsentQuerySet:
        """Return what *user* decided about email to people outside; no one else reads it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(owner__user=user)


class OutsideConsent(InstitutionScoped):
    """Whether a member's mentor elsewhere, known by one email address, gets email about the two.

    A row names an address and not a contact: whoever writes the same address down again, after its
    owner stopped the emails, meets the same row. `times_given` counts how often it was turned on.
    """

    class EndedBy(models.TextChoices):
        MEMBER = "member", _("You turned it off")
        PERSON = "person", _("They stopped the emails")
        # After the member had turned them off, so that the person cannot turn them on again alone.
        BOTH = "both", _("They stopped the emails")
        BOUNCED = "bounced", _("Emails to them bounced")
        COMPLAINED = "complained", _("They reported an email as unwanted")

    owner = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254)
    given_at = models.DateTimeField(default=timezone.now)
    times_given = models.PositiveSmallIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy, blank=True)
    counted_on = models.DateField(null=True, blank=True, editable=False)
    counted = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = OutsideConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "address"], name="outside_consent_once"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="outside_consent_end_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["address"], name="outside_consent_address")]

    def __str__(self) -> str:
        return f"outside consent {self.pk}"
