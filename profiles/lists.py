"""Lists that directors read: who gets in, what is noted, and how a deleted view comes back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.db.models import Model

from mentornet.audit_verbs import Verb
from mentornet.lists.page import ListPage, View
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.institution.domain.audit import record
from profiles.undo.views import removing


class DirectorsList(ListPage):
    """A list behind a permission. Its rows come through `directed_by` or `visible_to`."""

    permission: str
    has_people: bool = True
    """Whether a file of it is one of people: then one shows again who one is."""

    def guard(self, view: View) -> View:
        """Return *view* for those whom the list's permission names."""
        return permission_required(self.permission)(view)

    def guard_file(self, view: View) -> View:
        """Return *view* for the same, who have lately shown who they are if people are listed."""
        return self.guard(fresh_authentication_required(view) if self.has_people else view)

    def exported(self, request: MemberRequest, *, count: int) -> None:
        """Note that the list was taken as a file; which list is the detail."""
        institution = request.membership.institution
        record(
            Verb.LIST_EXPORTED,
            actor=request.user,
            institution=institution,
            subject=institution,
            detail=self.key,
        )

    def may_manage_views(self, request: MemberRequest) -> bool:
        """Return whether the reader runs the institution: whose views stay when people leave."""
        return bool(request.user.has_perm("profiles.direct_institution"))

    def deleting(
        self, request: Any, row: Model, *, said: str, back: str
    ) -> AbstractContextManager[None]:
        """Return what offers to undo the deletion on the next page."""
        return removing(request, row, said=said, back=back)
