from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution
from profiles.institution.models.scope import scope_of

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


class UnitQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> UnitQuerySet:
        """Return the units of the institutions that *user* belongs to."""
        return self.filter(institution__in=Institution.objects.visible_to(user))

    def directed_by(self, user: Viewer) -> UnitQuerySet:
        """Return the units for which *user* runs programs: all, or those named with all below."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope_of(user).rows(unit="pk"))


class Unit(InstitutionScoped):
    """A school, department or division: a node in the institution's tree."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("name"), max_length=200)
    # What the institution's directory (SCIM) calls it.
    directory_id = models.CharField(
        max_length=254, blank=True, default="", db_default="", editable=False
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "parent", "name"],
                name="unit_name_once_under_parent",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="unit_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A parent is a unit of the same institution, and not one below."""
        above = self.parent
        if above is not None and above.institution_id != self.institution_id:
            raise ValidationError({"parent": _("Choose a unit in the same institution.")})
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError(
                    {
                        "parent": _(
                            "This unit is below the one that you are editing. Choose another one."
                        )
                    }
                )
            above = above.parent
