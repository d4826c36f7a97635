from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup
from networks.peer_groups.models.group import opened_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


def random_name(attachment: Attachment, name: str) -> str:
    """Return where a file is stored: nothing of the name that it came with, two levels of folders."""
    key = uuid4().hex
    return f"{key[:2]}/{key}"


class AttachmentQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        """Files of one's groups, materials of their sessions, and of curricula that one directs.

        No office opens the files of a group.
        """
        groups = PeerGroup.objects.visible_to(user)
        # An outer join would give a file once for each of its uses.
        used = self.model.materials.rel.related_model.objects.visible_to(user).values("file")
        return self.filter(models.Q(group__in=groups) & opened_to(user) | models.Q(pk__in=used))


class Attachment(InstitutionScoped):
    """A file that someone uploaded; what it is was decided by its content.

    It never changes: another version is another file. A file of a group is open to those in it;
    one without is reached through what it is attached to.
    """

    group = models.ForeignKey(
        PeerGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    uploader = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    stored = models.FileField(upload_to=random_name, max_length=100, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["group", "created_at"])]

    def __str__(self) -> str:
        return self.name
