"""What changed of what the API delivers, in the order in which it was written."""

from __future__ import annotations

from django.db import models

from mentornet.tenancy import OfInstitution


class ChangeHorizon(OfInstitution):
    """Since when no change of an institution's rows that are gone has been deleted."""

    institution = models.OneToOneField(
        "profiles.Institution",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        primary_key=True,
    )
    kept_since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.kept_since)


class Change(OfInstitution):
    """That one row of a resource is new, another, or gone; the row itself says what it is now.

    Written by the database alone (see triggers.py), beside whatever statement changes a row, and
    added to the end: two writers never wait for each other. `changed_at` is the moment of the
    statement, later than the one in which its transaction was given its number; see horizon.py.
    """

    id = models.BigAutoField(primary_key=True)
    # Without a constraint: its check would lock the institution's row with each change of a row, and wait
    # for whoever holds that, among them a job that shows on another connection how far it is.
    institution = models.ForeignKey(
        "profiles.Institution",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_constraint=False,
    )
    resource = models.CharField(max_length=80)
    row_id = models.UUIDField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at", "id"]
        indexes = [
            models.Index(
                fields=["institution", "resource", "changed_at", "id"], name="change_order"
            ),
            models.Index(fields=["row_id", "resource"], name="change_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.row_id}"
