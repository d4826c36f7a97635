from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class Dimension(models.TextChoices):
    """By what people are divided. A group's key in the tables is its dimension, a colon, which one."""

    INSTITUTION = "institution", _("Institution")
    UNIT = "unit", _("Unit")
    RANK = "rank", _("Rank")
    TRACK = "track", _("Track")
    PROGRAM = "program", _("Program")
    COHORT = "cohort", _("Cohort")


class DirectedQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DirectedQuerySet:
        """For the directors of the institution."""
        return self.filter(institution__in=Institution.objects.directed_by(user))


class FigurePublication(InstitutionScoped):
    """What is shown of an institution's confidential figures from a day on, until the next one.

    `families` says which groups add up to which. `salt` is the institution's own, handed on from
    one publication to the next: it keeps the keys of `PublishedPerson` from being names.
    """

    day = models.DateField()
    threshold = models.PositiveSmallIntegerField()
    families: models.JSONField[Any, Any] = models.JSONField(default=list)
    salt = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = DirectedQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "day"], name="figure_publication_once"),
        ]

    def __str__(self) -> str:
        return f"figures of {self.day}"


class PublishedRow(InstitutionScoped):
    """The figures of one group in one publication: by column its count, as of when, and if shown.

    Nothing leaves the house but what is marked as shown, and that only through `reports`.
    """

    publication = models.ForeignKey(
        FigurePublication, on_delete=models.CASCADE, related_name="rows"
    )
    group = models.CharField(max_length=60)
    open = models.BooleanField()
    since = models.DateField()
    cells: models.JSONField[Any, Any] = models.JSONField(default=dict)

    objects: ClassVar[Any] = DirectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "group"], name="published_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} in {self.publication_id}"


class PublishedPerson(InstitutionScoped):
    """What the last publication holds of one person. No one is ever shown it.

    What is published follows what is so in steps of many people (see `publication`), so what it
    holds of each has to be known. `person` is a hash under the institution's salt; no groups: they
    have left, and are remembered until their last change has rested.
    """

    person = models.UUIDField()
    groups = ArrayField(models.TextField())
    facts = ArrayField(models.TextField())
    moved_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "person"], name="published_person_once"),
        ]

    def __str__(self) -> str:
        return f"published {self.pk}"


class FrozenFigures(InstitutionScoped):
    """Figures of a time that is over, counted once and never again: `subject` says of what.

    `begins` is the first day of that time, `threshold` how many people each figure speaks of at
    least. A count that moved with what is withdrawn later would give that away.
    """

    subject = models.UUIDField()
    begins = models.DateField()
    threshold = models.PositiveSmallIntegerField()
    figures: models.JSONField[Any, Any] = models.JSONField(default=dict)
    counted_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = DirectedQuerySet.as_manager()

    class Meta:
        ordering = ["-begins"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "begins"], name="frozen_figures_once"),
        ]

    def __str__(self) -> str:
        return f"figures of {self.subject} from {self.begins}"
