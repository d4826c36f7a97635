from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mentornet.names import whole_name_key
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.vocabulary import Rank

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ExternalContactQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ExternalContactQuerySet:
        """The contacts that *user* wrote down; no one shares an address book."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(owner__user=user)


class ExternalContact(InstitutionScoped):
    """A remote mentor without an account here [C, D]: name, affiliation, e-mail."""

    owner = models.ForeignKey(
        "profiles.Membership",
        on_delete=models.CASCADE,
        related_name="external_contacts",
    )
    name = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    rank = models.CharField(max_length=20, choices=Rank, blank=True)
    expertise = ArrayField(models.CharField(max_length=100), default=list, blank=True)

    objects = ExternalContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    @property
    def sort_key(self) -> str:
        """Return what sorts them among members."""
        return whole_name_key(self.name)

    @property
    def language(self) -> str:
        """Return the language of email to them: the institution's."""
        return self.institution.reading.language

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of email to them: the institution's; they may choose another."""
        return self.institution.zone

    def __str__(self) -> str:
        return f"external contact {self.pk}"
