from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from mentornet.clock import validate_time_zone
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User

LAST_SLOT = 335


class GroupApplicationQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> GroupApplicationQuerySet:
        """Return one's own alone: a director forms groups by it and never reads it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(enrollment__member__user=user)


class GroupApplication(InstitutionScoped):
    """What someone says, beyond the enrollment, in a program that forms groups.

    `hours` are the half hours of a week in which they can come, 0 to 335 from Monday 00:00, as
    the clock of `time_zone` shows them: summer time moves the clock, not what people said.
    """

    class Attribute(models.TextChoices):
        """What one may ask not to be alone in: as the person or the roster describes them."""

        GENDER = "gender", _("Gender")
        TRACK = "track", _("Track")
        RANK = "rank", _("Rank")

    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.CASCADE, related_name="group_application"
    )
    hours = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(LAST_SLOT)]),
        default=list,
        blank=True,
    )
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    not_alone = ArrayField(
        models.CharField(max_length=20, choices=Attribute), default=list, blank=True
    )

    objects = GroupApplicationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"group application {self.pk}"
