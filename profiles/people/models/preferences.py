from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class PreferencesQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PreferencesQuerySet:
        """Return one's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class Preferences(InstitutionScoped):
    """Which email a member wants, when they are away, and whether their address works.

    Without a row: everything. What holds at every institution of a person, the time zone and whether
    others may reply to them, is of their login: `User.time_zone`, `User.reply_to_me`.
    """

    class Trouble(models.TextChoices):
        NONE = "", _("None")
        BOUNCED = "bounced", _("Emails to you bounce")
        COMPLAINED = "complained", _("Our emails were marked as spam")

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="preferences"
    )
    check_ins_by_mail = models.BooleanField(_("Check-ins by email"), default=True)
    check_ins_on_page = models.BooleanField(_("Check-ins on my pages"), default=True)
    meetings_by_mail = models.BooleanField(_("Meeting reminders by email"), default=True)
    surveys_by_mail = models.BooleanField(_("Surveys by email"), default=True)
    reports_by_mail = models.BooleanField(_("The monthly gap report by email"), default=True)
    away_from = models.DateField(_("Away from"), null=True, blank=True)
    away_until = models.DateField(_("Last day away"), null=True, blank=True)
    trouble = models.CharField(max_length=20, choices=Trouble, blank=True, editable=False)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        # The model came from evaluations; its table stayed where it was.
        db_table = "evaluations_delivery"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(away_from=None)
                | models.Q(away_until=None)
                | models.Q(away_until__gte=models.F("away_from")),
                name="delivery_leave_in_order",
            )
        ]
        indexes = [
            models.Index(
                fields=["institution"],
                condition=models.Q(trouble="bounced"),
                name="delivery_bounced",
            )
        ]

    def __str__(self) -> str:
        return f"preferences {self.pk}"

    @property
    def leave(self) -> dict[str, date | None]:
        """The days on which the person is away, as `mentornet.mail.quiet_hours` takes them."""
        return {"away_from": self.away_from, "away_until": self.away_until}
