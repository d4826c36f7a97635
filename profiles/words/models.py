"""What an institution changed of our words, and its own beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


class InstitutionWordQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> InstitutionWordQuerySet:
        """Return the words of the institutions that *user* belongs to."""
        return self.filter(institution__in=Institution.objects.visible_to(user))


class InstitutionWord(InstitutionScoped):
    """A rank, track, area or kind of relationship as the institution has it, and which of ours it means.

    What is in no row is as we have it (see profiles/own_words.py). An empty label is ours, in the reader's
    language. A word is retired and never deleted: people may have it.
    """

    class Kind(models.TextChoices):
        RANK = "rank", _("Ranks")
        TRACK = "track", _("Tracks")
        AREA = "area", _("Areas")
        TIE_KIND = "tie_kind", _("Kinds of relationship")

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=40)
    label = models.CharField(_("name"), max_length=60, blank=True)
    standard = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True, db_default=True)

    objects = InstitutionWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of an institution")
        verbose_name_plural = _("words of institutions")
        ordering = ["kind", "place", "key"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "key"], name="word_key_once"),
            models.UniqueConstraint(
                "institution",
                "kind",
                Lower("label"),
                condition=~models.Q(label=""),
                name="word_label_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(label="") | models.Q(key=models.F("standard")),
                name="word_of_its_own_has_a_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
