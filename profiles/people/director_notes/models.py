"""What those who run programs note about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.scope import scope_of
from profiles.people.models.membership import Membership

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


class DirectorNoteQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> DirectorNoteQuerySet:
        """Return the notes that *user* reads on the pages of people for whom they run programs.

        Their own; and all about people of an institution or a unit that they run. Who sees a person only
        because they take part in one program does not read what others noted of them.
        """
        if not user.is_authenticated:
            return self.none()
        inside = scope_of(user).rows(unit="member__unit")
        people = Membership.objects.directed_by(user)
        return self.filter(Q(author__user=user) | inside, member__in=people)

    def written_by(self, member: Membership) -> DirectorNoteQuerySet:
        """Return those that *member* may change, if they still run programs for the person."""
        return self.visible_to(member.user).filter(author=member)


class DirectorNote(InstitutionScoped):
    """A short note about a person, read by who runs programs for them, and by the person in My data."""

    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="director_notes", editable=False
    )
    author = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    text = models.TextField(_("note"), max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DirectorNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["member", "created_at"])]

    def __str__(self) -> str:
        return f"note {self.pk}"
