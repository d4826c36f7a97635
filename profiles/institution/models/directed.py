from __future__ import annotations

from typing import TYPE_CHECKING, Self

from mentornet.tenancy import InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


class DirectedQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> Self:
        """Rows of the institutions that *user* directs; all of them for an operator."""
        if user.is_authenticated and user.is_active and user.is_superuser:
            return self
        return self.filter(institution__in=Institution.objects.directed_by(user))
