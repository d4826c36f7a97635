from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped
from profiles.institution.models.directed import DirectedQuerySet


class ApprovalQuerySet(DirectedQuerySet):
    def waiting(self) -> ApprovalQuerySet:
        return self.filter(state=Approval.State.WAITING)


class Approval(InstitutionScoped):
    """A change that needs the yes of a second person before it takes effect.

    `payload` says what the change is, in keys and names; secrets never go into it. `gains` is the
    login that the change gives something to: it decides nothing about it.
    """

    class Kind(models.TextChoices):
        STAFF_ROLE = "staff_role", _("Staff role")
        SIGN_ON = "sign_on", _("Single sign-on")
        ADDRESS_CLAIM = "address_claim", _("Sign-in email")
        API_CLIENT = "api_client", _("API client")
        MAIL_DOMAIN = "mail_domain", _("Email domain")
        OTHER = "other", _("Other change")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    payload = models.JSONField(default=dict, blank=True)
    gains = models.ForeignKey(
        "profiles.User",
        verbose_name=_("gains"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_by = models.ForeignKey(
        "profiles.User",
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("expires at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        "profiles.User",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | models.Q(decided_by=None)
                | models.Q(asked_by=None)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="approval_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "state", "-asked_at"]),
            models.Index(
                fields=["expires_at"], condition=models.Q(state="waiting"), name="approval_expiring"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
