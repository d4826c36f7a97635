from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class InstrumentQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> InstrumentQuerySet:
        """Return the instruments of the institutions that *user* directs."""
        return self.filter(institution__in=Institution.objects.directed_by(user))

    def current(self) -> InstrumentQuerySet:
        """Return those that new surveys may ask with."""
        return self.filter(retired_at=None)


class Instrument(InstitutionScoped):
    """Questions that are asked in the same words each time, so that answers can be compared.

    One that was asked is never changed: another wording is another instrument. `built_in` names
    the text of ours that it was made of.
    """

    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, max_length=1_000)
    source = models.CharField(max_length=300, blank=True)
    built_in = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "built_in"],
                condition=~models.Q(built_in="") & models.Q(retired_at=None),
                name="instrument_built_in_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=models.Q(retired_at=None),
                name="instrument_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ItemQuerySet:
        return self.filter(instrument__in=Instrument.objects.visible_to(user))


class Item(InstitutionScoped):
    """One question. On a scale, `labels` name the steps from `lowest` up; a number has none.

    Items of one `part` are answered on scales of the same length and count together. One that is
    `turned` says the opposite of its part, and counts from the other end.
    """

    class Kind(models.TextChoices):
        SCALE = "scale", _("Scale")
        NUMBER = "number", _("Number")

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SCALE)
    labels: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    lowest = models.PositiveIntegerField(default=1)
    highest = models.PositiveIntegerField(default=5)
    turned = models.BooleanField(default=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "position"], name="item_position_once"),
            models.CheckConstraint(
                condition=models.Q(highest__gt=models.F("lowest")), name="item_range_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[tuple[int, str]]:
        """The steps of a scale with their words, from the lowest."""
        return list(enumerate(self.labels, start=self.lowest))
