from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from matching.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User

LONGEST_NOTE = 500


class PairNoteQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PairNoteQuerySet:
        """Return those about pairs of programs that *user* runs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class PairNote(InstitutionScoped):
    """What someone who runs a program did for a pair of it, in their words; for those who run it alone.

    It is never changed: what was done later is another note.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    tie = models.ForeignKey("networks.Tie", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=LONGEST_NOTE)
    written_at = models.DateTimeField(auto_now_add=True)

    objects = PairNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["program", "tie"], name="pair_note_of_pair")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def by(self) -> str:
        """Return the name of the author; empty for someone whose data was deleted."""
        return self.author.name if self.author else ""
