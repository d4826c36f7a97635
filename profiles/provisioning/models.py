from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped
from profiles.own_words import RANK
from profiles.sign_on.provider.models import DirectedQuerySet
from profiles.vocabulary import label_of


class ProvisioningToken(InstitutionScoped):
    """What an institution's directory shows when it brings people in. Only its digest is kept."""

    label = models.CharField(_("What it is for"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The last characters, to tell tokens apart by.
    ending = models.CharField(max_length=6, editable=False)
    # The key of a rank: one of ours, or a word of the institution's own.
    default_rank = models.CharField(_("Rank for new people without a known title"), max_length=40)
    created_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DirectedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label

    def get_default_rank_display(self) -> str:
        """Return that rank as the institution says it."""
        return label_of(RANK, self.default_rank)


class ProvisionedMember(InstitutionScoped):
    """What a directory calls someone: its own name and key for them, beside the roster's number.

    `withdrawn_at`: the directory has deleted the person. They have left, and it sees them no more;
    their history stays.
    """

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="provisioned"
    )
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Its own words for what is kept here in ours (title, department, all emails), so that it reads back
    # what it sent; and the unit that its department meant, to know when those words are out of date.
    said = models.JSONField(default=dict, db_default={}, blank=True)
    said_unit = models.UUIDField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "institution", Lower("user_name"), name="provisioned_user_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.user_name
