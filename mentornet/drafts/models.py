from __future__ import annotations

from django.conf import settings
from django.db import models

from mentornet.tenancy import OfInstitution


class Draft(OfInstitution):
    """The text of one field of one form that its author has not saved or sent yet.

    `place` is a keyed digest of author, form and field, so that a table of drafts does not say where
    anyone writes; `sealed` holds the text with all that says where and when, `saved_at` the day. A draft that was sent leaves a
    row without text for a while, by which a device that was offline learns that it was.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    place = models.CharField(max_length=64, editable=False)
    sealed = models.TextField(editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(editable=False)
    is_sent = models.BooleanField(default=False, editable=False)
    writer = models.CharField(max_length=16, default="", db_default="", editable=False)
    """A random name of the field on the page that kept it last: another page, another name."""

    class Meta:
        app_label = "mentornet"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "author", "place"], name="draft_once_a_place"
            )
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved_at")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
