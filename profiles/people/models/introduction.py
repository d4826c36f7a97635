from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.people.models.membership import Membership

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class OfColleagues(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OfColleagues:
        """Return one's own, and those of current colleagues."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user) | models.Q(member__in=Membership.objects.visible_to(user))
        )


class Introduction(InstitutionScoped):
    """What a person says of themselves to colleagues who may ask them for help."""

    member = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="introduction")
    bio = models.TextField(_("About me"), blank=True)
    languages = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    publications_url = models.URLField(_("Publications"), max_length=300, blank=True)
    working_style = models.TextField(_("How I like to work"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OfColleagues.as_manager()

    def __str__(self) -> str:
        return f"introduction {self.pk}"

    @property
    def publications_shown(self) -> str:
        """The link as it is read: without what every address starts with."""
        return self.publications_url.removeprefix("https://").rstrip("/")


class PhotoQuerySet(OfColleagues):
    def shown(self) -> PhotoQuerySet:
        """Return those that were not removed."""
        return self.filter(removed_at=None)

    def without_bytes(self) -> PhotoQuerySet:
        """Return them for pages, which name a photo and do not send it."""
        return self.defer("small", "large")


class Photo(InstitutionScoped):
    """A photo of a person, square, drawn anew from what they uploaded, which is not kept.

    It lies in the database, so that it is reached through row-level security alone, is deleted with
    the person, and leaves no file behind. A removed one stays a day, to be undone.
    """

    SIZES = {"small": 128, "large": 512}  # pixels a side

    member = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="photo")
    # Each upload has a key of its own: an address never shows another picture than before.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    alt = models.CharField(_("Description"), max_length=120, blank=True)
    small = models.BinaryField()
    large = models.BinaryField()
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def is_shown(self) -> bool:
        return self.removed_at is None
